using Permil.Billing.Bills;
using Permil.Usage;

namespace Permil.Billing.Invoices;

/// <summary>A line as JSON shows it: flat, in this order, without what it does not have.</summary>
internal sealed record InvoiceLineDocument
{
    public required BillingMonth Period { get; init; }

    public required bool Correction { get; init; }

    public required ChargeCategory Category { get; init; }

    public required string Description { get; init; }

    /// <summary>The provider.</summary>
    public string? Service { get; init; }

    public string? Model { get; init; }

    public Mode? Mode { get; init; }

    public string? Meter { get; init; }

    public string? SubAccount { get; init; }

    public string? Sku { get; init; }

    public required long Events { get; init; }

    public required decimal ConsumedQuantity { get; init; }

    public required decimal PricingQuantity { get; init; }

    public string? Unit { get; init; }

    public decimal? ListUnitPrice { get; init; }

    public decimal? ContractedUnitPrice { get; init; }

    public required decimal ListCost { get; init; }

    public required decimal ContractedCost { get; init; }

    public required decimal EffectiveCost { get; init; }

    public required decimal BilledCost { get; init; }

    public string? Rule { get; init; }

    public CommitmentStatus? Commitment { get; init; }

    public string? Credit { get; init; }

    public CreditKind? CreditKind { get; init; }

    public static InvoiceLineDocument Of(InvoiceLine line)
    {
        var (bill, key) = (line.Line, line.Line.Key);
        return new InvoiceLineDocument
        {
            Period = line.Period,
            Correction = line.IsCorrection,
            Category = key.Category,
            Description = line.Description,
            Service = key.Provider,
            Model = key.Model,
            Mode = key.Mode,
            Meter = key.Meter,
            SubAccount = key.SubAccount,
            Sku = key.Sku,
            Events = bill.Events,
            ConsumedQuantity = bill.ConsumedQuantity,
            PricingQuantity = bill.PricingQuantity,
            Unit = key.PricingUnit,
            ListUnitPrice = key.ListUnitPrice,
            ContractedUnitPrice = key.ContractedUnitPrice,
            ListCost = bill.ListCost,
            ContractedCost = bill.ContractedCost,
            EffectiveCost = bill.EffectiveCost,
            BilledCost = bill.BilledCost,
            Rule = key.Rule,
            Commitment = key.Commitment,
            Credit = key.Credit,
            CreditKind = key.CreditKind,
        };
    }

    public InvoiceLine ToLine() =>
        new()
        {
            Period = Period,
            IsCorrection = Correction,
            Description = Description,
            Line = new BillLine
            {
                Key = new BillLineKey
                {
                    Category = Category,
                    Provider = Service,
                    Model = Model,
                    Mode = Mode,
                    Meter = Meter,
                    Sku = Sku,
                    SubAccount = SubAccount,
                    PricingUnit = Unit,
                    ListUnitPrice = ListUnitPrice,
                    ContractedUnitPrice = ContractedUnitPrice,
                    Rule = Rule,
                    Commitment = Commitment,
                    Credit = Credit,
                    CreditKind = CreditKind,
                },
                Events = Events,
                ConsumedQuantity = ConsumedQuantity,
                PricingQuantity = PricingQuantity,
                ListCost = ListCost,
                ContractedCost = ContractedCost,
                EffectiveCost = EffectiveCost,
                BilledCost = BilledCost,
            },
        };
}
