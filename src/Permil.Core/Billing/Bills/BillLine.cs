namespace Permil.Billing.Bills;

/// <summary>One line of a bill, nothing rounded.</summary>
public sealed record BillLine
{
    public required BillLineKey Key { get; init; }

    public long Events { get; init; }

    /// <summary>In the unit of the meter.</summary>
    public decimal ConsumedQuantity { get; init; }

    /// <summary>In <see cref="BillLineKey.PricingUnit"/>; of a purchase how many pools were bought.</summary>
    public decimal PricingQuantity { get; init; }

    /// <summary>At list prices.</summary>
    public decimal ListCost { get; init; }

    /// <summary>After overrides and percentages off.</summary>
    public decimal ContractedCost { get; init; }

    /// <summary>What it cost in the end: after volume discounts, with what was paid ahead spread over what it was for.</summary>
    public decimal EffectiveCost { get; init; }

    /// <summary>What the invoice asks for: 0 where a commitment has paid, below 0 for credits.</summary>
    public decimal BilledCost { get; init; }
}
