using Permil.Billing.Bills;
using Permil.Billing.Contracts;
using Permil.Usage;

namespace Permil.Billing.Invoices;

/// <summary>Documents as they are drafted, made by hand.</summary>
internal static class TestInvoices
{
    public static readonly BillingMonth January = new(2026, 1);

    public static readonly BillingMonth February = new(2026, 2);

    public static readonly BillingMonth March = new(2026, 3);

    private static readonly Issuer Permil = new()
    {
        Id = "PM",
        Party = new Party { Name = "Permil Test" },
    };

    /// <summary>A draft whose total is rounded to cents.</summary>
    public static Invoice Draft(BillingMonth month, params IReadOnlyList<InvoiceLine> lines) =>
        Draft("acme", month, lines);

    public static Invoice Draft(string account, BillingMonth month, params IReadOnlyList<InvoiceLine> lines)
    {
        var sum = lines.Sum(line => line.Line.BilledCost);
        var total = Math.Round(sum, 2, MidpointRounding.ToEven);
        return new Invoice
        {
            Kind = InvoiceKind.Invoice,
            Account = account,
            Issuer = Permil,
            Customer = new Party { Name = account },
            Month = month,
            Currency = "USD",
            Lines =
                total == sum
                    ? lines
                    :
                    [
                        .. lines,
                        Of(
                            month,
                            new BillLineKey { Category = ChargeCategory.Adjustment, Rule = BillLineKey.Rounding },
                            total - sum
                        ),
                    ],
            Total = total,
            Terms = new InvoiceTerms([], null, 7),
            Unpriced = [],
            UnsettledEvents = 0,
        };
    }

    public static Invoice AsNote(this Invoice draft, string corrects) =>
        draft with
        {
            Kind = draft.Total < 0 ? InvoiceKind.CreditNote : InvoiceKind.DebitNote,
            Corrects = corrects,
        };

    /// <summary>As the book has it when it is issued.</summary>
    public static Invoice Issued(this Invoice draft, int number, DateTimeOffset time) =>
        draft with
        {
            Number = $"PM-{number:D6}",
            IssuedAt = time,
            DueOn = DateOnly.FromDateTime(time.UtcDateTime).AddDays(30),
        };

    public static InvoiceLine Used(BillingMonth month, decimal billed, bool isCorrection = false) =>
        Of(month, UsageKey(), billed, isCorrection: isCorrection);

    /// <summary>Usage that a commitment paid for, or nobody used.</summary>
    public static InvoiceLine Committed(
        BillingMonth month,
        string commitment,
        CommitmentStatus status,
        decimal effective,
        decimal billed = 0
    ) => Of(month, UsageKey() with { Rule = commitment, Commitment = status }, billed, effective);

    public static InvoiceLine Purchase(BillingMonth month, string commitment, decimal billed) =>
        Of(month, new BillLineKey { Category = ChargeCategory.Purchase, Rule = commitment }, billed, 0);

    public static InvoiceLine TrueUp(BillingMonth month, string rule, decimal billed) =>
        Of(month, new BillLineKey { Category = ChargeCategory.Adjustment, Rule = rule }, billed);

    public static InvoiceLine Tax(BillingMonth month, decimal billed) =>
        Of(month, new BillLineKey { Category = ChargeCategory.Tax, Rule = "vat" }, billed);

    /// <summary>A credit that pays so much; below 0 it gets it back.</summary>
    public static InvoiceLine Paid(BillingMonth month, Credit credit, decimal amount, bool isCorrection = false) =>
        Of(
            month,
            new BillLineKey
            {
                Category = ChargeCategory.Credit,
                Credit = credit.Id,
                CreditKind = credit.Kind,
            },
            -amount,
            credit.Kind == CreditKind.Prepaid ? 0 : -amount,
            isCorrection
        );

    public static Credit CreditOf(
        string id,
        decimal amount,
        CreditKind kind,
        BillingMonth from,
        BillingMonth? end = null,
        string account = "acme"
    ) =>
        new()
        {
            Id = id,
            Account = account,
            Amount = amount,
            Kind = kind,
            GrantedAt = from.Start,
            ExpiresAt = end?.Start,
        };

    private static BillLineKey UsageKey() =>
        new()
        {
            Category = ChargeCategory.Usage,
            Provider = "together",
            Model = "m",
            Mode = Mode.Serverless,
            Meter = "input_tokens",
            Sku = "s",
            PricingUnit = "1M tokens",
            ListUnitPrice = 1,
            ContractedUnitPrice = 1,
        };

    private static InvoiceLine Of(
        BillingMonth month,
        BillLineKey key,
        decimal billed,
        decimal? effective = null,
        bool isCorrection = false
    ) =>
        new()
        {
            Period = month,
            IsCorrection = isCorrection,
            Description = key.Category.ToString(),
            Line = new BillLine
            {
                Key = key,
                ListCost = effective ?? billed,
                ContractedCost = effective ?? billed,
                EffectiveCost = effective ?? billed,
                BilledCost = billed,
            },
        };
}
