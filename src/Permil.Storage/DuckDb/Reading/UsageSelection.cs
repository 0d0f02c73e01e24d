using Permil.Rating;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Which of the stored events are asked for.</summary>
public sealed record UsageSelection
{
    /// <summary>Everything that counts.</summary>
    public static readonly UsageSelection All = new();

    /// <summary>Earlier events are left out; <see langword="null"/>: none are.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Events at or after it are left out; <see langword="null"/>: none are.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>All must hold.</summary>
    public IReadOnlyList<UsageFilter> Filters { get; init; } = [];

    /// <summary>Events of these sources are left out.</summary>
    public IReadOnlyList<string> ExceptSources { get; init; } = [];

    /// <summary>Events stored before this number are left out.</summary>
    public long FromSequence { get; init; } = 1;

    /// <summary>
    /// Events stored after this number did not exist yet, nor did what they revised; <see langword="null"/>: all that are
    /// stored.
    /// </summary>
    public long? ThroughSequence { get; init; }
}
