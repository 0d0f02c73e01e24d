using Permil.Allocation;
using Permil.Billing.Contracts;
using Permil.Rating;

namespace Permil.Billing.Bills;

/// <summary>Works out a month's volume discount and spreads it over the lines that earned it.</summary>
internal static class VolumeSpread
{
    /// <param name="discount">The discount.</param>
    /// <param name="earning">The usage that earns it, none of it covered by a commitment.</param>
    public static void Apply(VolumeDiscount discount, IReadOnlyCollection<BillEntry> earning)
    {
        var cost = Sum(earning, entry => entry.ContractedCost);
        if (cost == 0)
        {
            return;
        }

        var whole = Amount(discount, cost, Sum(earning, entry => entry.ConsumedQuantity));

        // Over the lines as they are shown, then within each over its stretches of time.
        var lines = earning
            .GroupBy(entry => entry.Key)
            .OrderBy(line => line.Key, BillLineOrder.Instance)
            .Select(line => line.OrderBy(entry => entry.Start).ToList())
            .ToList();
        var shares = Shares(whole, [.. lines.Select(line => Sum(line, entry => entry.ContractedCost))]);
        for (var i = 0; i < lines.Count; i++)
        {
            var parts = Shares(shares[i], [.. lines[i].Select(entry => entry.ContractedCost)]);
            for (var j = 0; j < parts.Count; j++)
            {
                lines[i][j].EffectiveCost = Exact.Add(lines[i][j].EffectiveCost, -parts[j]);
                lines[i][j].BilledCost = Exact.Add(lines[i][j].BilledCost, -parts[j]);
            }
        }
    }

    /// <summary>
    /// Each tier's percentage of the part of the volume that is within it, rounded to 12 decimals: a cost may have nearly as
    /// many digits as can be held, and a percentage of it more.
    /// </summary>
    private static decimal Amount(VolumeDiscount discount, decimal cost, decimal quantity)
    {
        var volume = discount.Basis == VolumeBasis.Spend ? cost : quantity;
        var start = 0m;
        var discounted = 0m;
        foreach (var tier in discount.Tiers)
        {
            var end = Math.Min(tier.UpTo ?? volume, volume);
            var part = Exact.Add(end, -start);
            discounted = Exact.Add(discounted, Exact.MultiplyDivideToQuantity(part, tier.Percent, 100));
            start = end;
        }

        // A quantity earns the percentage of its average cost.
        return discount.Basis == VolumeBasis.Spend
            ? discounted
            : Exact.MultiplyDivideToQuantity(cost, discounted, quantity);
    }

    private static IReadOnlyList<decimal> Shares(decimal whole, IReadOnlyList<decimal> weights) =>
        weights.All(weight => weight == 0)
            ? [.. weights.Select(_ => 0m)]
            : Apportionment.Apportion(whole, weights, Exact.QuantityDecimals);

    private static decimal Sum(IEnumerable<BillEntry> entries, Func<BillEntry, decimal> of) =>
        entries.Aggregate(0m, (sum, entry) => Exact.Add(sum, of(entry)));
}
