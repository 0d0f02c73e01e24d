using Permil.Allocation;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>What a stored rating must come to: each event allocated, split, filtered and priced by itself.</summary>
internal static class EventByEvent
{
    public static RatingSummary Rate(
        IReadOnlyList<UsageEvent> events,
        Rater rater,
        AllocationRules rules,
        IReadOnlyList<GroupKey> keys,
        UsageSelection selection
    )
    {
        var rating = new UsageRating(rater, keys, selection.From, selection.To);
        var weights = new SplitWeights(rules);
        foreach (var usageEvent in events)
        {
            weights.Add(usageEvent, SplitWeights.RequestsOf(usageEvent));
        }

        foreach (var usageEvent in events.Select(EventText.Canonical))
        {
            if (rules.IsEmpty && selection.Filters.Count == 0)
            {
                rating.Accept(usageEvent);
                continue;
            }

            foreach (var part in weights.Split(rules.Allocate(usageEvent)))
            {
                Add(rating, part, rater, selection);
            }
        }

        return rating.Finish();
    }

    private static void Add(UsageRating rating, UsagePart part, Rater rater, UsageSelection selection)
    {
        if (!rating.IsAskedFor(part.Event.Time))
        {
            if (IsOfAskedMonth(part.Event.Time, selection))
            {
                rating.AddToTiers(part.Event);
            }
        }
        else if (selection.Filters.All(filter => filter.Takes(part.Event, ProviderOf(part.Event, rater))))
        {
            rating.AddStored(
                part.Event,
                part.CountsEvents ? 1 : 0,
                part.Split is null ? null : Rater.InputTokensOf(part.Whole)
            );
        }
        else
        {
            rating.AddToTiers(part.Event);
        }
    }

    private static bool IsOfAskedMonth(DateTimeOffset time, UsageSelection selection)
    {
        var month = new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return !(month.AddMonths(1) <= selection.From) && !(month >= selection.To);
    }

    /// <summary>The provider whose book knows the model, or as the event says.</summary>
    private static string? ProviderOf(UsageEvent usageEvent, Rater rater) =>
        new Rater(rater.Catalog)
            .Price(usageEvent, [])
            .Select(priced => priced.Price.Stated!.Book.Provider)
            .FirstOrDefault()
        ?? rater.Catalog.FindModel(usageEvent.Provider, usageEvent.Model, out _)?.Book.Provider;
}
