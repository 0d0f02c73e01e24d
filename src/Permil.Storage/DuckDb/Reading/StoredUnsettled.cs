using Permil.Allocation;
using Permil.Rating;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Finds stored events whose usage is not known.</summary>
public static class StoredUnsettled
{
    /// <summary>Lists them, newest first.</summary>
    /// <param name="store">The store.</param>
    /// <param name="rater">Knows the providers of models, which filters may ask for.</param>
    /// <param name="rules">Whose events are.</param>
    /// <param name="selection">Which events; filters look at them as the rules allocate them.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<UnsettledEvent> List(
        UsageStore store,
        Rater rater,
        AllocationRules rules,
        UsageSelection selection,
        int most
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(rater);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        using var connection = store.Connect();
        return
        [
            .. Read(connection, store.Codes, rater, rules, selection)
                .Take(most)
                .Select(found => new UnsettledEvent(
                    found.Id,
                    found.Source,
                    found.Time,
                    found.Model,
                    found.Account,
                    found.SubAccount,
                    found.UnsettledReason ?? "",
                    found.ReportedCost,
                    found.ReportedCurrency
                )),
        ];
    }

    /// <summary>The events as the rules allocate them, newest first.</summary>
    /// <param name="connection">To the store.</param>
    /// <param name="codes">The store's.</param>
    /// <param name="rater">Knows the providers of models.</param>
    /// <param name="rules">Whose events are; what splits usage splits none of these.</param>
    /// <param name="selection">Which events.</param>
    /// <param name="source">Those of one source; <see langword="null"/>: of all.</param>
    internal static IEnumerable<UsageEvent> Read(
        DuckDbConnection connection,
        EventCodes codes,
        Rater rater,
        AllocationRules rules,
        UsageSelection selection,
        string? source = null
    )
    {
        var kinds = codes
            .Kinds.All.Where(kind => kind.IsUnsettled && (source is null || kind.Sample.Source == source))
            .Where(kind => !selection.ExceptSources.Contains(kind.Sample.Source, StringComparer.Ordinal))
            .Select(kind => kind.Code)
            .ToList();
        if (kinds.Count == 0)
        {
            yield break;
        }

        string[] conditions =
        [
            SumQuery.IsOneOf("kind", kinds),
            .. UsageConditions.OfTime(selection.From, selection.To),
            .. UsageConditions.Counted(connection, selection),
        ];
        using var result = connection.Stream(
            $"{StoredRow.Select} WHERE {string.Join(" AND ", conditions)} ORDER BY time DESC, sequence DESC"
        );
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                var stored = StoredRow.Read(chunk, row, out var extra);
                var recorded = codes.EventOf(in stored, chunk.Text(StoredRow.Id, row)!, extra);
                var owned = rules.IsEmpty ? recorded : rules.Allocate(recorded).Event;
                if (selection.Filters.All(filter => filter.Takes(owned, rater.ProviderOf(owned))))
                {
                    yield return owned;
                }
            }
        }
    }
}
