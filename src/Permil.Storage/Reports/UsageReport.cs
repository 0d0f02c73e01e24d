using Permil.Allocation;
using Permil.Billing.Showback;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Storage.Reports;

/// <summary>What stored usage cost, with what a report says beside it.</summary>
public sealed record UsageReport
{
    /// <summary>The asked period; compared with another, the groups of both.</summary>
    public required RatingSummary Summary { get; init; }

    public required DateTimeOffset? From { get; init; }

    public required DateTimeOffset? To { get; init; }

    /// <summary>What tokens list for; <see langword="null"/> where <see cref="Billed"/> knows what they cost.</summary>
    public required TokenCosts? Tokens { get; init; }

    /// <summary>What the period costs as it is billed; <see langword="null"/>: what it lists for.</summary>
    public BilledCosts? Billed { get; init; }

    /// <summary>The same of the period before.</summary>
    public BilledCosts? PreviousBilled { get; init; }

    /// <summary>From the period before to this one; <see langword="null"/>: nothing is compared.</summary>
    public RatingComparison? Comparison { get; init; }

    /// <summary>The period before.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Previous { get; init; }

    /// <summary><see langword="null"/>: the store is empty.</summary>
    public required StoredSpan? Stored { get; init; }

    /// <summary>Claims kept aside in the whole store.</summary>
    public required long Conflicts { get; init; }

    /// <summary>The four costs; <see langword="null"/>: all but the list cost are not known.</summary>
    public ShowbackCosts? Costs => Of(Billed, Summary.ListCost, Billed?.Total);

    /// <summary>Those of the period before.</summary>
    public ShowbackCosts? PreviousCosts =>
        Comparison is { } comparison ? Of(PreviousBilled, comparison.Before.ListCost, PreviousBilled?.Total) : null;

    /// <summary>The effective cost of an event on average, rounded once to 12 decimals, half to even.</summary>
    public decimal? PerRequest => PerRequestOf(Billed is null ? Summary.ListCost : Billed.UsageCost, Summary.Events);

    /// <summary>The effective cost of a million priced tokens, rounded once to 12 decimals, half to even.</summary>
    public decimal? PerMillion => Billed is null ? Tokens?.PerMillion : Billed.PerMillion;

    /// <summary>Answers a question.</summary>
    /// <param name="store">The usage.</param>
    /// <param name="rater">The prices.</param>
    /// <param name="rules">Whose usage is.</param>
    /// <param name="question">The question.</param>
    /// <param name="terms">What accounts are billed by; <see langword="null"/>: everything at list prices.</param>
    /// <exception cref="ReportQuestionException">It cannot be answered.</exception>
    public static UsageReport Of(
        UsageStore store,
        Rater rater,
        AllocationRules rules,
        ReportQuestion question,
        ReportTerms? terms = null
    )
    {
        ArgumentNullException.ThrowIfNull(question);
        question.Check();
        var stored = StoredSpan.Of(store);
        var selection =
            question.IsCompared && stored is not null ? Bounded(question.Selection, stored) : question.Selection;
        var (billed, summary) = RateAll(selection);
        var report = new UsageReport
        {
            Summary = summary,
            Billed = billed,
            From = selection.From,
            To = selection.To,
            Tokens =
                billed is not null ? null
                : TokenCosts.AreToldBy(summary) ? TokenCosts.Of(summary, question.Keys.Count)
                : TokenCosts.Of(Rate(TokenCosts.KeysFor(question.Keys), selection), question.Keys.Count),
            Stored = stored,
            Conflicts = StoredEvents.CountConflicts(store),
        };
        if (selection is not { From: { } from, To: { } to } || !question.IsCompared)
        {
            return report;
        }

        var previous = ComparedPeriod.Before(from, to);
        var (billedBefore, before) = RateAll(selection with { From = previous.From, To = previous.To });
        var comparison = RatingComparison.Of(before, summary);
        return report with
        {
            Previous = previous,
            PreviousBilled = billedBefore,
            Comparison = comparison,
            Summary = summary with { Groups = [.. comparison.Groups.Select(group => group.After)] },
        };

        (BilledCosts? Billed, RatingSummary Summary) RateAll(UsageSelection asked)
        {
            var rated = Rate(question.Keys, asked);
            var costs = terms is null ? null : BilledCostsReader.Read(store, rater, rules, terms, question.Keys, asked);
            return (costs, costs?.Complete(rated) ?? rated);
        }

        RatingSummary Rate(IReadOnlyList<GroupKey> keys, UsageSelection asked) =>
            StoredRating.Rate(store, rater, rules, keys, asked);
    }

    /// <summary>The part of the whole cost, rounded once to 12 decimals, half to even.</summary>
    public decimal? ShareOf(UsageGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Summary.ListCost == 0 ? null : Exact.MultiplyDivideToQuantity(group.ListCost, 1, Summary.ListCost);
    }

    /// <summary>The four costs of a group; <see langword="null"/>: all but the list cost are not known.</summary>
    public ShowbackCosts? CostsOf(UsageGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Of(Billed, group.ListCost, Billed?.Of(group));
    }

    /// <summary>Those of the period before.</summary>
    /// <param name="before">The group as it was then.</param>
    public ShowbackCosts? PreviousCostsOf(UsageGroup before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Of(PreviousBilled, before.ListCost, PreviousBilled?.Of(before));
    }

    /// <summary>The effective cost over all events of a group, rounded once to 12 decimals, half to even.</summary>
    public decimal? PerRequestOf(UsageGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.IsAllUnpriced
            ? null
            : PerRequestOf(Billed is null ? group.ListCost : Billed.UsageCostOf(group), group.Events);
    }

    /// <summary>The effective cost of a million priced tokens of a group, rounded once to 12 decimals, half to even.</summary>
    public decimal? PerMillionOf(UsageGroup group) =>
        Billed is null ? Tokens?.PerMillionOf(group) : Billed.PerMillionOf(group);

    /// <summary>What each group is compared with; <see langword="null"/> where nothing is.</summary>
    public IReadOnlyDictionary<UsageGroup, ComparedGroup>? ComparedGroups() =>
        Comparison?.Groups.ToDictionary(group => group.After);

    /// <summary>The list cost is that of usage, whatever else is billed.</summary>
    private static ShowbackCosts? Of(BilledCosts? billed, decimal listCost, ShowbackCosts? costs) =>
        billed is null ? new ShowbackCosts(listCost, listCost, listCost, listCost)
        : costs is { } known ? known with { ListCost = listCost }
        : null;

    private static decimal? PerRequestOf(decimal? cost, long events) =>
        events == 0 || cost is not { } known ? null : Exact.MultiplyDivideToQuantity(known, 1, events);

    /// <summary>A period that has both ends: by default the last month with usage.</summary>
    private static UsageSelection Bounded(UsageSelection selection, StoredSpan stored)
    {
        if (selection is { From: null, To: null })
        {
            var month = ComparedPeriod.MonthOf(stored.Last);
            return selection with { From = month, To = month.AddMonths(1) };
        }

        var from = selection.From ?? DayOf(stored.First);
        var to = selection.To ?? DayOf(stored.Last).AddDays(1);
        return from < to
            ? selection with
            {
                From = from,
                To = to,
            }
            : throw new ReportQuestionException(
                $"no usage is stored {(selection.From is { } since ? $"since {Json.UtcTimeConverter.TextOf(since)}" : $"before {Json.UtcTimeConverter.TextOf(to)}")}; give both ends of the period"
            );
    }

    private static DateTimeOffset DayOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);
}
