using Permil.Allocation;
using Permil.Budgets;
using Permil.Rating;
using Permil.Storage.DuckDb.Interop;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>What stored usage has spent, for budgets to go on from.</summary>
public static class StoredSpend
{
    /// <summary>
    /// The exact list cost of the settled usage, and what the gateway's calls without known usage were settled at: it
    /// writes that into their <see cref="UsageEvent.ReportedCost"/>. Both are of the store at one moment.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="rater">The prices; amounts in another currency than theirs are left out.</param>
    /// <param name="rules">Whose usage is.</param>
    /// <param name="selection">Which events; filters look at usage as the rules allocate it.</param>
    public static decimal Of(UsageStore store, Rater rater, AllocationRules rules, UsageSelection selection)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(rater);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(selection);
        using var connection = store.Connect();
        connection.Execute("BEGIN TRANSACTION");
        return Of(connection, store, rater, rules, selection);
    }

    /// <summary>Of the store as a connection's transaction sees it.</summary>
    internal static decimal Of(
        DuckDbConnection connection,
        UsageStore store,
        Rater rater,
        AllocationRules rules,
        UsageSelection selection
    )
    {
        var spent = StoredRating.Rate(connection, store, rater, rules, [], selection).ListCost;
        var unsettled = StoredUnsettled.Read(connection, store.Codes, rater, rules, selection, GatewayUsage.Source);
        foreach (var call in unsettled)
        {
            if (call.ReportedCost is { } settledAt && call.ReportedCurrency == rater.Catalog.Currency)
            {
                spent = Exact.Add(spent, settledAt);
            }
        }

        return spent;
    }

    /// <summary>The usage that a budget holds.</summary>
    /// <param name="store">Its models are those that a scope's model may mean.</param>
    /// <param name="rater">Knows the models' names.</param>
    /// <param name="scope">Whose usage.</param>
    /// <param name="from">From when on; <see langword="null"/>: from the first.</param>
    /// <param name="until">Until when, exclusive; <see langword="null"/>: without end.</param>
    public static UsageSelection SelectionOf(
        UsageStore store,
        Rater rater,
        BudgetScope scope,
        DateTimeOffset? from,
        DateTimeOffset? until
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(rater);
        ArgumentNullException.ThrowIfNull(scope);
        var filters = new List<UsageFilter>();
        Add(filters, "account", GroupDimension.Account, scope.Account);
        Add(filters, "subAccount", GroupDimension.SubAccount, scope.SubAccount);
        Add(filters, "feature", GroupDimension.Feature, scope.Feature);
        Add(filters, "environment", GroupDimension.Environment, scope.Environment);
        AddTag(filters, GatewayUsage.KeyTag, scope.Key);
        foreach (var (tag, value) in scope.Tags)
        {
            AddTag(filters, tag, value);
        }

        if (scope.Model is { } model)
        {
            filters.Add(new UsageFilter(new GroupKey("model", GroupDimension.Model), NamesOf(model, store, rater)));
        }

        return new UsageSelection
        {
            From = from,
            To = until,
            Filters = filters,
        };
    }

    /// <summary>The model's name as it is said, and every name by which stored events call the same model.</summary>
    private static List<string?> NamesOf(string model, UsageStore store, Rater rater)
    {
        var names = new HashSet<string?>(StringComparer.Ordinal) { model };
        var known = rater.Catalog.FindModel(provider: null, model, out _)?.Model;
        foreach (var sample in store.Codes.Kinds.All.Select(kind => kind.Sample))
        {
            if (
                known is not null
                && rater.Catalog.FindModel(sample.Provider, sample.Model, out _)?.Model?.Id == known.Id
            )
            {
                names.Add(sample.Model);
            }
        }

        return [.. names];
    }

    private static void AddTag(List<UsageFilter> filters, string tag, string? value) =>
        Add(filters, $"tag:{tag}", GroupDimension.Tag, value, tag);

    private static void Add(
        List<UsageFilter> filters,
        string name,
        GroupDimension dimension,
        string? value,
        string? tag = null
    )
    {
        if (value is not null)
        {
            filters.Add(new UsageFilter(new GroupKey(name, dimension, tag), [value]));
        }
    }
}
