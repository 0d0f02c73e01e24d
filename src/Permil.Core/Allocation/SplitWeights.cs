using System.Globalization;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Allocation;

/// <summary>
/// The usage that decides how shared resources are split: first all usage of the months in question goes in, then shared
/// usage can be split.
/// </summary>
/// <remarks>
/// Memory grows with rules x days x owners. Not for several threads. Nothing needs to go in when
/// <see cref="AllocationRules.SplitByUsage"/> is false.
/// </remarks>
public sealed class SplitWeights(AllocationRules rules)
{
    private readonly SplitRule[] _splits =
    [
        .. rules.Rules.Select(rule => rule.Split).OfType<SplitRule>().Where(split => split.IsByUsage),
    ];

    private readonly Dictionary<(SplitRule Split, DateOnly Day), Dictionary<string, decimal>> _days = [];
    private readonly Dictionary<(SplitRule Split, DateOnly Month), Dictionary<string, decimal>> _months = [];

    /// <summary>Adds usage, whether or not a rule looks at it.</summary>
    /// <param name="sum">
    /// As recorded, of events of one UTC day that are equal in the rules' dimensions and lie between two of their
    /// boundaries.
    /// </param>
    /// <param name="requests">How many requests it stands for: the sum of <see cref="RequestsOf"/>.</param>
    public void Add(UsageEvent sum, decimal requests)
    {
        ArgumentNullException.ThrowIfNull(sum);
        UsageEvent? allocated = null;
        foreach (var split in _splits)
        {
            var weight = split.WeightOf(sum, requests);
            if (weight != 0)
            {
                allocated ??= rules.Allocate(sum).Event;
                var owner = split.Dimension.ValueOf(allocated) ?? NoOwner;
                Add(_days, (split, DayOf(sum)), owner, weight);
                Add(_months, (split, MonthOf(sum)), owner, weight);
            }
        }
    }

    /// <summary>
    /// Splits what the rules allocated: by the weights of its UTC day; when there are none, of its month; when there are
    /// none either, it stays whole and unallocated.
    /// </summary>
    /// <param name="allocated">By the same rules; of one UTC day.</param>
    /// <returns>One part or more that add up to it.</returns>
    public IReadOnlyList<UsagePart> Split(Allocated allocated)
    {
        ArgumentNullException.ThrowIfNull(allocated);
        var whole = allocated.Event;
        return allocated.Split switch
        {
            null => [UsagePart.Unsplit(whole)],
            { IsByUsage: false } split => split.Split(whole),
            var split when Array.IndexOf(_splits, split) < 0 => throw new ArgumentException(
                $"allocated by other rules than these: {split}",
                nameof(allocated)
            ),
            var split when _days.TryGetValue((split, DayOf(whole)), out var day) => split.Split(
                whole,
                WeightsOf(day),
                WeightPeriod.Day
            ),
            var split when _months.TryGetValue((split, MonthOf(whole)), out var month) => split.Split(
                whole,
                WeightsOf(month),
                WeightPeriod.Month
            ),
            var split => split.Split(whole, [], WeightPeriod.None),
        };
    }

    /// <summary>How many requests one event stands for: what it notes, else 1.</summary>
    public static decimal RequestsOf(UsageEvent usageEvent)
    {
        ArgumentNullException.ThrowIfNull(usageEvent);
        return
            usageEvent.Attributes.TryGetValue(Usage.Attribute.Requests, out var text)
            && decimal.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var requests)
            ? requests
            : 1;
    }

    /// <summary>The key of usage without an owner: no value is empty.</summary>
    private const string NoOwner = "";

    private static void Add(
        Dictionary<(SplitRule Split, DateOnly Start), Dictionary<string, decimal>> periods,
        (SplitRule Split, DateOnly Start) period,
        string owner,
        decimal weight
    )
    {
        if (!periods.TryGetValue(period, out var weights))
        {
            periods.Add(period, weights = new(StringComparer.Ordinal));
        }

        weights[owner] = Exact.Add(weights.GetValueOrDefault(owner), weight);
    }

    private static List<Weight> WeightsOf(Dictionary<string, decimal> weights) =>
        [.. weights.Select(pair => new Weight(pair.Key.Length == 0 ? null : pair.Key, pair.Value))];

    private static DateOnly DayOf(UsageEvent usageEvent) => DateOnly.FromDateTime(usageEvent.Time.UtcDateTime);

    private static DateOnly MonthOf(UsageEvent usageEvent)
    {
        var day = DayOf(usageEvent);
        return new DateOnly(day.Year, day.Month, 1);
    }
}
