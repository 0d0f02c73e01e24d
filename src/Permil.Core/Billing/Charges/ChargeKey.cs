using Permil.Usage;

namespace Permil.Billing.Charges;

/// <summary>What rated usage is summed by for a bill: all of it has one price and one owner.</summary>
/// <param name="Provider">As its price book is named.</param>
/// <param name="Model">As usage names it; empty where there is none.</param>
/// <param name="Mode">How it was bought.</param>
/// <param name="Meter">What was counted.</param>
/// <param name="Sku">As the price book names it.</param>
/// <param name="PricingUnit">One of the pricing quantity, for example <c>1M tokens</c>.</param>
/// <param name="ListUnitPrice"><see langword="null"/> where tiers or a minimum charge decide.</param>
/// <param name="ContractedUnitPrice">Likewise; for one <paramref name="PricingUnit"/>.</param>
/// <param name="Owner">The values of the keys that were asked for, in their order; the sub-account is the first of them.</param>
public sealed record ChargeKey(
    string Provider,
    string Model,
    Mode Mode,
    Meter Meter,
    string Sku,
    string PricingUnit,
    decimal? ListUnitPrice,
    decimal? ContractedUnitPrice,
    OwnerValues Owner
);
