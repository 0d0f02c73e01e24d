using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>A column beside those that every summary of usage has.</summary>
/// <param name="Name">For programs: the CSV heading.</param>
/// <param name="Text">The exact value of a group.</param>
/// <param name="Title">For people; <see langword="null"/> leaves it out for them.</param>
/// <param name="Short">For people where the exact value is too long to read; <see langword="null"/>: the exact one.</param>
/// <param name="CanDrop">Whether a table may go without it where the screen is too narrow.</param>
internal sealed record GroupColumn(
    string Name,
    Func<UsageGroup, string?> Text,
    string? Title = null,
    Func<UsageGroup, string?>? Short = null,
    bool CanDrop = false
);
