using Permil.Pricing;

namespace Permil.Billing.Charges;

/// <summary>Rated usage of one key in one stretch of time.</summary>
public sealed record ChargeLine
{
    public required ChargeKey Key { get; init; }

    /// <summary>The first instant of the stretch. Stretches do not overlap the bounds that were asked for.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>What the book states for the SKU.</summary>
    public required SkuPrice Price { get; init; }

    public required long Events { get; init; }

    /// <summary>In the unit of the meter.</summary>
    public required decimal ConsumedQuantity { get; init; }

    /// <summary>In <see cref="ChargeKey.PricingUnit"/>; where it has no last digit there, rounded once to 12 decimals, half to even.</summary>
    public required decimal PricingQuantity { get; init; }

    /// <summary>
    /// Exact: <see cref="ChargeKey.ListUnitPrice"/> x <see cref="PricingQuantity"/> where there is one and the quantity is not
    /// rounded. Where it is (seconds at a price a minute) what was consumed decides: the product can be off by its last decimals.
    /// </summary>
    public required decimal ListCost { get; init; }

    /// <summary>Exact, after overrides and percentages off.</summary>
    public required decimal ContractedCost { get; init; }
}
