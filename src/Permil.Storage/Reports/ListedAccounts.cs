using Permil.Allocation;
using Permil.Billing;
using Permil.Billing.Showback;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Storage.Reports;

/// <summary>
/// What accounts without contract, credit and document are billed: the list cost of each month, rounded. Summed by the
/// database for all of them at once; a bill each would say the same.
/// </summary>
/// <param name="store">Usage.</param>
/// <param name="rater">The prices.</param>
/// <param name="rules">Whose usage is.</param>
/// <param name="others">Accounts that are left out.</param>
internal sealed class ListedAccounts(UsageStore store, Rater rater, AllocationRules rules, IReadOnlySet<string> others)
{
    private static readonly GroupKey Account = new("account", GroupDimension.Account);
    private static readonly GroupKey Month = new("month", GroupDimension.Month);

    public void Add(
        BilledCosts costs,
        BilledPlace place,
        IReadOnlyList<GroupKey> keys,
        UsageSelection selection,
        IReadOnlyList<BillingMonth> months
    )
    {
        if (months.Count == 0)
        {
            return;
        }

        var byCharge = TokenCosts.KeysFor([.. keys, Account]);
        foreach (var group in StoredRating.Rate(store, rater, rules, byCharge, selection).Groups)
        {
            if (IsListed(group.Values[keys.Count]))
            {
                costs.AddUsage([.. group.Values.Take(keys.Count)], CostsOf(group.ListCost), TokensOf(group));
            }
        }

        AddRounding(costs, place, selection, months);
    }

    /// <summary>A bill is rounded as a whole, whatever of it is asked for.</summary>
    private void AddRounding(
        BilledCosts costs,
        BilledPlace place,
        UsageSelection selection,
        IReadOnlyList<BillingMonth> months
    )
    {
        var whole = new UsageSelection
        {
            From = months[0].Start,
            To = months[^1].End,
            Filters = [.. selection.Filters.Where(filter => filter.Key.Dimension == GroupDimension.Account)],
        };
        foreach (var bill in StoredRating.Rate(store, rater, rules, [Account, Month], whole).Groups)
        {
            var rounding = Exact.Add(MinorUnit.Round(bill.ListCost, rater.Catalog.Currency), -bill.ListCost);
            var month = BillingMonth.Parse(bill.Values[1]!);
            if (
                rounding != 0
                && IsListed(bill.Values[0])
                && place.Of(bill.Values[0] ?? "", month.Start, row: null) is { } values
            )
            {
                costs.AddOther(values, CostsOf(rounding), BesideUsage.Rounding);
            }
        }
    }

    private bool IsListed(string? account) => !others.Contains(account ?? "");

    private static ShowbackCosts CostsOf(decimal listCost) => new(listCost, listCost, listCost, listCost);

    /// <summary>Those that have a price: a group of a charge without one has no SKU.</summary>
    private static decimal TokensOf(UsageGroup group) =>
        group.Values[^1] is null
            ? 0
            : group
                .Quantities.Where(measured => measured.Meter.Unit == TokenCosts.Token)
                .Aggregate(0m, (sum, measured) => Exact.Add(sum, measured.Quantity));
}
