using Permil.Allocation;
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

    public required TokenCosts Tokens { get; init; }

    /// <summary>From the period before to this one; <see langword="null"/>: nothing is compared.</summary>
    public RatingComparison? Comparison { get; init; }

    /// <summary>The period before.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Previous { get; init; }

    /// <summary><see langword="null"/>: the store is empty.</summary>
    public required StoredSpan? Stored { get; init; }

    /// <summary>Claims kept aside in the whole store.</summary>
    public required long Conflicts { get; init; }

    /// <summary>The cost of an event on average, rounded once to 12 decimals, half to even.</summary>
    public decimal? PerRequest => PerRequestOf(Summary.ListCost, Summary.Events);

    /// <summary>Answers a question.</summary>
    /// <param name="store">The usage.</param>
    /// <param name="rater">The prices.</param>
    /// <param name="rules">Whose usage is.</param>
    /// <param name="question">The question.</param>
    /// <exception cref="ReportQuestionException">It cannot be answered.</exception>
    public static UsageReport Of(UsageStore store, Rater rater, AllocationRules rules, ReportQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        question.Check();
        var stored = StoredSpan.Of(store);
        var selection =
            question.IsCompared && stored is not null ? Bounded(question.Selection, stored) : question.Selection;
        var summary = Rate(question.Keys, selection);
        var report = new UsageReport
        {
            Summary = summary,
            From = selection.From,
            To = selection.To,
            Tokens = TokenCosts.AreToldBy(summary)
                ? TokenCosts.Of(summary, question.Keys.Count)
                : TokenCosts.Of(Rate(TokenCosts.KeysFor(question.Keys), selection), question.Keys.Count),
            Stored = stored,
            Conflicts = StoredEvents.CountConflicts(store),
        };
        if (selection is not { From: { } from, To: { } to } || !question.IsCompared)
        {
            return report;
        }

        var previous = ComparedPeriod.Before(from, to);
        var comparison = RatingComparison.Of(
            Rate(question.Keys, selection with { From = previous.From, To = previous.To }),
            summary
        );
        return report with
        {
            Previous = previous,
            Comparison = comparison,
            Summary = summary with { Groups = [.. comparison.Groups.Select(group => group.After)] },
        };

        RatingSummary Rate(IReadOnlyList<GroupKey> keys, UsageSelection asked) =>
            StoredRating.Rate(store, rater, rules, keys, asked);
    }

    /// <summary>The part of the whole cost, rounded once to 12 decimals, half to even.</summary>
    public decimal? ShareOf(UsageGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Summary.ListCost == 0 ? null : Exact.MultiplyDivideToQuantity(group.ListCost, 1, Summary.ListCost);
    }

    /// <summary>The cost over all events of a group, rounded once to 12 decimals, half to even.</summary>
    public static decimal? PerRequestOf(UsageGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.IsAllUnpriced ? null : PerRequestOf(group.ListCost, group.Events);
    }

    /// <summary>What each group is compared with; <see langword="null"/> where nothing is.</summary>
    public IReadOnlyDictionary<UsageGroup, ComparedGroup>? ComparedGroups() =>
        Comparison?.Groups.ToDictionary(group => group.After);

    private static decimal? PerRequestOf(decimal cost, long events) =>
        events == 0 ? null : Exact.MultiplyDivideToQuantity(cost, 1, events);

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
