using Permil.Usage;

namespace Permil.Rating.Bulk;

/// <summary>Turns the sums of all workers into the groups of a rating, one stretch of time beside the other.</summary>
internal sealed class BulkFlush
{
    private readonly UsageRating _rating;
    private readonly BulkDimensions _dimensions;
    private readonly Dictionary<(int LastDimension, GroupId Values), int> _prefixNumbers = [];
    private readonly List<string?[]> _prefixValues = [];
    private readonly Dictionary<string, int> _lastNumbers = new(StringComparer.Ordinal);
    private readonly List<string> _lastTexts = [];

    /// <summary>What the upper half of a combination stands for.</summary>
    /// <param name="Number">Of its values and of which dimension comes last, the same in all workers.</param>
    /// <param name="Trait">Its prices.</param>
    /// <param name="Step">Between input lengths.</param>
    private readonly record struct Prefix(int Number, BulkTrait Trait, int Step);

    /// <summary>The sums of one worker's lines of one shape within one stretch of time.</summary>
    /// <param name="Sums">By combination.</param>
    /// <param name="Prefixes">By the upper half of a combination.</param>
    /// <param name="Lasts">The number of the last text, the same in all workers, by the lower half of a combination.</param>
    /// <param name="LastKeys">The keys whose value is the last text.</param>
    /// <param name="Bucket">The stretch of time.</param>
    private sealed record Pile(
        BulkTotals Sums,
        Prefix[] Prefixes,
        int[] Lasts,
        int[] LastKeys,
        TimeBuckets.Bucket Bucket
    );

    private BulkFlush(UsageRating rating, BulkDimensions dimensions)
    {
        _rating = rating;
        _dimensions = dimensions;
    }

    public static void Into(UsageRating rating, BulkDimensions dimensions, IReadOnlyList<BulkWorker> workers)
    {
        if (rating.Keys.Any(key => key.IsOfCharge))
        {
            AddOneByOne(rating, workers);
            return;
        }

        var flush = new BulkFlush(rating, dimensions);
        var pilesByTime = flush.PilesByTime(workers);
        foreach (
            var groups in pilesByTime
                .AsParallel()
                .WithDegreeOfParallelism(workers.Count)
                .Select(flush.GroupsOf)
                .ToList()
        )
        {
            rating.AddGroups(groups);
        }

        flush.CountUnpriced(pilesByTime.SelectMany(piles => piles));
    }

    /// <summary>Groups of single charges are formed where single events are.</summary>
    private static void AddOneByOne(UsageRating rating, IReadOnlyList<BulkWorker> workers)
    {
        foreach (var worker in workers)
        {
            foreach (var shape in worker.Shapes)
            {
                foreach (var bucket in worker.Buckets.All)
                {
                    for (var place = 0; shape.SumsIn(bucket.Number) is { } sums && place < sums.Count; place++)
                    {
                        ref var sum = ref sums[place];
                        var (usageEvent, trait, step) = shape.Describe(sum.Combination);
                        rating.AddSum(
                            usageEvent with
                            {
                                Time = bucket.Time,
                                Usage = Quantities(in sum),
                            },
                            sum.Events,
                            trait.PricesOf(bucket).InputTokensIn(step)
                        );
                    }
                }
            }
        }
    }

    /// <summary>Piles whose groups have the same values of time: no group is in two of the lists.</summary>
    private List<List<Pile>> PilesByTime(IReadOnlyList<BulkWorker> workers)
    {
        var byTime = new Dictionary<GroupId, List<Pile>>();
        foreach (var worker in workers)
        {
            foreach (var shape in worker.Shapes)
            {
                var lastKeys = LastKeysOf(shape);
                var prefixes = PrefixesOf(shape, lastKeys);
                var lasts = LastsOf(worker, shape);
                foreach (var bucket in worker.Buckets.All)
                {
                    if (shape.SumsIn(bucket.Number) is { } sums)
                    {
                        var time = new GroupId(ValuesOfTime(bucket));
                        if (!byTime.TryGetValue(time, out var piles))
                        {
                            byTime.Add(time, piles = []);
                        }

                        piles.Add(new Pile(sums, prefixes, lasts, lastKeys, bucket));
                    }
                }
            }
        }

        return [.. byTime.Values];
    }

    private int[] LastKeysOf(BulkShape shape) =>
        shape.LastDimension < 0
            ? []
            :
            [
                .. Enumerable
                    .Range(0, _rating.Keys.Count)
                    .Where(key => _dimensions.NumberOf(_rating.Keys[key]) == shape.LastDimension),
            ];

    private Prefix[] PrefixesOf(BulkShape shape, int[] lastKeys)
    {
        var prefixes = new Prefix[shape.Prefixes];
        for (var number = 0; number < prefixes.Length; number++)
        {
            var (usageEvent, trait, step) = shape.DescribePrefix(number);
            var values = new string?[_rating.Keys.Count];
            for (var key = 0; key < values.Length; key++)
            {
                values[key] =
                    IsOfTime(_rating.Keys[key]) || lastKeys.Contains(key)
                        ? null
                        : _rating.Keys[key].ValueOf(usageEvent, trait.Provider);
            }

            prefixes[number] = new Prefix(NumberOf(shape.LastDimension, values), trait, step);
        }

        return prefixes;
    }

    private int NumberOf(int lastDimension, string?[] values)
    {
        if (!_prefixNumbers.TryGetValue((lastDimension, new GroupId(values)), out var number))
        {
            number = _prefixValues.Count;
            _prefixNumbers.Add((lastDimension, new GroupId(values)), number);
            _prefixValues.Add(values);
        }

        return number;
    }

    private int[] LastsOf(BulkWorker worker, BulkShape shape)
    {
        if (shape.LastDimension < 0)
        {
            return [0];
        }

        var texts = worker.Texts[shape.LastDimension];
        return [.. Enumerable.Range(0, texts.Count).Select(text => NumberOfLast(texts.TextOf(text)))];
    }

    private int NumberOfLast(string text)
    {
        if (!_lastNumbers.TryGetValue(text, out var number))
        {
            number = _lastTexts.Count;
            _lastNumbers.Add(text, number);
            _lastTexts.Add(text);
        }

        return number;
    }

    private string?[] ValuesOfTime(TimeBuckets.Bucket bucket) =>
        [.. _rating.Keys.Select(key => key.TimeTextOf(bucket.Time))];

    private List<UsageGroup> GroupsOf(List<Pile> piles)
    {
        var totals = new BulkTotals();
        var costs = new List<decimal>();
        var unpriced = new List<long>();
        var lastKeys = new List<int[]>();
        foreach (var pile in piles)
        {
            for (var i = 0; i < pile.Sums.Count; i++)
            {
                ref var sum = ref pile.Sums[i];
                var prefix = pile.Prefixes[(int)(sum.Combination >> 32)];
                var last = pile.Lasts[(int)(sum.Combination & uint.MaxValue)];
                var index = totals.PlaceOf(((ulong)(uint)prefix.Number << 32) | (uint)last);
                totals[index].Add(in sum);
                if (index == costs.Count)
                {
                    costs.Add(0);
                    unpriced.Add(0);
                    lastKeys.Add(pile.LastKeys);
                }

                var prices = prefix.Trait.PricesOf(pile.Bucket);
                costs[index] = Exact.Add(costs[index], prices.CostOf(in sum, prefix.Step));
                unpriced[index] += prices.AreAllFound ? 0 : sum.Events;
            }
        }

        var time = ValuesOfTime(piles[0].Bucket);
        var groups = new List<UsageGroup>(costs.Count);
        for (var i = 0; i < totals.Count; i++)
        {
            ref var sum = ref totals[i];
            groups.Add(
                new UsageGroup(
                    ValuesOf(sum.Combination, lastKeys[i], time),
                    Quantities(in sum),
                    sum.Events,
                    unpriced[i],
                    costs[i]
                )
            );
        }

        return piles.TrueForAll(pile => pile.LastKeys.SequenceEqual(piles[0].LastKeys)) ? groups : Merged(groups);
    }

    /// <summary>Lines of different shapes can have the same values in different places: one in the line, one by default.</summary>
    private static List<UsageGroup> Merged(List<UsageGroup> groups)
    {
        var byId = new Dictionary<GroupId, UsageGroup>();
        foreach (var group in groups)
        {
            if (!byId.TryAdd(group.Id, group))
            {
                byId[group.Id].Add(group);
            }
        }

        return [.. byId.Values];
    }

    private string?[] ValuesOf(ulong combination, int[] lastKeys, string?[] time)
    {
        var prefix = _prefixValues[(int)(combination >> 32)];
        var values = new string?[prefix.Length];
        for (var key = 0; key < values.Length; key++)
        {
            values[key] = time[key] ?? prefix[key];
        }

        foreach (var key in lastKeys)
        {
            values[key] = _lastTexts[(int)(combination & uint.MaxValue)];
        }

        return values;
    }

    private void CountUnpriced(IEnumerable<Pile> piles)
    {
        var missing = new Dictionary<BulkPrices, BulkTotals.Sum>();
        foreach (var pile in piles)
        {
            var isAnyMissing = Array.Exists(pile.Prefixes, prefix => !prefix.Trait.PricesOf(pile.Bucket).AreAllFound);
            for (var i = 0; isAnyMissing && i < pile.Sums.Count; i++)
            {
                ref var sum = ref pile.Sums[i];
                var prices = pile.Prefixes[(int)(sum.Combination >> 32)].Trait.PricesOf(pile.Bucket);
                if (!prices.AreAllFound)
                {
                    var before = missing.GetValueOrDefault(prices);
                    before.Add(in sum);
                    missing[prices] = before;
                }
            }
        }

        foreach (var (prices, sum) in missing)
        {
            var unpriced = new List<UnpricedUsage>();
            foreach (var (meter, quantity) in Quantities(in sum))
            {
                // All meters lack a price for one reason: else nothing was summed.
                unpriced.Add(new UnpricedUsage(meter, quantity, prices.Answers[0].Reason!));
            }

            _rating.AddUnpriced(prices.Sample, unpriced, sum.Events);
        }
    }

    private static Measurement[] Quantities(in BulkTotals.Sum sum)
    {
        var count = (sum.Input > 0 ? 1 : 0) + (sum.Cached > 0 ? 1 : 0) + (sum.Output > 0 ? 1 : 0);
        var quantities = new Measurement[count];
        if (sum.Output > 0)
        {
            quantities[--count] = new Measurement(Meters.OutputTokens, sum.Output);
        }

        if (sum.Cached > 0)
        {
            quantities[--count] = new Measurement(Meters.CachedInputTokens, sum.Cached);
        }

        if (sum.Input > 0)
        {
            quantities[--count] = new Measurement(Meters.InputTokens, sum.Input);
        }

        return quantities;
    }

    private static bool IsOfTime(GroupKey key) =>
        key.Dimension is GroupDimension.Hour or GroupDimension.Day or GroupDimension.Month;
}
