using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

/// <summary>The head of the first page: what it is, who wrote it, whom it is for, and the facts.</summary>
internal sealed class PaperHead(InvoiceLayout layout, PdfDocument document, PaperColumns columns)
{
    private const double FactsShare = 0.34;
    private const double AddressGap = 18;

    private readonly PaperPen _pen = new(document);

    private double FactsWidth => columns.Width * FactsShare;

    private double AddressWidth => (columns.Width - FactsWidth) / 2 - AddressGap;

    private double Right => columns.PageWidth - PaperStyle.SideMargin;

    public IEnumerable<PaperBlock> Blocks()
    {
        foreach (var line in Paragraph(layout.Title, document.Bold, PaperStyle.TitleSize, PaperStyle.Accent))
        {
            yield return line;
        }

        foreach (
            var line in layout.Notice is { } notice
                ? Paragraph(notice, document.Bold, PaperStyle.TextSize, PaperStyle.Ink)
                : []
        )
        {
            yield return line;
        }

        yield return PaperPen.Space(16);
        foreach (var line in Sides())
        {
            yield return line;
        }

        if (layout.Reason is { } reason)
        {
            yield return PaperPen.Space(12);
            foreach (var line in Paragraph($"Why: {reason}", document.Regular, PaperStyle.TextSize, PaperStyle.Ink))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<PaperBlock> Paragraph(string text, PdfFont font, double size, PdfColor color) =>
        _pen.Paragraph(text, font, size, color, columns.Width);

    /// <summary>Both addresses and the facts beside each other, a block a line: an address may be longer than a page.</summary>
    private IEnumerable<PaperBlock> Sides()
    {
        var from = AddressOf(layout.From);
        var to = AddressOf(layout.To);
        var facts = layout.Facts.SelectMany(LinesOf).ToList();
        for (var i = 0; i < Math.Max(Math.Max(from.Count, to.Count), facts.Count); i++)
        {
            var (left, middle) = (from.ElementAtOrDefault(i), to.ElementAtOrDefault(i));
            var (label, value) = facts.ElementAtOrDefault(i);
            var isTotal = i == facts.Count - 1;
            yield return new PaperBlock
            {
                Height = PaperStyle.TextSize * PaperStyle.Leading + 0.6,
                Draw = (page, y) =>
                {
                    var baseline = y + PaperStyle.TextSize;
                    Address(page, left, PaperStyle.SideMargin, baseline);
                    Address(page, middle, PaperStyle.SideMargin + AddressWidth + AddressGap, baseline);
                    var (font, size) = (document.Regular, PaperStyle.TextSize);
                    var valueFont = isTotal ? document.Bold : font;
                    _pen.Left(page, label ?? "", font, size, Right - FactsWidth, baseline, PaperStyle.Quiet);
                    _pen.Right(page, value ?? "", valueFont, size, Right, baseline, PaperStyle.Ink);
                },
            };
        }
    }

    private void Address(PdfPage page, (string Text, PdfFont Font, PdfColor Color) line, double x, double baseline)
    {
        if (line.Text is { } text)
        {
            _pen.Left(page, text, line.Font, PaperStyle.TextSize, x, baseline, line.Color);
        }
    }

    private List<(string Text, PdfFont Font, PdfColor Color)> AddressOf(InvoiceAddress address)
    {
        IEnumerable<(string, PdfFont, PdfColor)> Lines(string text, PdfFont font, PdfColor color) =>
            _pen.Wrap(text, font, PaperStyle.TextSize, AddressWidth).Select(line => (line, font, color));
        return
        [
            .. Lines(address.Heading, document.Regular, PaperStyle.Quiet),
            .. Lines(address.Name, document.Bold, PaperStyle.Ink),
            .. address.Lines.SelectMany(line => Lines(line, document.Regular, PaperStyle.Ink)),
        ];
    }

    private IEnumerable<(string? Label, string? Value)> LinesOf(InvoiceFact fact)
    {
        var labels = document.Regular.WidthOf(fact.Label, PaperStyle.TextSize);
        var width = FactsWidth - labels - PaperStyle.ColumnGap;
        return _pen.Wrap(fact.Value, document.Regular, PaperStyle.TextSize, width)
            .Select((line, i) => ((string?)(i == 0 ? fact.Label : ""), (string?)line));
    }
}
