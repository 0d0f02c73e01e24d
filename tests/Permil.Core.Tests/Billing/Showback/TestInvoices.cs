using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Usage;

namespace Permil.Billing.Showback;

/// <summary>Invoices and the charges they are of.</summary>
internal static class TestInvoices
{
    public static readonly BillingMonth October = new(2026, 10);

    public static Invoice Invoice(params InvoiceLine[] lines) =>
        new()
        {
            Kind = InvoiceKind.Invoice,
            Account = "acme",
            Issuer = Issuer.Unnamed,
            Customer = new Party { Name = "acme" },
            Month = October,
            Currency = "USD",
            Lines = lines,
            Total = lines.Sum(line => line.Line.BilledCost),
            Terms = new InvoiceTerms([], null, 100),
            Unpriced = [],
            UnsettledEvents = 0,
        };

    public static InvoiceLine Line(
        BillLineKey key,
        decimal cost,
        decimal? billed = null,
        BillingMonth? correctionOf = null
    ) =>
        new()
        {
            Period = correctionOf ?? October,
            IsCorrection = correctionOf is not null,
            Description = key.Category.ToString(),
            Line = new BillLine
            {
                Key = key,
                ListCost = cost,
                ContractedCost = cost,
                EffectiveCost = cost,
                BilledCost = billed ?? cost,
            },
        };

    public static BillLineKey Used(string? tenant, string model = "m", decimal? price = 2) =>
        new()
        {
            Category = ChargeCategory.Usage,
            Provider = "p",
            Model = model,
            Mode = Mode.Serverless,
            Meter = Meters.InputTokens.Name,
            Sku = $"p/{model}",
            SubAccount = tenant,
            PricingUnit = "1M tokens",
            ListUnitPrice = price,
            ContractedUnitPrice = price,
        };

    public static BillLineKey Other(ChargeCategory category, string? rule = null) =>
        new() { Category = category, Rule = rule };

    public static ChargeLine Charge(
        string? tenant,
        string? owner,
        decimal cost,
        string model = "m",
        decimal? price = 2,
        long events = 1
    ) =>
        new()
        {
            Key = new ChargeKey(
                "p",
                model,
                Mode.Serverless,
                Meters.InputTokens,
                $"p/{model}",
                "1M tokens",
                price,
                price,
                new OwnerValues([tenant, owner])
            ),
            Start = October.Start,

            // A statement looks at no price.
            Price = null!,
            Events = events,
            ConsumedQuantity = cost,
            PricingQuantity = cost,
            ListCost = cost,
            ContractedCost = cost,
        };

    public static IReadOnlyDictionary<BillingMonth, PeriodCharges> Charged(params ChargeLine[] charges) =>
        new Dictionary<BillingMonth, PeriodCharges> { [October] = new(charges, []) };
}
