using Permil.Allocation;
using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Rating;

namespace Permil.Billing.Bills;

/// <summary>A charge, or a part of one, on its way through a bill.</summary>
internal sealed class BillEntry
{
    private readonly ChargeLine _charge;

    public BillEntry(ChargeLine charge)
    {
        _charge = charge;
        Events = charge.Events;
        ConsumedQuantity = charge.ConsumedQuantity;
        PricingQuantity = charge.PricingQuantity;
        ListCost = charge.ListCost;
        ContractedCost = charge.ContractedCost;
        ContractedUnitPrice = charge.Key.ContractedUnitPrice;
        EffectiveCost = charge.ContractedCost;
        BilledCost = charge.ContractedCost;
    }

    private BillEntry(BillEntry other)
    {
        _charge = other._charge;
        ContractedUnitPrice = other.ContractedUnitPrice;
        Rule = other.Rule;
        Commitment = other.Commitment;
    }

    /// <summary>What it is all or a part of.</summary>
    public ChargeLine Charge => _charge;

    public DateTimeOffset Start => _charge.Start;

    public long Events { get; private set; }

    /// <summary>Above 0.</summary>
    public decimal ConsumedQuantity { get; private set; }

    public decimal PricingQuantity { get; private set; }

    public decimal ListCost { get; private set; }

    public decimal ContractedCost { get; private set; }

    public decimal EffectiveCost { get; set; }

    public decimal BilledCost { get; set; }

    /// <summary>What prepaid credits pay of <see cref="BilledCost"/>.</summary>
    public decimal PaidAhead { get; set; }

    public decimal? ContractedUnitPrice { get; private set; }

    /// <summary>The commitment that covers it, or whose overage it is.</summary>
    public string? Rule { get; private set; }

    /// <summary>Set when <see cref="Rule"/> covers it.</summary>
    public CommitmentStatus? Commitment { get; private set; }

    public bool IsFree => Rule is null;

    /// <summary>What its line is told apart by.</summary>
    public BillLineKey Key =>
        new()
        {
            Category = ChargeCategory.Usage,
            Provider = _charge.Key.Provider,
            Model = _charge.Key.Model,
            Mode = _charge.Key.Mode,
            Meter = _charge.Key.Meter.Name,
            Sku = _charge.Key.Sku,
            SubAccount = _charge.Key.Owner.Values[0],
            PricingUnit = _charge.Key.PricingUnit,
            ListUnitPrice = _charge.Key.ListUnitPrice,
            ContractedUnitPrice = ContractedUnitPrice,
            Rule = Rule,
            Commitment = Commitment,
        };

    public BillLine Line =>
        new()
        {
            Key = Key,
            Events = Events,
            ConsumedQuantity = ConsumedQuantity,
            PricingQuantity = PricingQuantity,
            ListCost = ListCost,
            ContractedCost = ContractedCost,
            EffectiveCost = EffectiveCost,
            BilledCost = BilledCost,
        };

    /// <summary>Whether a rule is about it and in force when it was used.</summary>
    public bool IsOf(ContractRule rule) => rule.Period.Contains(Start) && IsAbout(rule.For);

    public bool IsAbout(ChargeMatch match) =>
        match.Takes(_charge.Price, _charge.Key.Model, _charge.Key.Mode, _charge.Key.Meter);

    /// <summary>A commitment has paid for all of it.</summary>
    public void Cover(Contracts.Commitment commitment)
    {
        Rule = commitment.Id;
        Commitment = CommitmentStatus.Used;
        BilledCost = 0;
    }

    /// <summary>A commitment takes note of it, and it is billed all the same.</summary>
    public void CountFor(Contracts.Commitment commitment)
    {
        Rule = commitment.Id;
        Commitment = CommitmentStatus.Used;
    }

    /// <summary>It is beyond what a commitment includes, at the rate agreed for that.</summary>
    public void ChargeOverage(QuantityCommitment commitment, UnitRate rate)
    {
        Rule = commitment.Id;
        var units = Exact.Multiply(ConsumedQuantity, rate.UnitsPerMeterUnit);
        ContractedCost = Exact.TryDivide(Exact.Multiply(units, rate.Amount), rate.Per, out var cost)
            ? cost
            : Exact.Multiply(Exact.MultiplyDivideToQuantity(units, 1, rate.Per), rate.Amount);

        // The last of a pool can leave less than any decimal of the pricing unit shows.
        ContractedUnitPrice =
            PricingQuantity != 0 && Exact.TryDivide(ContractedCost, PricingQuantity, out var unitPrice)
                ? unitPrice
                : null;
        EffectiveCost = ContractedCost;
        BilledCost = ContractedCost;
    }

    /// <summary>Takes a part off; what stays keeps the rest, to the last digit.</summary>
    /// <param name="quantity">What is taken, in the unit of the meter, less than all.</param>
    public BillEntry TakeQuantity(decimal quantity) =>
        Take(quantity, Part(EffectiveCost, quantity), Part(BilledCost, quantity));

    /// <summary>Takes off the part for which so much is billed.</summary>
    /// <param name="billed">What is taken, less than all.</param>
    public BillEntry TakeBilled(decimal billed)
    {
        var quantity = Apportionment.Apportion(
            ConsumedQuantity,
            [billed, Exact.Add(BilledCost, -billed)],
            Exact.QuantityDecimals
        )[0];
        return Take(quantity, billed, billed);
    }

    private BillEntry Take(decimal quantity, decimal effective, decimal billed)
    {
        var pricing = Part(PricingQuantity, quantity);
        var part = new BillEntry(this)
        {
            Events = Events,
            ConsumedQuantity = quantity,
            PricingQuantity = pricing,
            ListCost = CostOf(_charge.Key.ListUnitPrice, pricing, ListCost, quantity),
            ContractedCost = CostOf(ContractedUnitPrice, pricing, ContractedCost, quantity),
            EffectiveCost = effective,
            BilledCost = billed,
        };
        // The events are counted once, with the part that was taken.
        Events = 0;
        ConsumedQuantity = Exact.Add(ConsumedQuantity, -part.ConsumedQuantity);
        PricingQuantity = Exact.Add(PricingQuantity, -part.PricingQuantity);
        ListCost = Exact.Add(ListCost, -part.ListCost);
        ContractedCost = Exact.Add(ContractedCost, -part.ContractedCost);
        EffectiveCost = Exact.Add(EffectiveCost, -part.EffectiveCost);
        BilledCost = Exact.Add(BilledCost, -part.BilledCost);
        return part;
    }

    private decimal CostOf(decimal? unitPrice, decimal pricing, decimal whole, decimal quantity) =>
        unitPrice is { } price ? Exact.Multiply(price, pricing) : Part(whole, quantity);

    private decimal Part(decimal whole, decimal quantity) =>
        Apportionment.Apportion(whole, [quantity, Exact.Add(ConsumedQuantity, -quantity)], Exact.QuantityDecimals)[0];
}
