namespace Permil.Pdf;

/// <summary>A line of text on a page.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Font">Its font.</param>
/// <param name="Size">In points.</param>
/// <param name="X">Where it begins, from the left edge.</param>
/// <param name="Baseline">What it stands on, from the upper edge.</param>
internal sealed record PdfText(string Text, PdfFont Font, double Size, double X, double Baseline)
{
    public double Right => X + Font.WidthOf(Text, Size);

    public double Top => Baseline - Font.Font.CapHeight * Size / Font.Font.UnitsPerEm;
}
