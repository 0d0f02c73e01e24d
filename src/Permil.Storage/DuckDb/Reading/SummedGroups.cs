using Permil.Rating;
using Permil.Rating.Bulk;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>
/// Turns sums into groups where each sum is priced by multiplying. The sums of half a million groups are kept in a few
/// arrays; they become objects once, at the end.
/// </summary>
internal sealed class SummedGroups(EventCodes codes, UsageRating rating, OwnedUsage owned, SumQuery query)
{
    private static readonly Lane OneByOne = new(null, 0);

    private readonly Dictionary<LaneKey, Lane> _lanes = [];
    private readonly List<Layout> _layouts = [];
    private readonly Dictionary<GroupId, int> _values = [];
    private readonly Dictionary<(int Unit, int Epoch), int> _timeNumbers = [];
    private readonly List<string?[]> _times = [];
    private readonly int[] _timeKeys =
    [
        .. Enumerable
            .Range(0, rating.Keys.Count)
            .Where(i => rating.Keys[i].Dimension is GroupDimension.Hour or GroupDimension.Day or GroupDimension.Month),
    ];

    /// <summary>Cells are pairs of a layout and a time.</summary>
    private readonly PairInterner _cells = new();
    private long[] _events = new long[64];
    private decimal[] _costs = new decimal[64];
    private Int128[] _sums = new Int128[64 * EventRow.Numbers];

    private readonly record struct LaneKey(EventTraits Traits, int Epoch)
    {
        public override int GetHashCode() =>
            unchecked(
                (
                    (
                        ((((Traits.Kind * 31) + Traits.Account) * 31 + Traits.SubAccount) * 31 + Traits.Feature) * 31
                        + Traits.Environment
                    ) * 31
                    + Traits.Tags
                ) * 31
                + Epoch
            );
    }

    /// <summary>Sums of one kind for the same ones while no price changes.</summary>
    /// <param name="Prices">Of the kind as it is to be priced; <see langword="null"/>: to be added one by one.</param>
    /// <param name="Layout">The number of the layout.</param>
    private sealed record Lane(KindPrices? Prices, int Layout);

    /// <summary>What cells that differ in nothing but time have in common.</summary>
    /// <param name="Values">The group's values, those of time missing.</param>
    /// <param name="ValuesNumber">The number of the values: several layouts can be of one group.</param>
    /// <param name="Kind">A kind with their slots.</param>
    private sealed record Layout(string?[] Values, int ValuesNumber, UsageKind Kind);

    public void Add(DuckDbConnection connection, string sql, IReadOnlyCollection<UsageKind> kinds)
    {
        var reader = new SumReader(query, SumQuery.NumbersOf(kinds), partColumns: 0);
        using var result = connection.Query(sql);
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                var sum = reader.Read(chunk, row, out var numbers);
                Add(in sum, numbers);
            }
        }

        rating.AddGroups(Groups());
    }

    private void Add(in StoredSum sum, ReadOnlySpan<Int128> numbers)
    {
        var key = new LaneKey(sum.Traits, sum.Epoch);
        if (!_lanes.TryGetValue(key, out var lane))
        {
            _lanes.Add(key, lane = LaneOf(in sum));
        }

        if (lane.Prices is not { } prices)
        {
            owned.Add(EventOf(in sum, numbers), sum.Events);
            return;
        }

        var cell = _cells.NumberOf(lane.Layout, TimeOf(in sum));
        if (cell == _events.Length)
        {
            Array.Resize(ref _events, cell * 2);
            Array.Resize(ref _costs, cell * 2);
            Array.Resize(ref _sums, cell * 2 * EventRow.Numbers);
        }

        _events[cell] += sum.Events;
        var cost = _costs[cell];
        var sums = _sums.AsSpan(cell * EventRow.Numbers, EventRow.Numbers);
        for (var i = 0; i < prices.UnitCosts.Count; i++)
        {
            if (numbers[i] != 0)
            {
                sums[i] += numbers[i];
                cost = Exact.Add(cost, Exact.Multiply((decimal)numbers[i], prices.UnitCosts[i]));
            }
        }

        _costs[cell] = cost;
    }

    private Lane LaneOf(in StoredSum sum)
    {
        var asIs = query.Epochs.PricesOf(sum.Traits.Kind, sum.Epoch);
        var recorded = codes.WithTraits(asIs.Kind.Sample, sum.Traits) with { Time = query.TimeOf(sum) };
        if (owned.OwnerOf(recorded) is not { } sample || !owned.IsAskedFor(sample))
        {
            return OneByOne;
        }

        var prices = rating.Rater.Substitution?.Takes(sample) is true
            ? query.Epochs.PricesOf(sum.Traits.Kind, sum.Epoch, isSubstituted: true)
            : asIs;
        if (prices.UnitCosts.Count == 0)
        {
            // Nothing to multiply: usage that is not known, or was nothing.
            return OneByOne;
        }

        var values = new string?[rating.Keys.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _timeKeys.Contains(i) ? null : rating.Keys[i].ValueOf(sample, asIs.Provider);
        }

        return new Lane(prices, LayoutOf(values, asIs.Kind));
    }

    private int LayoutOf(string?[] values, UsageKind kind)
    {
        var id = new GroupId(values);
        if (!_values.TryGetValue(id, out var number))
        {
            _values.Add(id, number = _values.Count);
        }

        var known = _layouts.FindIndex(layout =>
            layout.ValuesNumber == number && layout.Kind.Slots.SequenceEqual(kind.Slots)
        );
        if (known < 0)
        {
            known = _layouts.Count;
            _layouts.Add(new Layout(values, number, kind));
        }

        return known;
    }

    /// <summary>The number of the values of the keys of time.</summary>
    private int TimeOf(in StoredSum sum)
    {
        // Without a unit the cuts are those of months and of prices: several may have one value.
        var place = (sum.Unit, query.Unit == TimeUnit.None ? sum.Epoch : 0);
        if (_timeNumbers.TryGetValue(place, out var number))
        {
            return number;
        }

        var sample = new UsageEvent
        {
            Id = "",
            Source = "",
            Time = query.TimeOf(sum),
        };
        var values = new string?[rating.Keys.Count];
        foreach (var key in _timeKeys)
        {
            values[key] = rating.Keys[key].ValueOf(sample, provider: null);
        }

        number = _times.FindIndex(other => other.AsSpan().SequenceEqual(values));
        if (number < 0)
        {
            number = _times.Count;
            _times.Add(values);
        }

        _timeNumbers.Add(place, number);
        return number;
    }

    private UsageEvent EventOf(in StoredSum sum, ReadOnlySpan<Int128> numbers)
    {
        var kind = codes.Kinds[sum.Traits.Kind];
        return codes.WithTraits(kind.Sample, sum.Traits) with
        {
            Time = query.TimeOf(sum),
            Usage = EventCodes.UsageOf(kind, numbers),
        };
    }

    private IReadOnlyCollection<UsageGroup> Groups()
    {
        var groups = new UsageGroup[_cells.Count];
        Parallel.For(
            0,
            Environment.ProcessorCount,
            part =>
            {
                var end = (int)((part + 1L) * groups.Length / Environment.ProcessorCount);
                for (var cell = (int)((long)part * groups.Length / Environment.ProcessorCount); cell < end; cell++)
                {
                    groups[cell] = GroupOf(cell);
                }
            }
        );
        return _layouts.Count == _values.Count ? groups : Merged(groups);
    }

    private UsageGroup GroupOf(int cell)
    {
        var (layoutNumber, time) = _cells.PairOf(cell);
        var layout = _layouts[layoutNumber];
        var values = layout.Values.AsSpan().ToArray();
        foreach (var key in _timeKeys)
        {
            values[key] = _times[time][key];
        }

        return new UsageGroup(
            values,
            QuantitiesOf(layout.Kind, _sums.AsSpan(cell * EventRow.Numbers, EventRow.Numbers)),
            _events[cell],
            unpriced: 0,
            _costs[cell]
        );
    }

    private static Measurement[] QuantitiesOf(UsageKind kind, ReadOnlySpan<Int128> sums)
    {
        var count = 0;
        Span<Measurement> quantities = new Measurement[EventRow.Numbers];
        for (var i = 0; i < kind.Slots.Count; i++)
        {
            if (sums[i] == 0 || kind.Slots[i].Part == SlotPart.Note)
            {
                continue;
            }

            var quantity = kind.Slots[i].QuantityOf(sums[i]);
            if (count > 0 && quantities[count - 1].Meter == kind.Meters[i])
            {
                quantity = Exact.Add(quantity, quantities[--count].Quantity);
            }

            quantities[count++] = new Measurement(kind.Meters[i], quantity);
        }

        return quantities[..count].ToArray();
    }

    /// <summary>Kinds with other meters can be of one group.</summary>
    private List<UsageGroup> Merged(UsageGroup[] groups)
    {
        var merged = new Dictionary<(int Values, int Time), UsageGroup>(groups.Length);
        for (var cell = 0; cell < groups.Length; cell++)
        {
            var (layout, time) = _cells.PairOf(cell);
            if (!merged.TryAdd((_layouts[layout].ValuesNumber, time), groups[cell]))
            {
                merged[(_layouts[layout].ValuesNumber, time)].Add(groups[cell]);
            }
        }

        return [.. merged.Values];
    }
}
