using Permil.Rating;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>
/// Turns sums into groups where each sum is priced by multiplying: half a million sums are not made into events first.
/// </summary>
internal sealed class SummedGroups(EventCodes codes, UsageRating rating, OwnedUsage owned, SumQuery query)
{
    private readonly Dictionary<(EventTraits Traits, int Epoch), Lane> _lanes = [];
    private readonly Dictionary<GroupId, int> _baseNumbers = [];
    private readonly Dictionary<(int Base, int Time), UsageGroup> _groups = [];
    private readonly Dictionary<(int Unit, int Epoch), (int Number, string?[] Values)> _times = [];
    private readonly int[] _timeKeys =
    [
        .. Enumerable
            .Range(0, rating.Keys.Count)
            .Where(i => rating.Keys[i].Dimension is GroupDimension.Hour or GroupDimension.Day or GroupDimension.Month),
    ];

    /// <summary>What sums of one kind for the same ones have in common while no price changes.</summary>
    /// <param name="Prices">Of the kind as it is to be priced; <see langword="null"/>: to be added one by one.</param>
    /// <param name="Values">The group's values, those of time missing.</param>
    /// <param name="Base">The number of the values.</param>
    private sealed record Lane(KindPrices? Prices, string?[] Values, int Base);

    private static readonly Lane OneByOne = new(null, [], 0);

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

        rating.AddGroups(_groups.Values);
    }

    private void Add(in StoredSum sum, ReadOnlySpan<Int128> numbers)
    {
        if (!_lanes.TryGetValue((sum.Traits, sum.Epoch), out var lane))
        {
            _lanes.Add((sum.Traits, sum.Epoch), lane = LaneOf(in sum));
        }

        if (lane.Prices is null)
        {
            owned.Add(EventOf(in sum, numbers), sum.Events);
            return;
        }

        var (time, timeValues) = TimeOf(in sum);
        if (_groups.TryGetValue((lane.Base, time), out var group))
        {
            group.Add(lane.Prices, sum.Events, numbers);
            return;
        }

        var values = (string?[])lane.Values.Clone();
        foreach (var key in _timeKeys)
        {
            values[key] = timeValues[key];
        }

        group = new UsageGroup(values);
        group.Add(lane.Prices, sum.Events, numbers);
        _groups.Add((lane.Base, time), group);
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
        if (prices.UnitCosts.Count == 0 || asIs.Kind.IsUnsettled || asIs.Kind.IsFailed)
        {
            // Nothing to multiply, or events that are counted apart.
            return OneByOne;
        }

        var values = new string?[rating.Keys.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _timeKeys.Contains(i) ? null : rating.Keys[i].ValueOf(sample, asIs.Provider);
        }

        var id = new GroupId(values);
        if (!_baseNumbers.TryGetValue(id, out var number))
        {
            _baseNumbers.Add(id, number = _baseNumbers.Count);
        }

        return new Lane(prices, values, number);
    }

    /// <summary>The values of the keys of time, and a number for them.</summary>
    private (int Number, string?[] Values) TimeOf(in StoredSum sum)
    {
        // Without a unit the cuts are those of months and of prices: several may have one value.
        var place = (sum.Unit, _timeKeys.Length > 0 && query.Unit == TimeUnit.None ? sum.Epoch : 0);
        if (_times.TryGetValue(place, out var known))
        {
            return known;
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

        var same = _times.Values.FirstOrDefault(other => other.Values.AsSpan().SequenceEqual(values));
        known = (same.Values is null ? _times.Count : same.Number, values);
        _times.Add(place, known);
        return known;
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
}
