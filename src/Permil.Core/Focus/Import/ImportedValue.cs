namespace Permil.Focus.Import;

/// <summary>What a row has in an <see cref="ImportedColumn"/>: at most one of the three. The default is null.</summary>
/// <param name="Text">A text or JSON.</param>
/// <param name="Number">To <see cref="Export.FocusPrice.Decimals"/> decimals.</param>
/// <param name="Time">UTC.</param>
internal readonly record struct ImportedValue(string? Text, decimal? Number, DateTimeOffset? Time);
