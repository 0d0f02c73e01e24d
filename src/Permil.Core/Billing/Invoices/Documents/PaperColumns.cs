using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

/// <summary>
/// Where the columns of the tables are. Figures are as wide as the widest; names share the rest. Where too little is left
/// for them, letters are a little smaller, then paper is turned, then letters are as small as it takes.
/// </summary>
internal sealed class PaperColumns
{
    private const double FewestItemPoints = 95;
    private const double FewestSubAccountPoints = 75;
    private const double SizeStep = 0.1;
    private const double ItemShare = 0.56;

    private readonly double[] _lefts;

    public PaperColumns(InvoiceLayout layout, PdfFont bold)
    {
        var names = layout.HasSubAccounts
            ? FewestItemPoints + PaperStyle.ColumnGap + FewestSubAccountPoints
            : FewestItemPoints;
        (PageWidth, PageHeight) = (PaperStyle.ShortSide, PaperStyle.LongSide);
        Size = PaperStyle.TableSize;
        var widths = WidthsAt(layout, bold, Size);
        while (FiguresOf(widths) + names > Width)
        {
            Size -= SizeStep;
            if (Size < PaperStyle.SmallSize && PageWidth < PageHeight)
            {
                (PageWidth, PageHeight) = (PageHeight, PageWidth);
                Size = PaperStyle.TableSize;
            }

            widths = WidthsAt(layout, bold, Size);
        }

        var left = Width - FiguresOf(widths);
        ItemWidth = layout.HasSubAccounts ? (left - PaperStyle.ColumnGap) * ItemShare : left;
        SubAccountWidth = layout.HasSubAccounts ? left - PaperStyle.ColumnGap - ItemWidth : 0;
        Widths = widths;
        _lefts = new double[widths.Length];
        for (var (i, x) = (0, PaperStyle.SideMargin + left); i < widths.Length; i++)
        {
            _lefts[i] = x + PaperStyle.ColumnGap;
            x = _lefts[i] + widths[i];
        }
    }

    public double PageWidth { get; }

    public double PageHeight { get; }

    /// <summary>Between the margins.</summary>
    public double Width => PageWidth - 2 * PaperStyle.SideMargin;

    /// <summary>Of letters in tables.</summary>
    public double Size { get; }

    public double ItemWidth { get; }

    /// <summary>0 where no row has one.</summary>
    public double SubAccountWidth { get; }

    /// <summary>Of what stands below a row's figures, left of the prices.</summary>
    public double DetailWidth => _lefts[InvoiceColumns.Price] - PaperStyle.ColumnGap - PaperStyle.SideMargin;

    /// <summary>Of rows that have nothing but an amount.</summary>
    public double PlainItemWidth => Width - Widths[InvoiceColumns.Amount] - PaperStyle.ColumnGap;

    public double SubAccountLeft => PaperStyle.SideMargin + ItemWidth + PaperStyle.ColumnGap;

    /// <summary>Of the figures.</summary>
    public IReadOnlyList<double> Widths { get; }

    /// <summary>Where a figure begins that is so wide.</summary>
    public double XOf(int column, double width) =>
        column == InvoiceColumns.Unit ? _lefts[column] : _lefts[column] + Widths[column] - width;

    private static double FiguresOf(double[] widths) => widths.Sum(width => PaperStyle.ColumnGap + width);

    // Sums are bold, which is the wider.
    private static double[] WidthsAt(InvoiceLayout layout, PdfFont bold, double size) =>
        [
            .. InvoiceColumns.Headings.Select(
                (heading, i) =>
                    InvoiceColumns
                        .Of(layout)
                        .Select(row => row[i])
                        .Append(heading)
                        .Max(text => bold.WidthOf(PrintedText.Of(text), size))
            ),
        ];
}
