namespace Permil.Focus.Import;

/// <summary>Why a row is not imported.</summary>
/// <param name="Column">The column as the file names it.</param>
/// <param name="Found">What it holds; <see langword="null"/>: nothing.</param>
/// <param name="Allowed">What it may hold.</param>
internal sealed record ImportFault(string Column, string? Found, string Allowed)
{
    /// <summary>A longer value is cut: it is shown to say where to look.</summary>
    private const int MostShown = 80;

    public override string ToString() =>
        Found is null ? $"{Column}: found nothing, allowed: {Allowed}"
        : Found.Length > MostShown ? $"{Column}: found '{Found[..MostShown]}...', allowed: {Allowed}"
        : $"{Column}: found '{Found}', allowed: {Allowed}";
}
