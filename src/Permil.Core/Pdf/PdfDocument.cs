using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Permil.Pdf;

/// <summary>
/// A document of text and rules with embedded fonts, which knows no clock and no chance: the same pages are the same bytes.
/// Source: ISO 32000-1 (PDF 1.7).
/// </summary>
/// <param name="title">Shown by readers.</param>
/// <param name="author">Who it is from.</param>
/// <param name="createdAt">What it states.</param>
internal sealed class PdfDocument(string title, string author, DateTimeOffset createdAt)
{
    private const int IdBytes = 16;

    private readonly List<PdfPage> _pages = [];

    public PdfFont Regular { get; } = new(PdfFonts.Regular, "F1");

    public PdfFont Bold { get; } = new(PdfFonts.Bold, "F2");

    public IReadOnlyList<PdfPage> Pages => _pages;

    public PdfPage AddPage(double width, double height)
    {
        var page = new PdfPage(width, height);
        _pages.Add(page);
        return page;
    }

    /// <summary>Writes it and leaves the stream open.</summary>
    public void Write(Stream output)
    {
        var objects = new PdfObjects();
        var catalog = objects.Reserve();
        var tree = objects.Reserve();
        var info = objects.Add(
            $"<< /Title {TextOf(title)} /Author {TextOf(author)} /Producer {TextOf("Permil")} /CreationDate ({DateOf(createdAt)}) >>"
        );
        var fonts = new[] { Regular, Bold }.Where(font => font.Used.Count > 0);
        var resources = string.Concat(
            fonts.Select(font => Invariant($"/{font.Resource} {PdfFontObjects.Add(objects, font)} 0 R "))
        );
        var pages = _pages.Select(page => PageOf(objects, page, tree, resources)).ToList();
        objects.Set(
            tree,
            Invariant(
                $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select(page => Invariant($"{page} 0 R")))}] >>"
            )
        );
        objects.Set(
            catalog,
            Invariant(
                $"<< /Type /Catalog /Pages {tree} 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>"
            )
        );
        var body = objects.Body(out var places);
        var id = Convert.ToHexString(SHA256.HashData(body).AsSpan(0, IdBytes));
        output.Write(body);
        var end = new StringBuilder(Invariant($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n"));
        foreach (var place in places)
        {
            end.Append(Invariant($"{place:D10} 00000 n \n"));
        }

        end.Append(
            Invariant(
                $"trailer\n<< /Size {places.Count + 1} /Root {catalog} 0 R /Info {info} 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{body.Length}\n%%EOF\n"
            )
        );
        output.Write(Encoding.ASCII.GetBytes(end.ToString()));
    }

    private static int PageOf(PdfObjects objects, PdfPage page, int tree, string fonts)
    {
        var content = objects.AddStream("", Encoding.ASCII.GetBytes(page.Content));
        return objects.Add(
            Invariant(
                $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {page.Width:0.###} {page.Height:0.###}] /Resources << /Font << {fonts}>> >> /Contents {content} 0 R >>"
            )
        );
    }

    // UTF-16 behind its mark, hexadecimal: nothing in a name can end the text.
    private static string TextOf(string text) =>
        $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static string DateOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString("'D:'yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
