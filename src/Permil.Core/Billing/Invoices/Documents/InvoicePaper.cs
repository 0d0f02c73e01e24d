using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

/// <summary>Sets an invoice on pages.</summary>
internal sealed class InvoicePaper
{
    private const double SummaryWidth = 250;
    private const double FootLine = 34;

    private readonly InvoiceLayout _layout;
    private readonly PdfDocument _document;
    private readonly PaperPen _pen;
    private readonly PaperColumns _columns;
    private readonly string _name;

    public InvoicePaper(InvoiceLayout layout, DateTimeOffset createdAt)
    {
        _layout = layout;
        _name =
            layout.Notice is null || layout.Title.Contains('(', StringComparison.Ordinal)
                ? $"{layout.Title} {layout.Name}"
                : layout.Name;
        _document = new PdfDocument(_name, layout.From.Name, createdAt);
        _pen = new PaperPen(_document);
        _columns = new PaperColumns(layout, _document.Bold);
    }

    private double Right => _columns.PageWidth - PaperStyle.SideMargin;

    /// <summary>The finished pages.</summary>
    public PdfDocument Set()
    {
        var table = new PaperTable(_document, _columns);
        var pages = new PaperPages(
            () => _document.AddPage(_columns.PageWidth, _columns.PageHeight),
            _columns.PageHeight - PaperStyle.BottomMargin
        );
        var last = _layout.Sections.Count - 1;
        pages.Set([
            .. new PaperHead(_layout, _document, _columns).Blocks(),
            .. _layout.Sections.SelectMany((section, i) => table.BlocksOf(section, i == last)),
            .. SummaryBlocks(),
            .. RemarkBlocks(),
        ]);
        for (var i = 0; i < _document.Pages.Count; i++)
        {
            SetMargins(_document.Pages[i], i + 1);
        }

        return _document;
    }

    private void SetMargins(PdfPage page, int number)
    {
        var (font, size) = (_document.Regular, PaperStyle.TableSize);
        var half = _columns.Width * 0.6;
        var name = _pen.Cut(_name, font, size, half);
        if (number > 1)
        {
            _pen.Left(page, name, font, size, PaperStyle.SideMargin, PaperStyle.TopMargin, PaperStyle.Quiet);
            var customer = _pen.Cut(_layout.To.Name, font, size, _columns.Width - half - PaperStyle.ColumnGap);
            _pen.Right(page, customer, font, size, Right, PaperStyle.TopMargin, PaperStyle.Quiet);
        }

        var foot = page.Height - FootLine;
        page.Fill(PaperStyle.SideMargin, foot - 12, _columns.Width, PaperStyle.Hairline, PaperStyle.Light);
        _pen.Left(page, name, font, size, PaperStyle.SideMargin, foot, PaperStyle.Quiet);
        var place = FormattableString.Invariant($"Page {number} of {_document.Pages.Count}");
        _pen.Right(page, place, font, size, Right, foot, PaperStyle.Quiet);
    }

    /// <summary>Kept together and with the end of the last section, so that no page begins with the total.</summary>
    private IEnumerable<PaperBlock> SummaryBlocks()
    {
        yield return PaperPen.Space(18) with
        {
            KeepsWithNext = true,
        };
        for (var i = 0; i < _layout.Summary.Count; i++)
        {
            yield return SumOf(_layout.Summary[i]) with
            {
                KeepsWithNext = i < _layout.Summary.Count - 1,
            };
        }
    }

    private PaperBlock SumOf(InvoiceSum sum)
    {
        var isTotal = sum.Kind == InvoiceSumKind.Total;
        var (font, size) = isTotal ? (_document.Bold, PaperStyle.TotalSize) : (_document.Regular, PaperStyle.TextSize);
        var color = isTotal ? PaperStyle.Accent : PaperStyle.Ink;
        var amountWidth = font.WidthOf(sum.Amount, size);
        var width = Math.Min(Math.Max(SummaryWidth, 2 * amountWidth), _columns.Width);
        var label = _pen.Wrap(sum.Label, font, size, width - amountWidth - PaperStyle.ColumnGap, 3);
        var line = size * PaperStyle.Leading;
        var above = isTotal ? 6.0 : 2.0;
        return new PaperBlock
        {
            Height = label.Count * line + above + 2,
            Draw = (page, y) =>
            {
                if (sum.Kind != InvoiceSumKind.Part)
                {
                    var (rule, ruleColor) = isTotal
                        ? (1.2, PaperStyle.Accent)
                        : (PaperStyle.Hairline, PaperStyle.Quiet);
                    page.Fill(Right - width, y, width, rule, ruleColor);
                }

                _pen.Lines(page, label, font, size, Right - width, y + above, color);
                var baseline = y + above + size + (label.Count - 1) * line;
                _pen.Right(page, sum.Amount, font, size, Right, baseline, color);
            },
        };
    }

    private IEnumerable<PaperBlock> RemarkBlocks()
    {
        var remarks = _layout.Remarks;
        if (!new PaperTexts(_layout).All().OfType<string>().All(_pen.Has))
        {
            remarks =
            [
                .. remarks,
                "Characters shown as a box are not in this document's font; the HTML and JSON forms have them.",
            ];
        }

        foreach (var (i, remark) in remarks.Index())
        {
            // Before it: at the end, it could turn to a page with nothing on it.
            yield return PaperPen.Space(i == 0 ? 16 : 3);
            foreach (
                var line in _pen.Paragraph(
                    remark,
                    _document.Regular,
                    PaperStyle.TableSize,
                    PaperStyle.Quiet,
                    _columns.Width
                )
            )
            {
                yield return line;
            }
        }
    }
}
