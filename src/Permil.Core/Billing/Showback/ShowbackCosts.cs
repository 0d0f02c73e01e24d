using Permil.Allocation;
using Permil.Billing.Bills;
using Permil.Rating;

namespace Permil.Billing.Showback;

/// <summary>The four costs of a line or of several, exact.</summary>
/// <param name="ListCost">At list prices.</param>
/// <param name="ContractedCost">After overrides and percentages off.</param>
/// <param name="EffectiveCost">With what was paid ahead spread over what it was for.</param>
/// <param name="BilledCost">What the invoice asks for.</param>
public readonly record struct ShowbackCosts(
    decimal ListCost,
    decimal ContractedCost,
    decimal EffectiveCost,
    decimal BilledCost
)
{
    public static ShowbackCosts Of(BillLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new(line.ListCost, line.ContractedCost, line.EffectiveCost, line.BilledCost);
    }

    public static ShowbackCosts Sum(IEnumerable<ShowbackCosts> costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        return costs.Aggregate(default(ShowbackCosts), (sum, next) => sum.Plus(next));
    }

    public ShowbackCosts Plus(ShowbackCosts other) =>
        new(
            Exact.Add(ListCost, other.ListCost),
            Exact.Add(ContractedCost, other.ContractedCost),
            Exact.Add(EffectiveCost, other.EffectiveCost),
            Exact.Add(BilledCost, other.BilledCost)
        );

    /// <summary>Cuts each cost by the same weights; the parts add up to it to the last digit.</summary>
    /// <param name="weights">0 or more each, not all 0.</param>
    internal IReadOnlyList<ShowbackCosts> Split(IReadOnlyList<decimal> weights)
    {
        var (list, contracted) = (Cut(ListCost), Cut(ContractedCost));
        var (effective, billed) = (Cut(EffectiveCost), Cut(BilledCost));
        return
        [
            .. Enumerable
                .Range(0, weights.Count)
                .Select(i => new ShowbackCosts(list[i], contracted[i], effective[i], billed[i])),
        ];

        IReadOnlyList<decimal> Cut(decimal whole) => Apportionment.Apportion(whole, weights, Exact.QuantityDecimals);
    }
}
