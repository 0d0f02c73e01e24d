using Permil.Rating;
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
    private readonly LaneTable _lanes = new();
    private readonly List<Layout> _layouts = [];
    private readonly Dictionary<(int Values, string Slots), int> _layoutNumbers = [];
    private readonly Dictionary<GroupId, int> _values = [];
    private readonly Dictionary<(int Unit, int Epoch), int> _timeNumbers = [];
    private readonly List<string?[]> _times = [];
    private readonly int[] _timeKeys =
    [
        .. Enumerable
            .Range(0, rating.Keys.Count)
            .Where(i => rating.Keys[i].Dimension is GroupDimension.Hour or GroupDimension.Day or GroupDimension.Month),
    ];

    private readonly CellTable _cells = new();
    private (int Unit, int Epoch, int Number) _lastTime = (-1, -1, -1);

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
            reader.Load(chunk);
            for (var row = 0; row < chunk.Count; row++)
            {
                var sum = reader.Read(row, out var numbers);
                Add(in sum, numbers);
            }
        }

        rating.AddGroups(Groups());
    }

    private void Add(in StoredSum sum, ReadOnlySpan<Int128> numbers)
    {
        if (!_lanes.TryFind(sum.Traits, sum.Epoch, out var lane))
        {
            _lanes.Add(sum.Traits, sum.Epoch, lane = LaneOf(in sum));
        }

        if (lane.Prices is not { } prices || !prices.TryCostOf(numbers, out var cost))
        {
            owned.Add(query.EventOf(codes, in sum, numbers), sum.Events);
            return;
        }

        ref var cell = ref _cells.CellOf(lane.Layout, TimeOf(in sum));
        cell.Events += sum.Events;
        cell.ListCost = Exact.Add(cell.ListCost, cost);
        for (var i = 0; i < prices.Kind.Slots.Count; i++)
        {
            cell.Numbers[i] += (long)numbers[i];
        }
    }

    private Lane LaneOf(in StoredSum sum)
    {
        var asIs = query.Epochs.PricesOf(sum.Traits.Kind, sum.Epoch);
        var recorded = codes.WithTraits(asIs.Kind.Sample, sum.Traits) with { Time = query.TimeOf(sum) };
        if (owned.OwnerOf(recorded) is not { } sample || !owned.IsAskedFor(sample))
        {
            return Lane.OneByOne;
        }

        var prices = rating.Rater.Substitution?.Takes(sample, asIs.Provider) is true
            ? query.Epochs.PricesOf(sum.Traits.Kind, sum.Epoch, isSubstituted: true)
            : asIs;
        if (!prices.IsMultiplied)
        {
            return Lane.OneByOne;
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

        if (!_layoutNumbers.TryGetValue((number, kind.SlotText), out var layout))
        {
            _layoutNumbers.Add((number, kind.SlotText), layout = _layouts.Count);
            _layouts.Add(new Layout(values, number, kind));
        }

        return layout;
    }

    /// <summary>The number of the values of the keys of time.</summary>
    private int TimeOf(in StoredSum sum)
    {
        // Without a unit the cuts are those of months and of prices: several may have one value.
        var place = (sum.Unit, Epoch: query.Unit == TimeUnit.None ? sum.Epoch : 0);
        if (_lastTime.Unit == place.Unit && _lastTime.Epoch == place.Epoch)
        {
            return _lastTime.Number;
        }

        if (!_timeNumbers.TryGetValue(place, out var number))
        {
            _timeNumbers.Add(place, number = NewTime(in sum));
        }

        _lastTime = (place.Unit, place.Epoch, number);
        return number;
    }

    private int NewTime(in StoredSum sum)
    {
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

        var number = _times.FindIndex(other => other.AsSpan().SequenceEqual(values));
        if (number < 0)
        {
            number = _times.Count;
            _times.Add(values);
        }

        return number;
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
        ref var sum = ref _cells[cell];
        var layout = _layouts[sum.Layout];
        var values = layout.Values.AsSpan().ToArray();
        foreach (var key in _timeKeys)
        {
            values[key] = _times[sum.Time][key];
        }

        return new UsageGroup(values, QuantitiesOf(layout.Kind, sum.Numbers), sum.Events, unpriced: 0, sum.ListCost);
    }

    private static Measurement[] QuantitiesOf(UsageKind kind, ReadOnlySpan<long> sums)
    {
        var quantities = new Measurement[CountOf(kind, sums)];
        var count = 0;
        for (var i = 0; i < kind.Slots.Count; i++)
        {
            if (!IsQuantity(kind, sums, i))
            {
                continue;
            }

            var quantity = kind.Slots[i].QuantityOf(sums[i]);
            if (IsSecondPart(kind, sums, i))
            {
                quantity = Exact.Add(quantity, quantities[--count].Quantity);
            }

            quantities[count++] = new Measurement(kind.Meters[i], quantity);
        }

        return quantities;
    }

    private static int CountOf(UsageKind kind, ReadOnlySpan<long> sums)
    {
        var count = 0;
        for (var i = 0; i < kind.Slots.Count; i++)
        {
            count += IsQuantity(kind, sums, i) && !IsSecondPart(kind, sums, i) ? 1 : 0;
        }

        return count;
    }

    private static bool IsQuantity(UsageKind kind, ReadOnlySpan<long> sums, int slot) =>
        sums[slot] != 0 && kind.Slots[slot].Part != SlotPart.Note;

    /// <summary>Whether a slot is the fraction of a quantity whose whole part stands before it.</summary>
    private static bool IsSecondPart(UsageKind kind, ReadOnlySpan<long> sums, int slot) =>
        kind.Slots[slot].Part == SlotPart.Fraction && slot > 0 && sums[slot - 1] != 0;

    /// <summary>Kinds with other meters can be of one group.</summary>
    private List<UsageGroup> Merged(UsageGroup[] groups)
    {
        var merged = new Dictionary<(int Values, int Time), UsageGroup>(groups.Length);
        for (var cell = 0; cell < groups.Length; cell++)
        {
            var place = (_layouts[_cells[cell].Layout].ValuesNumber, _cells[cell].Time);
            if (!merged.TryAdd(place, groups[cell]))
            {
                merged[place].Add(groups[cell]);
            }
        }

        return [.. merged.Values];
    }
}
