using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

/// <summary>The tables of an invoice as blocks.</summary>
internal sealed class PaperTable(PdfDocument document, PaperColumns columns)
{
    private const int MostNameLines = 4;
    private const double CellPadding = 2.2;

    private readonly PaperPen _pen = new(document);

    private double Line => columns.Size * PaperStyle.Leading;

    private double SmallSize => columns.Size * PaperStyle.SmallSize / PaperStyle.TableSize;

    private double SmallLine => SmallSize * PaperStyle.Leading;

    public IEnumerable<PaperBlock> BlocksOf(InvoiceSection section, bool isLast)
    {
        yield return PaperPen.Space(16) with
        {
            KeepsWithNext = true,
        };
        foreach (
            var line in _pen.Paragraph(
                section.Title,
                document.Bold,
                PaperStyle.SectionSize,
                PaperStyle.Ink,
                columns.Width
            )
        )
        {
            yield return line with
            {
                KeepsWithNext = true,
            };
        }

        foreach (var line in section.Intro is { } intro ? Small(intro, columns.Width) : [])
        {
            yield return line with
            {
                KeepsWithNext = true,
            };
        }

        yield return PaperPen.Space(4) with
        {
            KeepsWithNext = true,
        };
        var head = HeadOf(section);
        yield return head with
        {
            KeepsWithNext = true,
        };
        foreach (var (place, group) in section.Groups.Index())
        {
            var again = Both(ContinuedOf(section.Title), head);
            if (group.Title is { } title)
            {
                yield return TitleOf(title) with
                {
                    KeepsWithNext = true,
                    Head = again,
                };
                again = Both(again, TitleOf(title));
            }

            foreach (var (i, row) in group.Rows.Index())
            {
                var endsSection = place == section.Groups.Count - 1 && i == group.Rows.Count - 1;
                yield return RowOf(row, i > 0) with
                {
                    KeepsWithNext = endsSection,
                    Head = again,
                };
            }
        }

        yield return SumOf(section) with
        {
            KeepsWithNext = isLast,
        };
    }

    private IEnumerable<PaperBlock> Small(string text, double width) =>
        _pen.Paragraph(text, document.Regular, PaperStyle.TableSize, PaperStyle.Quiet, width);

    private static PaperBlock Both(PaperBlock first, PaperBlock second) =>
        new()
        {
            Height = first.Height + second.Height,
            Draw = (page, y) =>
            {
                first.Draw(page, y);
                second.Draw(page, y + first.Height);
            },
        };

    private PaperBlock HeadOf(InvoiceSection section)
    {
        var height = Line + 2 * CellPadding;
        return new PaperBlock
        {
            Height = height,
            Draw = (page, y) =>
            {
                var baseline = y + CellPadding + columns.Size;
                _pen.Left(
                    page,
                    "Item",
                    document.Regular,
                    columns.Size,
                    PaperStyle.SideMargin,
                    baseline,
                    PaperStyle.Quiet
                );
                if (columns.SubAccountWidth > 0 && !section.IsPlain)
                {
                    var account = _pen.Cut("Sub-account", document.Regular, columns.Size, columns.SubAccountWidth);
                    _pen.Left(
                        page,
                        account,
                        document.Regular,
                        columns.Size,
                        columns.SubAccountLeft,
                        baseline,
                        PaperStyle.Quiet
                    );
                }

                Figures(
                    page,
                    InvoiceColumns.HeadingsOf(section),
                    document.Regular,
                    columns.Size,
                    baseline,
                    PaperStyle.Quiet
                );
                RuleAt(page, y + height - PaperStyle.Rule, PaperStyle.Rule, PaperStyle.Ink);
            },
        };
    }

    /// <summary>What goes on here from the page before.</summary>
    private PaperBlock ContinuedOf(string title) =>
        _pen.Paragraph(
                _pen.Cut($"{title}, continued", document.Regular, PaperStyle.TextSize, columns.Width),
                document.Regular,
                PaperStyle.TextSize,
                PaperStyle.Quiet,
                columns.Width
            )
            .Single();

    private PaperBlock TitleOf(string title)
    {
        var lines = _pen.Wrap(title, document.Bold, columns.Size, columns.Width, MostNameLines);
        return new PaperBlock
        {
            Height = lines.Count * Line + 2 * CellPadding + 3,
            Draw = (page, y) =>
                _pen.Lines(
                    page,
                    lines,
                    document.Bold,
                    columns.Size,
                    PaperStyle.SideMargin,
                    y + CellPadding + 3,
                    PaperStyle.Ink
                ),
        };
    }

    private PaperBlock RowOf(InvoiceRow row, bool hasRule)
    {
        var itemWidth = row.IsPlain ? columns.PlainItemWidth : columns.ItemWidth;
        var names = _pen.Wrap(row.What, document.Regular, columns.Size, itemWidth, MostNameLines);
        var details = row
            .Details.SelectMany(detail =>
                _pen.Wrap(detail, document.Regular, SmallSize, columns.DetailWidth, MostNameLines)
            )
            .ToList();
        var accounts = row.SubAccount is { } account
            ? _pen.Wrap(account, document.Regular, columns.Size, columns.SubAccountWidth, MostNameLines)
            : [];
        var below = InvoiceColumns.Below(row);
        var nameLines = Math.Max(names.Count, accounts.Count);
        double[] heights = [nameLines * Line + details.Count * SmallLine, below is null ? Line : Line + SmallLine];
        return new PaperBlock
        {
            Height = heights.Max() + 2 * CellPadding,
            Draw = (page, y) =>
            {
                if (hasRule)
                {
                    RuleAt(page, y, PaperStyle.Hairline, PaperStyle.Light);
                }

                var top = y + CellPadding;
                _pen.Lines(page, names, document.Regular, columns.Size, PaperStyle.SideMargin, top, PaperStyle.Ink);
                var detailTop = top + nameLines * Line;
                _pen.Lines(
                    page,
                    details,
                    document.Regular,
                    SmallSize,
                    PaperStyle.SideMargin,
                    detailTop,
                    PaperStyle.Quiet
                );
                _pen.Lines(page, accounts, document.Regular, columns.Size, columns.SubAccountLeft, top, PaperStyle.Ink);
                Figures(
                    page,
                    InvoiceColumns.Of(row),
                    document.Regular,
                    columns.Size,
                    top + columns.Size,
                    PaperStyle.Ink
                );
                if (below is not null)
                {
                    Figures(page, below, document.Regular, SmallSize, top + Line + SmallSize, PaperStyle.Quiet);
                }
            },
        };
    }

    private PaperBlock SumOf(InvoiceSection section) =>
        new()
        {
            Height = Line + 2 * CellPadding + 2,
            Draw = (page, y) =>
            {
                RuleAt(page, y, PaperStyle.Rule, PaperStyle.Ink);
                var baseline = y + CellPadding + 2 + columns.Size;
                _pen.Left(page, "Sum", document.Bold, columns.Size, PaperStyle.SideMargin, baseline, PaperStyle.Ink);
                Figures(page, InvoiceColumns.Of(section), document.Bold, columns.Size, baseline, PaperStyle.Ink);
            },
        };

    private void Figures(
        PdfPage page,
        IReadOnlyList<string> texts,
        PdfFont font,
        double size,
        double baseline,
        PdfColor color
    )
    {
        for (var i = 0; i < texts.Count; i++)
        {
            var text = PrintedText.Of(texts[i]);
            page.Write(new PdfText(text, font, size, columns.XOf(i, font.WidthOf(text, size)), baseline), color);
        }
    }

    private void RuleAt(PdfPage page, double y, double height, PdfColor color) =>
        page.Fill(PaperStyle.SideMargin, y, columns.Width, height, color);
}
