using Permil.Focus;

namespace Permil.Storage.Focus;

/// <summary>A file that an export wrote.</summary>
/// <param name="Dataset">What it holds.</param>
/// <param name="File">Where it is.</param>
/// <param name="Start">The first instant it is about.</param>
/// <param name="End">Exclusive.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="IsComplete">Whether everything in it is invoiced.</param>
public sealed record FocusPart(
    FocusDataset Dataset,
    string File,
    DateTimeOffset Start,
    DateTimeOffset End,
    long Rows,
    bool IsComplete
)
{
    /// <summary>Whether the file was there already, byte for byte, and was left as it is.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>Whether there is nothing of it any more: the file was taken away.</summary>
    public bool IsGone { get; init; }

    /// <summary>The same period in the other form, which was taken away: it would count twice.</summary>
    public string? Replaced { get; init; }
}
