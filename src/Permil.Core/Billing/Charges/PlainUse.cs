using Permil.Pricing;

namespace Permil.Billing.Charges;

/// <summary>Usage of one meter and owner while no price changes, which costs what its quantity times a price is.</summary>
/// <param name="Series">Where it goes.</param>
/// <param name="Price">Additive.</param>
/// <param name="ListUnitCost">Of one unit of the meter.</param>
/// <param name="ContractedUnitCost">Likewise.</param>
/// <param name="IsHourly">Whether it is told apart by the hour.</param>
internal sealed record PlainUse(
    ChargeSeries Series,
    PriceAnswer Price,
    decimal ListUnitCost,
    decimal ContractedUnitCost,
    bool IsHourly
);
