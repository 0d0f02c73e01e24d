using Permil.Allocation;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Hands sums of stored usage to a rating as those whose it is: allocated, split and filtered.</summary>
internal sealed class OwnedUsage(AllocationRules rules, IRatedUsage rating, IReadOnlyList<UsageFilter> filters)
{
    /// <summary>Decides the shares of what several use. What decides goes in before anything else.</summary>
    public SplitWeights Weights { get; } = new(rules);

    /// <summary>
    /// Whether a sum is asked for, its owner being decided. Where no rule decides, the database has left out what is not, and
    /// the sum says of its events only what they are grouped by.
    /// </summary>
    public bool IsAskedFor(UsageEvent owned) => rules.IsEmpty || IsTaken(owned);

    /// <summary>Whose usage is; <see langword="null"/> when it has to be split.</summary>
    public UsageEvent? OwnerOf(UsageEvent sum) =>
        rules.Allocate(sum) is { Split: null } allocated ? allocated.Event : null;

    /// <summary>Adds usage.</summary>
    /// <param name="sum">As recorded: an event, or a sum of events.</param>
    /// <param name="events">How many events it is.</param>
    /// <param name="inputTokens">The input length that context steps look at; <see langword="null"/>: the event's own.</param>
    /// <param name="times">How many times it is there.</param>
    public void Add(UsageEvent sum, long events, decimal? inputTokens = null, long times = 1)
    {
        foreach (var part in Weights.Split(rules.Allocate(sum)))
        {
            if (IsAskedFor(part.Event))
            {
                rating.AddStored(part.Event, part.CountsEvents ? events : 0, inputTokens ?? LengthOf(part), times);
            }
        }
    }

    /// <summary>Adds an event for which nobody asks, but which fills the tiers of its month.</summary>
    public void AddToTiers(UsageEvent usageEvent)
    {
        foreach (var part in Weights.Split(rules.Allocate(usageEvent)))
        {
            rating.AddToTiers(part.Event);
        }
    }

    /// <summary>Adds an event with a price that depends on the rest of its month.</summary>
    public void AddSingle(UsageEvent usageEvent)
    {
        foreach (var part in Weights.Split(rules.Allocate(usageEvent)))
        {
            if (IsTaken(part.Event))
            {
                rating.AddStored(part.Event, part.CountsEvents ? 1 : 0, LengthOf(part), times: 1);
            }
            else
            {
                rating.AddToTiers(part.Event);
            }
        }
    }

    private bool IsTaken(UsageEvent owned) => filters.All(filter => filter.Takes(owned));

    /// <summary>A step of the input length is that of the request, not of one owner's share in it.</summary>
    internal static decimal? LengthOf(UsagePart part) =>
        ReferenceEquals(part.Event, part.Whole) ? null : Rater.InputTokensOf(part.Whole);
}
