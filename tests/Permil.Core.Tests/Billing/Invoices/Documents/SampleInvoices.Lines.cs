using Permil.Billing.Bills;
using Permil.Billing.Contracts;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Invoices.Documents;

/// <summary>Their lines.</summary>
internal static partial class SampleInvoices
{
    public static InvoiceLine Line(BillLine line, string description = "", BillingMonth? period = null) =>
        new()
        {
            Period = period ?? October,
            IsCorrection = false,
            Description = description,
            Line = line,
        };

    public static InvoiceLine Tokens(
        string model,
        Mode mode,
        string meter,
        string? subAccount,
        decimal millions,
        decimal listPrice,
        decimal agreedPrice
    ) =>
        Line(
            new BillLine
            {
                Key = new BillLineKey
                {
                    Category = ChargeCategory.Usage,
                    Provider = "together",
                    Model = model,
                    Mode = mode,
                    Meter = meter,
                    Sku = $"{model}/{meter}",
                    SubAccount = subAccount,
                    PricingUnit = "1M tokens",
                    ListUnitPrice = listPrice,
                    ContractedUnitPrice = agreedPrice,
                },
                Events = 1_000,
                ConsumedQuantity = millions * 1_000_000,
                PricingQuantity = millions,
                ListCost = millions * listPrice,
                ContractedCost = millions * agreedPrice,
                EffectiveCost = millions * agreedPrice,
                BilledCost = millions * agreedPrice,
            },
            $"{model} {meter}"
        );

    public static InvoiceLine Correction(InvoiceLine line, BillingMonth period) =>
        line with
        {
            IsCorrection = true,
            Period = period,
        };

    public static InvoiceLine Adjustment(string? rule, string description, decimal amount) =>
        Line(Priced(new BillLineKey { Category = ChargeCategory.Adjustment, Rule = rule }, amount), description);

    public static InvoiceLine Tax(decimal percent, decimal amount) =>
        Line(
            Priced(new BillLineKey { Category = ChargeCategory.Tax, Rule = "vat" }, amount),
            FormattableString.Invariant($"VAT {percent} %")
        );

    /// <summary>What was paid before makes usage no cheaper: it has no list cost.</summary>
    public static InvoiceLine Credit(string id, CreditKind kind, string description, decimal amount) =>
        Billed(
            Line(
                Priced(
                    new BillLineKey
                    {
                        Category = ChargeCategory.Credit,
                        Credit = id,
                        CreditKind = kind,
                    },
                    kind == CreditKind.Prepaid ? 0 : amount
                ),
                description
            ),
            amount
        );

    private static BillLine Priced(BillLineKey key, decimal amount) =>
        new()
        {
            Key = key,
            ListCost = amount,
            ContractedCost = amount,
            EffectiveCost = amount,
            BilledCost = amount,
        };

    public static InvoiceLine Billed(InvoiceLine line, decimal amount) =>
        line with
        {
            Line = line.Line with { BilledCost = amount },
        };

    public static InvoiceLine WithSku(InvoiceLine line, string sku) =>
        line with
        {
            Line = line.Line with { Key = line.Line.Key with { Sku = sku } },
        };

    private static InvoiceLine PaidBy(string commitment, InvoiceLine line) =>
        line with
        {
            Line = line.Line with { Key = line.Line.Key with { Rule = commitment } },
        };

    private static InvoiceLine OfNoProvider(InvoiceLine line) =>
        line with
        {
            Line = line.Line with { Key = line.Line.Key with { Provider = null } },
        };

    private static InvoiceLine WithTiers()
    {
        var line = Tokens("moonshotai/Kimi-K2.6", Mode.Serverless, "output_tokens", null, 3.2m, 2.8m, 2.8m);
        return line with
        {
            Line = line.Line with
            {
                Key = line.Line.Key with { ListUnitPrice = null, ContractedUnitPrice = null },
                BilledCost = 8.0123456789m,
                EffectiveCost = 8.0123456789m,
            },
        };
    }

    private static InvoiceLine Hours(
        string? subAccount,
        CommitmentStatus? status,
        decimal hours,
        decimal? price,
        decimal billed,
        decimal effective
    ) =>
        Line(
            new BillLine
            {
                Key = new BillLineKey
                {
                    Category = ChargeCategory.Usage,
                    Provider = "together",
                    Model = "h100-sxm",
                    Mode = Mode.Cluster,
                    Meter = "gpu_cluster_hours",
                    Sku = "cluster/h100",
                    SubAccount = subAccount,
                    PricingUnit = "GPU-hour",
                    ListUnitPrice = price,
                    ContractedUnitPrice = status is null ? 5m : price,
                    Rule = status is null ? null : "reserved-h100",
                    Commitment = status,
                },
                Events = status is CommitmentStatus.Unused ? 0 : 31,
                ConsumedQuantity = hours,
                PricingQuantity = hours,
                ListCost = hours * (price ?? 0),
                ContractedCost = hours * (price ?? 0),
                EffectiveCost = effective,
                BilledCost = billed,
            },
            "Reserved H100, not used"
        );

    private static InvoiceLine Purchase() =>
        Line(
            new BillLine
            {
                Key = new BillLineKey
                {
                    Category = ChargeCategory.Purchase,
                    Rule = "reserved-h100",
                    PricingUnit = "hour of 8 GPUs",
                    ListUnitPrice = 28m,
                    ContractedUnitPrice = 28m,
                },
                PricingQuantity = 744,
                ListCost = 20_832m,
                ContractedCost = 20_832m,
                BilledCost = 20_832m,
            },
            "8 reserved H100 for October, 31 to 90 days"
        );
}
