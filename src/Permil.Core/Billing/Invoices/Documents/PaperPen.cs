using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

/// <summary>Sets texts of a document in lines.</summary>
internal sealed class PaperPen(PdfDocument document)
{
    public static PaperBlock Space(double height) =>
        new()
        {
            Height = height,
            IsSpace = true,
            Draw = (_, _) => { },
        };

    public IReadOnlyList<string> Wrap(
        string text,
        PdfFont font,
        double size,
        double width,
        int mostLines = int.MaxValue
    ) => LineBreaks.Of(PrintedText.Of(text), line => font.WidthOf(line, size), width, mostLines);

    /// <summary>As much as one line holds.</summary>
    public string Cut(string text, PdfFont font, double size, double width) => Wrap(text, font, size, width, 1)[0];

    public void Left(PdfPage page, string text, PdfFont font, double size, double x, double baseline, PdfColor color) =>
        page.Write(new PdfText(PrintedText.Of(text), font, size, x, baseline), color);

    public void Right(
        PdfPage page,
        string text,
        PdfFont font,
        double size,
        double right,
        double baseline,
        PdfColor color
    ) => Left(page, text, font, size, right - font.WidthOf(PrintedText.Of(text), size), baseline, color);

    /// <param name="page">The page.</param>
    /// <param name="lines">One below the other.</param>
    /// <param name="font">Their font.</param>
    /// <param name="size">Its size.</param>
    /// <param name="x">Where they begin.</param>
    /// <param name="top">The upper edge of the first.</param>
    /// <param name="color">Their colour.</param>
    public void Lines(
        PdfPage page,
        IReadOnlyList<string> lines,
        PdfFont font,
        double size,
        double x,
        double top,
        PdfColor color
    )
    {
        for (var i = 0; i < lines.Count; i++)
        {
            Left(page, lines[i], font, size, x, top + size + i * size * PaperStyle.Leading, color);
        }
    }

    /// <summary>A block a line, so that a page can end between any two.</summary>
    public IEnumerable<PaperBlock> Paragraph(string text, PdfFont font, double size, PdfColor color, double width) =>
        Wrap(text, font, size, width)
            .Select(line => new PaperBlock
            {
                Height = size * PaperStyle.Leading,
                Draw = (page, y) => Left(page, line, font, size, PaperStyle.SideMargin, y + size, color),
            });

    /// <summary>Whether both fonts have every character of a text.</summary>
    public bool Has(string text)
    {
        var printed = PrintedText.Of(text);
        return document.Regular.Has(printed) && document.Bold.Has(printed);
    }
}
