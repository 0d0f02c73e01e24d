using System.Runtime.InteropServices;
using Permil.Usage;

namespace Permil.Rating.Bulk;

/// <summary>Turns the sums of all workers into the groups of a rating.</summary>
internal sealed class BulkFlush
{
    private readonly UsageRating _rating;
    private readonly Dictionary<GroupId, int> _numbers = [];
    private readonly List<string?[]> _values = [];

    /// <summary>The sums of one worker's lines of one shape within one stretch of time.</summary>
    /// <param name="Sums">By combination.</param>
    /// <param name="Places">What the combinations stand for.</param>
    /// <param name="Bucket">The stretch of time.</param>
    private sealed record Pile(BulkTotals Sums, Dictionary<ulong, Place> Places, TimeBuckets.Bucket Bucket);

    /// <summary>What a combination stands for.</summary>
    /// <param name="Number">Of its values but for time, the same in all workers.</param>
    /// <param name="Trait">Its prices.</param>
    /// <param name="Step">Between input lengths.</param>
    private readonly record struct Place(int Number, BulkTrait Trait, int Step);

    private BulkFlush(UsageRating rating) => _rating = rating;

    public static void Into(UsageRating rating, IReadOnlyList<BulkWorker> workers)
    {
        if (rating.Keys.Any(key => key.IsOfCharge))
        {
            AddOneByOne(rating, workers);
            return;
        }

        var flush = new BulkFlush(rating);
        var pilesByTime = flush.PilesByTime(workers);
        var groups = pilesByTime
            .AsParallel()
            .WithDegreeOfParallelism(Math.Min(workers.Count, 64))
            .Select(flush.GroupsOf)
            .ToList();
        foreach (var atOneTime in groups)
        {
            rating.AddGroups(atOneTime);
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
                                Usage = Quantities(sum.Input, sum.Cached, sum.Output),
                            },
                            sum.Events,
                            sum.EventsWithUsage,
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
                var places = new Dictionary<ulong, Place>();
                foreach (var bucket in worker.Buckets.All)
                {
                    if (shape.SumsIn(bucket.Number) is not { } sums)
                    {
                        continue;
                    }

                    FindPlaces(shape, sums, places);
                    var time = new GroupId(ValuesOfTime(bucket));
                    if (!byTime.TryGetValue(time, out var piles))
                    {
                        byTime.Add(time, piles = []);
                    }

                    piles.Add(new Pile(sums, places, bucket));
                }
            }
        }

        return [.. byTime.Values];
    }

    private void FindPlaces(BulkShape shape, BulkTotals sums, Dictionary<ulong, Place> places)
    {
        for (var i = 0; i < sums.Count; i++)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(
                places,
                sums[i].Combination,
                out var isKnown
            );
            if (!isKnown)
            {
                place = PlaceOf(shape, sums[i].Combination);
            }
        }
    }

    private Place PlaceOf(BulkShape shape, ulong combination)
    {
        var (usageEvent, trait, step) = shape.Describe(combination);
        var values = new string?[_rating.Keys.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = IsOfTime(_rating.Keys[i]) ? null : _rating.Keys[i].ValueOf(usageEvent, trait.Provider);
        }

        if (!_numbers.TryGetValue(new GroupId(values), out var number))
        {
            number = _values.Count;
            _numbers.Add(new GroupId(values), number);
            _values.Add(values);
        }

        return new Place(number, trait, step);
    }

    private string?[] ValuesOfTime(TimeBuckets.Bucket bucket)
    {
        var atTime = new UsageEvent
        {
            Id = "",
            Source = "",
            Time = bucket.Time,
        };
        return [.. _rating.Keys.Select(key => IsOfTime(key) ? key.ValueOf(atTime, null) : null)];
    }

    private List<UsageGroup> GroupsOf(List<Pile> piles)
    {
        var totals = new BulkTotals();
        var costs = new List<decimal>();
        foreach (var pile in piles)
        {
            for (var i = 0; i < pile.Sums.Count; i++)
            {
                ref var sum = ref pile.Sums[i];
                var place = pile.Places[sum.Combination];
                var index = totals.PlaceOf((ulong)place.Number);
                totals[index].Add(in sum);
                if (index == costs.Count)
                {
                    costs.Add(0);
                }

                costs[index] = Exact.Add(costs[index], place.Trait.PricesOf(pile.Bucket).CostOf(in sum, place.Step));
            }
        }

        var time = ValuesOfTime(piles[0].Bucket);
        var groups = new List<UsageGroup>(costs.Count);
        for (var i = 0; i < totals.Count; i++)
        {
            ref var sum = ref totals[i];
            groups.Add(
                new UsageGroup(
                    WithTime(_values[(int)sum.Combination], time),
                    Quantities(sum.Input, sum.Cached, sum.Output),
                    sum.Events,
                    costs[groups.Count]
                )
            );
        }

        return groups;
    }

    private static string?[] WithTime(string?[] values, string?[] time)
    {
        var both = new string?[values.Length];
        for (var i = 0; i < both.Length; i++)
        {
            both[i] = time[i] ?? values[i];
        }

        return both;
    }

    private void CountUnpriced(IEnumerable<Pile> piles)
    {
        var missing = new Dictionary<BulkPrices, BulkTotals.Sum>();
        foreach (var pile in piles)
        {
            for (var i = 0; i < pile.Sums.Count; i++)
            {
                ref var sum = ref pile.Sums[i];
                var prices = pile.Places[sum.Combination].Trait.PricesOf(pile.Bucket);
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
            foreach (var (meter, quantity) in Quantities(sum.Input, sum.Cached, sum.Output))
            {
                unpriced.Add(
                    new UnpricedUsage(
                        meter,
                        quantity,
                        prices.Answers[Array.IndexOf(BulkTrait.SummedMeters, meter)].Reason!
                    )
                );
            }

            _rating.AddUnpriced(prices.Sample, unpriced, sum.EventsWithUsage);
        }
    }

    private static Measurement[] Quantities(long input, long cached, long output)
    {
        var count = (input > 0 ? 1 : 0) + (cached > 0 ? 1 : 0) + (output > 0 ? 1 : 0);
        var quantities = new Measurement[count];
        if (output > 0)
        {
            quantities[--count] = new Measurement(Meters.OutputTokens, output);
        }

        if (cached > 0)
        {
            quantities[--count] = new Measurement(Meters.CachedInputTokens, cached);
        }

        if (input > 0)
        {
            quantities[--count] = new Measurement(Meters.InputTokens, input);
        }

        return quantities;
    }

    private static bool IsOfTime(GroupKey key) =>
        key.Dimension is GroupDimension.Hour or GroupDimension.Day or GroupDimension.Month;
}
