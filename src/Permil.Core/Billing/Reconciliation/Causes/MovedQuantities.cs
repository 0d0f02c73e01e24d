using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Reconciliation.Causes;

/// <summary>
/// Finds what is missing in one line and too much in another: the same quantity under another meter, mode, key or day.
/// Only sums that come to exactly nothing count.
/// </summary>
internal sealed class MovedQuantities(CauseFacts facts)
{
    /// <summary>Takes the deviations that explain each other out of the list and returns them as findings.</summary>
    public List<Finding> Take(List<Deviation> deviations)
    {
        var findings = new List<Finding>();
        Take(
            deviations,
            findings,
            id =>
                Meters.Input.Contains(id.Sku.Meter)
                    ? id with
                    {
                        Sku = id.Sku with { Meter = Meters.InputTokens },
                    }
                    : null,
            FindingCause.CachedTokens,
            CachedText
        );
        Take(
            deviations,
            findings,
            id =>
                id.Sku.Mode is Mode.Batch or Mode.Serverless
                    ? id with
                    {
                        Sku = id.Sku with { Mode = Mode.Serverless },
                    }
                    : null,
            FindingCause.BatchRate,
            BatchText
        );
        if (facts.KeyTag is not null)
        {
            Take(deviations, findings, id => id with { Key = null }, FindingCause.OtherKey, KeyText);
        }

        TakeDays(deviations, findings);
        return findings;
    }

    /// <param name="deviations">What is not explained yet.</param>
    /// <param name="findings">Takes what is.</param>
    /// <param name="common">What lines must have in common; <see langword="null"/>: this line is none of these.</param>
    /// <param name="cause">What it is when the rest comes to nothing.</param>
    /// <param name="text">Says so.</param>
    private static void Take(
        List<Deviation> deviations,
        List<Finding> findings,
        Func<LineId, LineId?> common,
        FindingCause cause,
        Func<IReadOnlyList<Deviation>, string> text
    )
    {
        var groups = deviations
            .Where(deviation => deviation.IsOfQuantity)
            .Select(deviation => (Deviation: deviation, Common: common(deviation.Line.Id)))
            .Where(pair => pair.Common is not null)
            .GroupBy(pair => pair.Common, pair => pair.Deviation)
            .Select(group => group.ToList())
            .Where(group => group.Count > 1)
            .ToList();
        var taken = new HashSet<Deviation>(ReferenceEqualityComparer.Instance);
        foreach (var moved in groups.SelectMany(Balanced))
        {
            findings.Add(FindingOf(moved, cause, text(moved)));
            taken.UnionWith(moved);
        }

        deviations.RemoveAll(taken.Contains);
    }

    /// <summary>All of a group where it comes to nothing, else pairs that do.</summary>
    private static IEnumerable<List<Deviation>> Balanced(List<Deviation> group)
    {
        if (Sum(group) == 0)
        {
            yield return group;
            yield break;
        }

        var open = new Dictionary<decimal, Queue<Deviation>>();
        foreach (var deviation in group)
        {
            if (open.TryGetValue(-deviation.Delta, out var others) && others.TryDequeue(out var other))
            {
                yield return [other, deviation];
                continue;
            }

            if (!open.TryGetValue(deviation.Delta, out var same))
            {
                open.Add(deviation.Delta, same = new Queue<Deviation>());
            }

            same.Enqueue(deviation);
        }
    }

    /// <summary>Days that follow each other and together come to nothing.</summary>
    private static void TakeDays(List<Deviation> deviations, List<Finding> findings)
    {
        var taken = new HashSet<Deviation>(ReferenceEqualityComparer.Instance);
        foreach (
            var series in deviations
                .Where(deviation => deviation.IsOfQuantity)
                .GroupBy(deviation => deviation.Line.Id with { Day = default })
                .Select(group => group.OrderBy(deviation => deviation.Line.Id.Day).ToList())
        )
        {
            for (var first = 0; first < series.Count; first++)
            {
                if (RunFrom(series, first) is { } run)
                {
                    findings.Add(FindingOf(run, FindingCause.DayBorder, DayText(run)));
                    taken.UnionWith(run);
                    first += run.Count - 1;
                }
            }
        }

        deviations.RemoveAll(taken.Contains);
    }

    private static List<Deviation>? RunFrom(List<Deviation> series, int first)
    {
        var run = new List<Deviation> { series[first] };
        var sum = series[first].Delta;
        for (var next = first + 1; next < series.Count; next++)
        {
            if (series[next].Line.Id.Day != series[next - 1].Line.Id.Day.AddDays(1))
            {
                return null;
            }

            run.Add(series[next]);
            sum += series[next].Delta;
            if (sum == 0)
            {
                return run;
            }
        }

        return null;
    }

    private static Finding FindingOf(IReadOnlyList<Deviation> moved, FindingCause cause, string text) =>
        new(
            FindingKind.QuantityDiffers,
            cause,
            text,
            [
                .. moved
                    .OrderBy(deviation => deviation.Line.Id.Day)
                    .ThenBy(deviation => deviation.Delta)
                    .Select(deviation => deviation.Line.Sides()),
            ],
            moved.Sum(deviation => deviation.CostEffect)
        );

    private static decimal Sum(IEnumerable<Deviation> deviations) =>
        deviations.Aggregate(0m, (sum, deviation) => Exact.Add(sum, deviation.Delta));

    private static string CachedText(IReadOnlyList<Deviation> moved) =>
        $"{Amount(moved)} are {Names(moved, isMore: true, NameOfMeter)} on the bill and {Names(moved, isMore: false, NameOfMeter)} here: {(IsMore(moved, deviation => deviation.Line.Id.Sku.Meter == Meters.InputTokens) ? "the bill does not tell cached input from the rest" : "the events here do not tell cached input from the rest")}";

    private static string BatchText(IReadOnlyList<Deviation> moved) =>
        $"{Amount(moved)} are {Names(moved, isMore: true, NameOfMode)} on the bill and {Names(moved, isMore: false, NameOfMode)} here: {(IsMore(moved, deviation => deviation.Line.Id.Sku.Mode == Mode.Batch) ? "the events here do not say that they were of a batch" : "the batch rate was not given")}";

    private static string KeyText(IReadOnlyList<Deviation> moved) =>
        $"{Amount(moved)} are under {Names(moved, isMore: true, NameOfKey)} on the bill and under {Names(moved, isMore: false, NameOfKey)} here; together the keys agree";

    private static string DayText(IReadOnlyList<Deviation> moved) =>
        $"{Amount(moved)} are on {Names(moved, isMore: true, NameOfDay)} on the bill and on {Names(moved, isMore: false, NameOfDay)} here; together the days agree. Calls over midnight (UTC) are dated by their start on one side and by their end on the other, or come late";

    private static string Amount(IReadOnlyList<Deviation> moved) =>
        Figures.Quantity(
            moved.Where(deviation => deviation.Delta > 0).Sum(deviation => deviation.Delta),
            moved[0].Line.Id.Sku.Meter
        );

    private static bool IsMore(IReadOnlyList<Deviation> moved, Func<Deviation, bool> asked) =>
        moved.Any(deviation => deviation.Delta > 0 && asked(deviation));

    private static string Names(IReadOnlyList<Deviation> moved, bool isMore, Func<LineId, string> name) =>
        string.Join(
            " and ",
            moved
                .Where(deviation => (deviation.Delta > 0) == isMore)
                .Select(deviation => name(deviation.Line.Id))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );

    private static string NameOfMeter(LineId id) => id.Sku.Meter.Name;

    private static string NameOfMode(LineId id) => ModeName.Of(id.Sku.Mode);

    private static string NameOfKey(LineId id) => id.Key is null ? "no key" : $"key {id.Key}";

    private static string NameOfDay(LineId id) => Figures.Day(id.Day);
}
