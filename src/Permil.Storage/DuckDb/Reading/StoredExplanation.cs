using Permil.Allocation;
using Permil.Rating;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Says why a stored event costs what it does.</summary>
public static class StoredExplanation
{
    public static ExplainedEvent Of(UsageStore store, Rater rater, AllocationRules rules, StoredEvent stored)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(rater);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(stored);
        var allocated = rules.Allocate(stored.Event);
        var weights = StoredRating.WeightsOf(store, rater, rules, stored.Event.Time);
        return new ExplainedEvent(stored, allocated, [.. weights.Split(allocated).Select(part => PartOf(rater, part))]);
    }

    private static ExplainedPart PartOf(Rater rater, UsagePart part)
    {
        var unpriced = new List<UnpricedUsage>();
        var charges = rater
            .Price(part.Event, unpriced, OwnedUsage.LengthOf(part))
            .ConvertAll(measured => ListCost.Of(measured, TierPosition.Alone(measured.Quantity)));
        return new ExplainedPart(part, charges, unpriced);
    }
}
