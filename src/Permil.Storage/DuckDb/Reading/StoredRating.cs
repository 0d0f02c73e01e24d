using System.Globalization;
using Permil.Allocation;
using Permil.Rating;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>
/// Says what stored usage costs: the database sums it up to what prices can tell apart, the sums are priced. So the
/// result is that of pricing each event, to the last digit.
/// </summary>
public sealed class StoredRating
{
    private readonly UsageStore _store;
    private readonly Rater _rater;
    private readonly IReadOnlyList<GroupKey> _keys;
    private readonly UsageSelection _selection;
    private readonly AllocationRules _rules;
    private readonly UsageRating _rating;
    private readonly OwnedUsage _owned;
    private readonly bool _isByCharge;
    private readonly TimeUnit _unit;
    private readonly List<DimensionColumn> _columns;

    private StoredRating(
        UsageStore store,
        Rater rater,
        AllocationRules rules,
        IReadOnlyList<GroupKey> keys,
        UsageSelection selection
    )
    {
        _store = store;
        _rater = rater;
        _rules = rules;
        _keys = keys;
        _selection = selection;
        _rating = new UsageRating(rater, keys, selection.From, selection.To);
        _owned = new OwnedUsage(rules, _rating, [.. selection.Filters.Where(filter => IsOfOwner(filter.Key))]);
        _isByCharge = keys.Any(key => key.IsOfCharge);
        _unit =
            keys.Any(key => key.Dimension == GroupDimension.Hour) ? TimeUnit.Hour
            : keys.Any(key => key.Dimension == GroupDimension.Day) || rules.SplitByUsage ? TimeUnit.Day
            : TimeUnit.None;
        _columns =
        [
            .. keys.Concat((rater.Substitution?.Filters ?? []).Select(filter => filter.Key))
                .Select(DimensionColumns.Of)
                .Concat(rules.Dimensions.Select(DimensionColumns.Of))
                .Concat(selection.Filters.Select(filter => DimensionColumns.Of(filter.Key)))
                .OfType<DimensionColumn>()
                .Distinct()
                .Order(),
        ];
    }

    /// <summary>Rates the selected usage.</summary>
    /// <param name="store">The store.</param>
    /// <param name="rater">The prices.</param>
    /// <param name="rules">Whose usage is.</param>
    /// <param name="keys">What to group by; empty for one group.</param>
    /// <param name="selection">Which events; filters look at usage as the rules allocate it.</param>
    public static RatingSummary Rate(
        UsageStore store,
        Rater rater,
        AllocationRules rules,
        IReadOnlyList<GroupKey> keys,
        UsageSelection selection
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(rater);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(selection);
        using var connection = store.Connect();

        // All questions see the store as it is at the first: what is stored meanwhile is of the next report.
        connection.Execute("BEGIN TRANSACTION");
        return Rate(connection, store, rater, rules, keys, selection);
    }

    /// <summary>The same within a transaction that has begun.</summary>
    internal static RatingSummary Rate(
        DuckDbConnection connection,
        UsageStore store,
        Rater rater,
        AllocationRules rules,
        IReadOnlyList<GroupKey> keys,
        UsageSelection selection
    )
    {
        var rating = new StoredRating(store, rater, rules, keys, selection);
        rating.Run(connection);
        return rating._rating.Finish();
    }

    /// <summary>What decides how shared resources are split in the month of an instant.</summary>
    internal static SplitWeights WeightsOf(UsageStore store, Rater rater, AllocationRules rules, DateTimeOffset time)
    {
        var month = MonthOf(time);
        var selection = new UsageSelection { From = month, To = month.AddMonths(1) };
        var rating = new StoredRating(store, rater, rules, [], selection);
        if (rules.SplitByUsage)
        {
            using var connection = store.Connect();
            rating.AddWeights(connection);
        }

        return rating._owned.Weights;
    }

    private void Run(DuckDbConnection connection)
    {
        if (TimeRange(connection) is not var (start, end) || start >= end)
        {
            return;
        }

        var known = _store.Codes.Kinds.All.ToList();
        var epochs = new PriceEpochs(_rater, known, start, end, OtherCuts(start, end));
        var kinds = known.Where(kind => IsSelected(kind, epochs)).ToList();
        if (kinds.Count == 0)
        {
            return;
        }

        if (_rules.SplitByUsage)
        {
            AddWeights(connection);
        }

        var query = new SumQuery(epochs, _columns, _unit, Conditions(connection, start, end));
        var byClass = kinds.ToLookup(kind => ClassOf(kind, epochs));
        var areAllKinds = byClass[SumClass.Sums].Count() == known.Count;
        if (byClass[SumClass.Sums].ToList() is { Count: > 0 } summed)
        {
            new SummedGroups(_store.Codes, _rating, _owned, query).Add(
                connection,
                query.Sums(summed, areAllKinds, SharedSums(summed, epochs)),
                summed
            );
        }

        if (byClass[SumClass.Parts].ToList() is { Count: > 0 } parts)
        {
            AddParts(connection, query, parts);
        }

        if (byClass[SumClass.Alike].ToList() is { Count: > 0 } alike)
        {
            AddAlike(connection, query, alike);
        }

        if (byClass[SumClass.Single].Any())
        {
            AddSingle(connection, epochs, known);
        }
    }

    /// <summary>
    /// Kinds whose sums can be those of another kind: at the same prices and with the same values of the keys. Where batch
    /// has no price of its own, half as many sums are made.
    /// </summary>
    private Dictionary<int, int> SharedSums(List<UsageKind> kinds, PriceEpochs epochs)
    {
        var shared = new Dictionary<int, int>();
        if (_columns.Count == 0 || !_rules.IsEmpty || _rater.Substitution is not null)
        {
            // Without dimensions there are few sums, and telling kinds apart costs more than it saves.
            return shared;
        }

        var first = new Dictionary<GroupId, int>();
        foreach (var kind in kinds)
        {
            if (epochs.SumTextOf(kind.Code) is not { } sumText)
            {
                continue;
            }

            var provider = epochs.PricesOf(kind.Code, 0).Provider;
            var values = _keys
                .Where(key => key.Dimension is GroupDimension.Model or GroupDimension.Provider or GroupDimension.Mode)
                .Select(key => key.ValueOf(kind.Sample, provider));
            var id = new GroupId([sumText, .. values]);
            if (!first.TryAdd(id, kind.Code))
            {
                shared.Add(kind.Code, first[id]);
            }
        }

        return shared;
    }

    /// <summary>When the first and behind the last of the selected events can be; <see langword="null"/>: there are none.</summary>
    private (DateTimeOffset Start, DateTimeOffset End)? TimeRange(DuckDbConnection connection)
    {
        if (StoredSpan.Of(connection) is not { } span)
        {
            return null;
        }

        var first = span.First;
        var end = span.Last.AddTicks(1);
        return (
            _selection.From is { } from && from > first ? from : first,
            _selection.To is { } to && to < end ? to : end
        );
    }

    /// <summary>Where rules begin and end; and months are not all as long, so they are cut like prices.</summary>
    private List<DateTimeOffset> OtherCuts(DateTimeOffset start, DateTimeOffset end)
    {
        var cuts = _rules.Boundaries.ToList();
        if (_unit == TimeUnit.None && _keys.Any(key => key.Dimension == GroupDimension.Month))
        {
            for (var month = MonthOf(start); month < end; month = month.AddMonths(1))
            {
                cuts.Add(month);
            }
        }

        return cuts;
    }

    private SumClass ClassOf(UsageKind kind, PriceEpochs epochs)
    {
        var priced = epochs.ClassOf(kind.Code);
        if (priced < SumClass.Alike && kind.Meters.Any(IsSplit))
        {
            // The parts of each event add up to it; those of a sum would be others in the last decimal.
            return SumClass.Alike;
        }

        // A group of a charge counts only the events that used its meter.
        return _isByCharge && priced == SumClass.Sums ? SumClass.Parts : priced;
    }

    private bool IsSplit(Meter meter) => _rules.Rules.Any(rule => rule.Split?.IsShared(meter) is true);

    private bool IsOfOwner(GroupKey key) => DimensionColumns.Of(key) is not null;

    private bool IsSelected(UsageKind kind, PriceEpochs epochs) =>
        !_selection.ExceptSources.Contains(kind.Sample.Source, StringComparer.Ordinal)
        && _selection
            .Filters.Where(filter => !IsOfOwner(filter.Key))
            .All(filter => filter.Takes(kind.Sample, epochs.PricesOf(kind.Code, 0).Provider));

    private List<string> Conditions(DuckDbConnection connection, DateTimeOffset start, DateTimeOffset end)
    {
        var conditions = TimeConditions(start, end);
        foreach (var filter in _selection.Filters)
        {
            if (_rules.IsEmpty && DimensionColumns.Of(filter.Key) is { } column)
            {
                conditions.Add(SumQuery.IsOneOf(DimensionColumns.NameOf(column), CodesOf(filter)));
            }
        }

        conditions.AddRange(CountedConditions(connection));
        return conditions;
    }

    private List<string> TimeConditions(DateTimeOffset start, DateTimeOffset end)
    {
        var conditions = new List<string>();
        if (_selection.From is not null)
        {
            conditions.Add($"time >= {SumQuery.TicksOf(start)}");
        }

        if (_selection.To is not null)
        {
            conditions.Add($"time < {SumQuery.TicksOf(end)}");
        }

        return conditions;
    }

    /// <summary>The calendar months that the asked period touches.</summary>
    private IEnumerable<string> MonthConditions()
    {
        if (_selection.From is { } from)
        {
            yield return $"time >= {SumQuery.TicksOf(MonthOf(from))}";
        }

        if (_selection.To is { } to)
        {
            var month = MonthOf(to);
            yield return $"time < {SumQuery.TicksOf(month == to ? month : month.AddMonths(1))}";
        }
    }

    private static DateTimeOffset MonthOf(DateTimeOffset time) =>
        new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    private IEnumerable<string> CountedConditions(DuckDbConnection connection)
    {
        if (_selection.FromSequence > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"sequence >= {_selection.FromSequence}");
        }

        if (connection.QueryNumber("SELECT count(*) FROM uncounted") > 0)
        {
            yield return "sequence NOT IN (SELECT sequence FROM uncounted)";
        }
    }

    private IEnumerable<int> CodesOf(UsageFilter filter)
    {
        var codes = _store.Codes;
        if (filter.Key.Dimension != GroupDimension.Tag)
        {
            return filter.Values.Select(value => value is null ? 0 : codes.Texts.Find(value)).OfType<int>();
        }

        return Enumerable
            .Range(0, codes.Tags.Count + 1)
            .Where(code => filter.Takes(codes.WithTraits(codes.Kinds.All[0].Sample, new EventTraits { Tags = code })));
    }

    /// <summary>All usage of the months in question, whoever asks for it: what decides how shared resources are split.</summary>
    private void AddWeights(DuckDbConnection connection)
    {
        var kinds = _store.Codes.Kinds.All.ToList();
        var conditions = MonthConditions().Concat(CountedConditions(connection)).ToList();
        var epochs = new PriceEpochs(_rater, [], EventTime.Min, EventTime.Max, _rules.Boundaries);
        var query = new SumQuery(epochs, _columns, TimeUnit.Day, conditions);
        var reader = new SumReader(query, SumQuery.NumbersOf(kinds), partColumns: 0);
        using var result = connection.Query(query.Sums(kinds, areAllKinds: true));
        while (result.NextChunk() is { } chunk)
        {
            reader.Load(chunk);
            for (var row = 0; row < chunk.Count; row++)
            {
                var sum = reader.Read(row, out var numbers);
                _owned.Weights.Add(query.EventOf(_store.Codes, in sum, numbers), RequestsOf(sum, numbers));
            }
        }
    }

    /// <summary>What events note that they stand for, else one each.</summary>
    private decimal RequestsOf(in StoredSum sum, ReadOnlySpan<Int128> numbers)
    {
        var slots = _store.Codes.Kinds[sum.Traits.Kind].Slots;
        for (var i = 0; i < slots.Count; i++)
        {
            if (slots[i] == new Slot(SlotPart.Note, Usage.Attribute.Requests))
            {
                return (decimal)numbers[i];
            }
        }

        return sum.Events;
    }

    private void AddParts(DuckDbConnection connection, SumQuery query, List<UsageKind> kinds)
    {
        var reader = new SumReader(query, SumQuery.NumbersOf(kinds), partColumns: 2);
        var stepsByKind = kinds.ToDictionary(kind => kind.Code, kind => query.Epochs.StepsOf(kind.Code).ToList());
        using var result = connection.Query(query.Parts(kinds));
        while (result.NextChunk() is { } chunk)
        {
            reader.Load(chunk);
            for (var row = 0; row < chunk.Count; row++)
            {
                var sum = reader.Read(row, out var numbers);
                var step = chunk.Values<int>(reader.FirstPart + 1)[row];
                var inputTokens = step == 0 ? 0 : stepsByKind[sum.Traits.Kind][step - 1] + 1;
                _owned.Add(query.EventOf(_store.Codes, in sum, numbers), sum.Events, inputTokens);
            }
        }
    }

    private void AddAlike(DuckDbConnection connection, SumQuery query, List<UsageKind> kinds)
    {
        var reader = new SumReader(query, numbers: 0, partColumns: EventRow.Numbers + 1);
        using var result = connection.Query(query.Alike(kinds));
        while (result.NextChunk() is { } chunk)
        {
            reader.Load(chunk);
            for (var row = 0; row < chunk.Count; row++)
            {
                var sum = reader.Read(row, out _);
                var numbers = NumbersOf(chunk, row, reader.FirstPart);
                _owned.Add(query.EventOf(_store.Codes, in sum, numbers), sum.Events, times: sum.Events);
            }
        }
    }

    /// <summary>
    /// Prices with tiers look at all usage of an account's month, asked for or not, in the order of time; the rating puts
    /// it in order.
    /// </summary>
    private void AddSingle(DuckDbConnection connection, PriceEpochs epochs, List<UsageKind> known)
    {
        var kinds = known.Where(kind => ClassOf(kind, epochs) == SumClass.Single).ToList();
        var selected = kinds.Where(kind => IsSelected(kind, epochs)).Select(kind => kind.Code).ToHashSet();
        var counted = CountedConditions(connection).ToList();
        var span = StoredSpan.Of(connection)!;
        var first = MonthOf(_selection.From is { } from && from > span.First ? from : span.First);
        var end = _selection.To is { } to && to <= span.Last ? to : span.Last.AddTicks(1);
        for (var month = first; month < end; month = month.AddMonths(1))
        {
            // One month is held at a time.
            var query = new SumQuery(
                epochs,
                _columns,
                _unit,
                [.. counted, $"time >= {SumQuery.TicksOf(month)}", $"time < {SumQuery.TicksOf(month.AddMonths(1))}"]
            );
            using (var result = connection.Stream(query.Single(kinds)))
            {
                AddSingle(result, selected);
            }

            _rating.ChargeTiers();
        }
    }

    private void AddSingle(DuckDbResult result, HashSet<int> selected)
    {
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                var usageEvent = SingleEvent(chunk, row);
                if (selected.Contains((int)chunk.Int64(0, row)) && _rating.IsAskedFor(usageEvent.Time))
                {
                    _owned.AddSingle(usageEvent);
                }
                else
                {
                    _owned.AddToTiers(usageEvent);
                }
            }
        }
    }

    private UsageEvent SingleEvent(DuckDbChunk chunk, int row)
    {
        const int FirstNumber = 8;
        var traits = new EventTraits(
            (int)chunk.Int64(0, row),
            (int)chunk.Int64(1, row),
            (int)chunk.Int64(2, row),
            (int)chunk.Int64(3, row),
            (int)chunk.Int64(4, row),
            (int)chunk.Int64(5, row)
        );
        var kind = _store.Codes.Kinds[traits.Kind];
        return _store.Codes.WithTraits(kind.Sample, traits) with
        {
            Id = chunk.Text(7, row)!,
            Time = DateTimeOffset.UnixEpoch.AddTicks(chunk.Int64(6, row)),
            Usage = EventCodes.UsageOf(kind, NumbersOf(chunk, row, FirstNumber)),
        };
    }

    private static Int128[] NumbersOf(DuckDbChunk chunk, int row, int first)
    {
        var more = chunk.IsNull(first + EventRow.Numbers, row) ? [] : chunk.List<long>(first + EventRow.Numbers, row)!;
        var numbers = new Int128[EventRow.Numbers + more.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i < EventRow.Numbers ? chunk.Int64(first + i, row) : more[i - EventRow.Numbers];
        }

        return numbers;
    }
}
