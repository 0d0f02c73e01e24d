using System.Globalization;
using System.Text;

namespace Permil.Pdf;

public sealed class PdfDocumentTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Write_Places_AreWhereObjectsBegin()
    {
        var text = Encoding.Latin1.GetString(Written("Hello"));

        var start = int.Parse(
            text[(text.IndexOf("startxref\n", StringComparison.Ordinal) + 10)..^7],
            CultureInfo.InvariantCulture
        );
        text[start..].ShouldStartWith("xref\n0 ");
        var places = text[start..]
            .Split('\n')
            .Where(line => line.EndsWith(" 00000 n ", StringComparison.Ordinal))
            .Select(line => int.Parse(line[..10], CultureInfo.InvariantCulture))
            .ToList();
        places.Count.ShouldBeGreaterThan(5);
        foreach (var (i, place) in places.Index())
        {
            text[place..].ShouldStartWith(FormattableString.Invariant($"{i + 1} 0 obj\n"));
        }
    }

    [Fact]
    public void Write_Texts_CanBeReadBack() =>
        new ReadPdf(Written("Gr\u00fc\u00dfe (1 234,50 \u20ac) \\ \u0416")).Pages.ShouldBe([
            ["Gr\u00fc\u00dfe (1 234,50 \u20ac) \\ \u0416"],
        ]);

    [Fact]
    public void Write_SamePages_AreTheSameBytes() => Written("Hello").ShouldBe(Written("Hello"));

    [Fact]
    public void Write_Font_HasTheOutlinesOfWhatIsUsedAndNoOthers()
    {
        var whole = PdfFonts.Regular;

        // The letter is made of two glyphs, which are in the file though no text names them.
        var subset = new TrueTypeFont("Subset", WithMaps(new ReadPdf(Written("\u00c4")).StreamOf("/FontFile2")));

        var letter = whole.GlyphOf(new Rune('\u00c4'));
        subset.OutlineOf(letter).ToArray().Take(10).ShouldBe(whole.OutlineOf(letter).ToArray().Take(10));
        var plain = whole.GlyphOf(new Rune('A'));
        subset.OutlineOf(plain).Length.ShouldBeGreaterThan(0);
        subset.OutlineOf(whole.GlyphOf(new Rune('B'))).Length.ShouldBe(0);
        subset.AdvanceOf(letter).ShouldBe(whole.AdvanceOf(letter));
    }

    [Fact]
    public void WidthOf_Digits_AreAllEqual() =>
        "0123456789"
            .Select(digit => new PdfFont(PdfFonts.Regular, "F1").WidthOf(digit.ToString(), 10))
            .Distinct()
            .ShouldBe([5.56]);

    [Fact]
    public void Has_Characters_AreThoseOfTheFont()
    {
        var font = new PdfFont(PdfFonts.Regular, "F1");

        font.Has("Stra\u00dfe \u20ac \u0416 \u03a9").ShouldBeTrue();
        font.Has("\u6771").ShouldBeFalse();
        font.Has("\U0001F600").ShouldBeFalse();
    }

    private static byte[] Written(string text)
    {
        var document = new PdfDocument("Title", "Author", Day);
        var page = document.AddPage(200, 100);
        page.Write(new PdfText(text, document.Regular, 10, 20, 50), new PdfColor(0, 0, 0));
        using var output = new MemoryStream();
        document.Write(output);
        return output.ToArray();
    }

    // An embedded font needs no map of characters and no metrics of Windows; the reader here asks for both.
    private static byte[] WithMaps(byte[] subset) => FontTables.With(subset, PdfFonts.Regular, "cmap", "OS/2");
}
