using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

/// <summary>Sizes, in points, and colours of invoices on paper.</summary>
internal static class PaperStyle
{
    /// <summary>A4.</summary>
    public const double ShortSide = 595.28;
    public const double LongSide = 841.89;

    public const double SideMargin = 45;
    public const double TopMargin = 48;

    /// <summary>What follows the first page has a line at its head.</summary>
    public const double RunningHead = 34;
    public const double BottomMargin = 58;

    /// <summary>Of lines, by the size of their letters.</summary>
    public const double Leading = 1.32;

    public const double TitleSize = 20;
    public const double SectionSize = 10;
    public const double TextSize = 8.5;
    public const double TableSize = 7.5;
    public const double SmallSize = 6.8;
    public const double TotalSize = 11.5;

    public const double ColumnGap = 9;
    public const double Hairline = 0.35;
    public const double Rule = 0.7;

    public static readonly PdfColor Ink = new(0x1d, 0x21, 0x26);
    public static readonly PdfColor Quiet = new(0x5b, 0x64, 0x70);
    public static readonly PdfColor Light = new(0xdd, 0xe0, 0xe3);
    public static readonly PdfColor Accent = new(0x1f, 0x4e, 0x79);
}
