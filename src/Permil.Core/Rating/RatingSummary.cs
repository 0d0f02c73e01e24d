using Permil.Usage;

namespace Permil.Rating;

/// <summary>What a pile of usage came to.</summary>
public sealed record RatingSummary
{
    /// <summary>ISO 4217, for every amount here.</summary>
    public required string Currency { get; init; }

    public required IReadOnlyList<GroupKey> Keys { get; init; }

    /// <summary>Distinct events in the asked period, unsettled and unpriced ones included.</summary>
    public required long Events { get; init; }

    /// <summary>Events seen again and left out.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Events whose usage is not known.</summary>
    public required long Unsettled { get; init; }

    /// <summary>Events of calls that failed: nothing is billed for them.</summary>
    public required long Failed { get; init; }

    /// <summary>Lines that could not be read.</summary>
    public required long Rejected { get; init; }

    /// <summary>Events with usage that has no price.</summary>
    public required long Unpriced { get; init; }

    /// <summary>The exact sum over all groups.</summary>
    public required decimal ListCost { get; init; }

    /// <summary>Dearest first, then by value.</summary>
    public required IReadOnlyList<UsageGroup> Groups { get; init; }

    public required IReadOnlyList<UnpricedGroup> UnpricedGroups { get; init; }

    /// <summary>Why events are unsettled, and how many for each reason.</summary>
    public required IReadOnlyList<KeyValuePair<string, long>> UnsettledReasons { get; init; }

    /// <summary>The first <see cref="UsageRating.MaxRejectedLinesKept"/> rejected lines.</summary>
    public required IReadOnlyList<RejectedLine> RejectedLines { get; init; }
}
