namespace Permil.Storage.Focus;

/// <summary>A column in which a row of a file is not as it would be exported now.</summary>
/// <param name="Column">Its name.</param>
/// <param name="File">What the file has; <see langword="null"/>: nothing.</param>
/// <param name="Now">What the row has now, likewise.</param>
public sealed record FocusChangedColumn(string Column, string? File, string? Now);
