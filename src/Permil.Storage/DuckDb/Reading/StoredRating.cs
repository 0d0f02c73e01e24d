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
        var month = UsageConditions.MonthOf(time);
        var selection = new UsageSelection { From = month, To = month.AddMonths(1) };
        var rating = new StoredRating(store, rater, rules, [], selection);
        if (rules.SplitByUsage)
        {
            using var connection = store.Connect();
            rating.AddWeights(connection, rating.SumsOf(connection));
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

        var sums = SumsOf(connection);
        if (_rules.SplitByUsage)
        {
            AddWeights(connection, sums);
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
            sums.AddParts(query, parts);
        }

        if (byClass[SumClass.Alike].ToList() is { Count: > 0 } alike)
        {
            sums.AddAlike(query, alike);
        }

        if (byClass[SumClass.Single].Any())
        {
            AddSingle(connection, sums, epochs, known);
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
            for (var month = UsageConditions.MonthOf(start); month < end; month = month.AddMonths(1))
            {
                cuts.Add(month);
            }
        }

        return cuts;
    }

    private SumClass ClassOf(UsageKind kind, PriceEpochs epochs)
    {
        var priced = epochs.ClassOf(kind.Code);
        if (priced < SumClass.Alike && kind.Meters.Any(_rules.Splits))
        {
            // The parts of each event add up to it; those of a sum would be others in the last decimal.
            return SumClass.Alike;
        }

        // A group of a charge counts only the events that used its meter.
        return _isByCharge && priced == SumClass.Sums ? SumClass.Parts : priced;
    }

    private bool IsOfOwner(GroupKey key) => DimensionColumns.Of(key) is not null;

    private bool IsSelected(UsageKind kind, PriceEpochs epochs) =>
        !_selection.ExceptSources.Contains(kind.Sample.Source, StringComparer.Ordinal)
        && _selection
            .Filters.Where(filter => !IsOfOwner(filter.Key))
            .All(filter => filter.Takes(kind.Sample, epochs.PricesOf(kind.Code, 0).Provider));

    private List<string> Conditions(DuckDbConnection connection, DateTimeOffset start, DateTimeOffset end) =>
        [
            .. UsageConditions.OfTime(_selection.From is null ? null : start, _selection.To is null ? null : end),
            .. _rules.IsEmpty ? UsageConditions.OfOwners(_store.Codes, _selection.Filters) : [],
            .. UsageConditions.Counted(connection, _selection),
        ];

    private StoredSums SumsOf(DuckDbConnection connection) => new(connection, _store.Codes, _owned);

    /// <summary>All usage of the months in question, whoever asks for it: what decides how shared resources are split.</summary>
    private void AddWeights(DuckDbConnection connection, StoredSums sums)
    {
        var conditions = UsageConditions
            .OfMonths(_selection)
            .Concat(UsageConditions.Counted(connection, _selection))
            .ToList();
        var epochs = new PriceEpochs(_rater, [], EventTime.Min, EventTime.Max, _rules.Boundaries);
        sums.AddWeights(new SumQuery(epochs, _columns, TimeUnit.Day, conditions));
    }

    /// <summary>
    /// Prices with tiers look at all usage of an account's month, asked for or not, in the order of time; the rating puts
    /// it in order.
    /// </summary>
    private void AddSingle(DuckDbConnection connection, StoredSums sums, PriceEpochs epochs, List<UsageKind> known)
    {
        var kinds = known.Where(kind => ClassOf(kind, epochs) == SumClass.Single).ToList();
        var selected = kinds.Where(kind => IsSelected(kind, epochs)).ToHashSet();
        var counted = UsageConditions.Counted(connection, _selection).ToList();
        var span = StoredSpan.Of(connection)!;
        var first = UsageConditions.MonthOf(_selection.From is { } from && from > span.First ? from : span.First);
        var end = _selection.To is { } to && to <= span.Last ? to : span.Last.AddTicks(1);
        for (var month = first; month < end; month = month.AddMonths(1))
        {
            // One month is held at a time.
            var query = new SumQuery(
                epochs,
                _columns,
                _unit,
                [.. counted, .. UsageConditions.OfTime(month, month.AddMonths(1))]
            );
            sums.AddSingle(
                query,
                kinds,
                (kind, usageEvent) => selected.Contains(kind) && _rating.IsAskedFor(usageEvent.Time)
            );
            _rating.ChargeTiers();
        }
    }
}
