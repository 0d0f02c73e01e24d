namespace Permil.Rating;

/// <summary>Two ratings by the same keys, group beside group.</summary>
public sealed class RatingComparison
{
    private RatingComparison(RatingSummary before, RatingSummary after, IReadOnlyList<ComparedGroup> groups)
    {
        Before = before;
        After = after;
        Groups = groups;
    }

    public RatingSummary Before { get; }

    public RatingSummary After { get; }

    /// <summary>Every group of either side once, the dearest of either side first, then by value.</summary>
    public IReadOnlyList<ComparedGroup> Groups { get; }

    /// <summary>By how much the list cost went up, exact.</summary>
    public decimal Difference => Exact.Add(After.ListCost, -Before.ListCost);

    public static RatingComparison Of(RatingSummary before, RatingSummary after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var remaining = after.Groups.ToDictionary(group => group.Id);
        var groups = new List<ComparedGroup>(Math.Max(before.Groups.Count, after.Groups.Count));
        foreach (var group in before.Groups)
        {
            groups.Add(new ComparedGroup(group, remaining.Remove(group.Id, out var same) ? same : null));
        }

        groups.AddRange(remaining.Values.Select(group => new ComparedGroup(null, group)));
        groups.Sort(
            (first, second) =>
                Dearest(second).CompareTo(Dearest(first)) is var byCost and not 0
                    ? byCost
                    : GroupId.Compare(first.Before.Id, second.Before.Id)
        );
        return new RatingComparison(before, after, groups);
    }

    /// <summary>A difference in hundredths of what was before, rounded once to 12 decimals, half to even.</summary>
    /// <returns><see langword="null"/> when there was nothing before.</returns>
    public static decimal? PercentOf(decimal difference, decimal before) =>
        before == 0 ? null : Exact.MultiplyDivideToQuantity(difference, 100, before);

    private static decimal Dearest(ComparedGroup group) => Math.Max(group.Before.ListCost, group.After.ListCost);
}
