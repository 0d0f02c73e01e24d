using Permil.Rating;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Cli.Output;

/// <summary>What stored usage cost, with what a report says beside it.</summary>
internal sealed record UsageReport
{
    /// <summary>The asked period; compared with another, the groups of both.</summary>
    public required RatingSummary Summary { get; init; }

    public required DateTimeOffset? From { get; init; }

    public required DateTimeOffset? To { get; init; }

    public required TokenCosts Tokens { get; init; }

    /// <summary>From the period before to this one; <see langword="null"/>: nothing is compared.</summary>
    public required RatingComparison? Comparison { get; init; }

    /// <summary>The period before.</summary>
    public required (DateTimeOffset From, DateTimeOffset To)? Previous { get; init; }

    public required UnitEconomics Unit { get; init; }

    /// <summary><see langword="null"/>: the store is empty.</summary>
    public required StoredSpan? Stored { get; init; }

    /// <summary>Claims kept aside in the whole store.</summary>
    public required long Conflicts { get; init; }
}
