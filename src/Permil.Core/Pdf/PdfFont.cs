using System.Text;

namespace Permil.Pdf;

/// <summary>A font of a document, and which of its glyphs the document uses.</summary>
/// <param name="font">All of it.</param>
/// <param name="resource">What pages call it.</param>
internal sealed class PdfFont(TrueTypeFont font, string resource)
{
    private readonly SortedDictionary<ushort, Rune> _used = [];

    public TrueTypeFont Font { get; } = font;

    public string Resource { get; } = resource;

    /// <summary>In the order of their numbers, each with a character that it shows.</summary>
    public IReadOnlyDictionary<ushort, Rune> Used => _used;

    /// <summary>How wide a line is, in points.</summary>
    public double WidthOf(string text, double size)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Font.AdvanceOf(Font.GlyphOf(rune));
        }

        return width * size / 1000;
    }

    /// <summary>Whether the font has every character of a text.</summary>
    public bool Has(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Font.GlyphOf(rune) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The numbers of a text's glyphs, hexadecimal; from now on the document uses them.</summary>
    public string Encode(string text)
    {
        var glyphs = new StringBuilder(4 * text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = Font.GlyphOf(rune);
            if (glyph != 0)
            {
                _used.TryAdd(glyph, rune);
            }

            glyphs.Append(FormattableString.Invariant($"{glyph:X4}"));
        }

        return glyphs.ToString();
    }
}
