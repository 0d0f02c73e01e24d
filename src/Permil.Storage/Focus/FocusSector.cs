namespace Permil.Storage.Focus;

/// <summary>A stretch of Cost and Usage that is there, as the metadata beside it says.</summary>
/// <param name="Start">The first instant.</param>
/// <param name="End">Exclusive.</param>
/// <param name="IsComplete">Whether everything in it is invoiced.</param>
/// <param name="Watermark">What its export saw; <see langword="null"/>: an export that did not say.</param>
public sealed record FocusSector(DateTimeOffset Start, DateTimeOffset End, bool IsComplete, FocusWatermark? Watermark);
