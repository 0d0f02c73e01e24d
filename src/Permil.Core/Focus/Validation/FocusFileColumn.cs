namespace Permil.Focus.Validation;

/// <summary>A column of a file.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Kind">How the file holds it.</param>
public sealed record FocusFileColumn(string Name, FocusValueKind Kind);
