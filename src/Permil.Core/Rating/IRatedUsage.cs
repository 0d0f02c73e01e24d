using Permil.Usage;

namespace Permil.Rating;

/// <summary>Takes usage whose owner is decided: sums of events as the store makes them, or single events.</summary>
internal interface IRatedUsage
{
    /// <param name="usageEvent">
    /// An event; events that differ in nothing but id and time; or a sum of events whose prices are additive. Time is within
    /// a stretch in which no price changes.
    /// </param>
    /// <param name="events">How many events are counted.</param>
    /// <param name="inputTokens">The input length that context steps look at; <see langword="null"/>: the event's own.</param>
    /// <param name="times">How many times it is there: more than 1 is that many events alike, not a sum.</param>
    void AddStored(UsageEvent usageEvent, long events, decimal? inputTokens, long times);

    /// <summary>Takes an event for which nobody asks, but which may fill the tiers of a month.</summary>
    void AddToTiers(UsageEvent usageEvent);
}
