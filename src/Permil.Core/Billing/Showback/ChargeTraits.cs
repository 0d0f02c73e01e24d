using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Usage;

namespace Permil.Billing.Showback;

/// <summary>What charges and lines of bills are alike in.</summary>
internal sealed record ChargeTraits
{
    public string? Provider { get; init; }

    public string? Model { get; init; }

    public Mode? Mode { get; init; }

    public string? Meter { get; init; }

    public string? Sku { get; init; }

    public string? SubAccount { get; init; }

    public string? PricingUnit { get; init; }

    public decimal? ListUnitPrice { get; init; }

    public decimal? ContractedUnitPrice { get; init; }

    public static ChargeTraits Of(ChargeKey key) =>
        new()
        {
            Provider = key.Provider,
            Model = key.Model,
            Mode = key.Mode,
            Meter = key.Meter.Name,
            Sku = key.Sku,
            SubAccount = key.Owner.Values[0],
            PricingUnit = key.PricingUnit,
            ListUnitPrice = key.ListUnitPrice,
            ContractedUnitPrice = key.ContractedUnitPrice,
        };

    public static ChargeTraits Of(BillLineKey key) =>
        new()
        {
            Provider = key.Provider,
            Model = key.Model,
            Mode = key.Mode,
            Meter = key.Meter,
            Sku = key.Sku,
            SubAccount = key.SubAccount,
            PricingUnit = key.PricingUnit,
            ListUnitPrice = key.ListUnitPrice,
            ContractedUnitPrice = key.ContractedUnitPrice,
        };
}
