namespace Permil.Pdf;

/// <summary>A colour by its parts of red, green and blue.</summary>
internal readonly record struct PdfColor(byte Red, byte Green, byte Blue)
{
    /// <summary>As content streams write it: parts of 1.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Red / 255.0:0.###} {Green / 255.0:0.###} {Blue / 255.0:0.###}");
}
