using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Rating;

namespace Permil.Focus.Export;

/// <summary>Usage of one line and one owner in one charge period, on its way to a row.</summary>
internal sealed class FocusUsage
{
    public FocusUsage(BillEntry entry, DateTimeOffset start)
    {
        Key = entry.Charge.Key;
        LearnedOn = entry.Charge.Price;
        Start = start;
        Costs = CostsOf(entry);
        PaidAhead = entry.PaidAhead;
    }

    public ChargeKey Key { get; }

    /// <summary>What the book states for it.</summary>
    public Pricing.SkuPrice LearnedOn { get; }

    public DateTimeOffset Start { get; }

    public FocusCosts Costs { get; set; }

    /// <summary>What prepaid credits pay of the billed cost.</summary>
    public decimal PaidAhead { get; set; }

    public void Add(BillEntry entry)
    {
        var (one, other) = (Costs, CostsOf(entry));
        Costs = new(
            Exact.Add(one.ConsumedQuantity, other.ConsumedQuantity),
            Exact.Add(one.PricingQuantity, other.PricingQuantity),
            Exact.Add(one.List, other.List),
            Exact.Add(one.Contracted, other.Contracted),
            Exact.Add(one.Effective, other.Effective),
            Exact.Add(one.Billed, other.Billed)
        );
        PaidAhead = Exact.Add(PaidAhead, entry.PaidAhead);
    }

    private static FocusCosts CostsOf(BillEntry entry) =>
        new(
            entry.ConsumedQuantity,
            entry.PricingQuantity,
            entry.ListCost,
            entry.ContractedCost,
            entry.EffectiveCost,
            entry.BilledCost
        );
}
