using System.Security.Cryptography;
using System.Text;

namespace Permil.Pdf;

/// <summary>The objects of an embedded font: its outlines, its widths, and which characters its glyphs show.</summary>
internal static class PdfFontObjects
{
    private const int TagLetters = 6;
    private const int Letters = 26;

    // The most that one block of a character map may hold.
    private const int BlockEntries = 100;

    // Symbolic: glyphs are asked for by their numbers.
    private const int Flags = 4;
    private const int UsualStemWidth = 80;
    private const int BoldStemWidth = 140;

    /// <returns>The number of the font's object.</returns>
    public static int Add(PdfObjects objects, PdfFont font)
    {
        var subset = TrueTypeSubset.Of(font.Font, font.Used.Keys);
        var name = $"{TagOf(subset)}+{font.Font.Name}";
        var file = objects.AddStream(FormattableString.Invariant($"/Length1 {subset.Length} "), subset);
        var bounds = string.Join(' ', font.Font.Bounds.Select(value => Thousandths(font, value)));
        var stem = font.Font.Name.EndsWith("Bold", StringComparison.Ordinal) ? BoldStemWidth : UsualStemWidth;
        var descriptor = objects.Add(
            FormattableString.Invariant(
                $"<< /Type /FontDescriptor /FontName /{name} /Flags {Flags} /FontBBox [{bounds}] /ItalicAngle 0 /Ascent {Thousandths(font, font.Font.Ascent)} /Descent {Thousandths(font, font.Font.Descent)} /CapHeight {Thousandths(font, font.Font.CapHeight)} /StemV {stem} /FontFile2 {file} 0 R >>"
            )
        );
        var widths = string.Join(
            ' ',
            font.Used.Keys.Prepend((ushort)0)
                .Select(glyph => FormattableString.Invariant($"{glyph} [{font.Font.AdvanceOf(glyph)}]"))
        );
        var descendant = objects.Add(
            FormattableString.Invariant(
                $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity /FontDescriptor {descriptor} 0 R /W [{widths}] >>"
            )
        );
        var characters = objects.AddStream("", Encoding.ASCII.GetBytes(CharactersOf(font)));
        return objects.Add(
            FormattableString.Invariant(
                $"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {characters} 0 R >>"
            )
        );
    }

    // Six letters that tell subsets of one font apart; made of the subset, so that they never differ by chance.
    private static string TagOf(byte[] subset) =>
        string.Concat(SHA256.HashData(subset).Take(TagLetters).Select(value => (char)('A' + value % Letters)));

    private static string CharactersOf(PdfFont font)
    {
        var map = new StringBuilder(
            """
            /CIDInit /ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
            /CMapName /Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000> <FFFF>
            endcodespacerange

            """.ReplaceLineEndings("\n")
        );
        foreach (var block in font.Used.Chunk(BlockEntries))
        {
            map.Append(FormattableString.Invariant($"{block.Length} beginbfchar\n"));
            foreach (var (glyph, rune) in block)
            {
                var text = Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(rune.ToString()));
                map.Append(FormattableString.Invariant($"<{glyph:X4}> <{text}>\n"));
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }

    private static int Thousandths(PdfFont font, int units) => units * 1000 / font.Font.UnitsPerEm;
}
