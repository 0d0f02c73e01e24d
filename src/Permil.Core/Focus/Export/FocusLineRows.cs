using System.Globalization;
using Permil.Billing;
using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Focus.Export;

/// <summary>Makes rows of the lines of one document that are of one set of terms.</summary>
internal sealed class FocusLineRows
{
    public const string OneTime = "One-Time";
    public const string Standard = "Standard";
    private const string Recurring = "Recurring";
    private const string UsageBased = "Usage-Based";
    private const string Committed = "Committed";

    private readonly FocusDocument _document;
    private readonly BillingTerms _terms;
    private readonly string _account;
    private readonly BillingMonth _period;
    private readonly FocusSkus _skus;
    private readonly FocusProviders _providers;
    private readonly FocusCommitments _commitments;
    private readonly string _place;
    private (FocusSku? Sku, FocusPrice? Price) _last;

    /// <param name="document">The document.</param>
    /// <param name="terms">What its lines, or those of a corrected month, were made by.</param>
    /// <param name="account">The billing account; empty for none.</param>
    /// <param name="period">The month in which it is billed.</param>
    /// <param name="providers">Who is who on the document.</param>
    public FocusLineRows(
        FocusDocument document,
        BillingTerms terms,
        string account,
        BillingMonth period,
        FocusProviders providers
    )
    {
        _document = document;
        _terms = terms;
        _account = account;
        _period = period;
        _skus = new FocusSkus(terms.Catalog);
        _providers = providers;
        _commitments = new FocusCommitments(terms.Contract);

        // A draft and the invoice that it becomes have rows of the same names.
        _place = document.IsNote ? document.Invoice.Number! : period.ToString();
    }

    /// <summary>Rows of the same document whose lines were made by other terms.</summary>
    public FocusLineRows Under(BillingTerms terms) => new(_document, terms, _account, _period, _providers);

    public static string IdOf(string account) => account.Length == 0 ? FocusQuestion.NoAccount : account;

    /// <summary>What a charge is sold as.</summary>
    public FocusSku SkuOf(ChargeKey key, SkuPrice price) => _skus.Of(key, price);

    /// <summary>What all rows of a line have in common.</summary>
    public string NameOf(InvoiceLine line) => FocusRowId.Of(IdentityOf(line));

    /// <summary>A line as a whole.</summary>
    public FocusRow OfLine(InvoiceLine line)
    {
        var bill = line.Line;
        var costs = new FocusCosts(
            bill.ConsumedQuantity,
            bill.PricingQuantity,
            bill.ListCost,
            bill.ContractedCost,
            bill.EffectiveCost,
            bill.BilledCost
        );
        var row = RowOf(line, costs, NameOf(line));
        return bill.Key switch
        {
            // A payment of what was bought before is no discount and so no credit: it belongs to usage.
            { CreditKind: CreditKind.Prepaid } => row with { Category = ChargeCategory.Usage, Frequency = UsageBased },
            { Category: ChargeCategory.Usage, Commitment: CommitmentStatus.Unused } => Unused(row, line),
            { Category: ChargeCategory.Usage } => WithUsage(row, line, _skus.Of(bill.Key)),
            { Category: ChargeCategory.Purchase } => Purchase(row, line),
            { Category: ChargeCategory.Tax } => row with
            {
                Parties = row.Parties with { Host = null },
                Frequency = Recurring,
            },
            _ => row,
        };
    }

    /// <param name="line">The line.</param>
    /// <param name="costs">Of the row.</param>
    /// <param name="name">The line's name; the row's too unless it is one of several.</param>
    public FocusRow RowOf(InvoiceLine line, FocusCosts costs, string name)
    {
        var key = line.Line.Key;
        return new()
        {
            Parties = _providers.Of(key.Provider),
            BillingAccountId = IdOf(_account),
            BillingAccountName = _document.Invoice.Customer.Name is { Length: > 0 } customer
                ? customer
                : IdOf(_account),
            Currency = _document.Invoice.Currency,
            BillingPeriod = _period,
            InvoiceId = _document.Invoice.Number,
            InvoiceDetailId = _document.Invoice.Number is { } number ? $"{number}/{name}" : null,
            DocumentLine = line,
            // A note is rounded where it is billed.
            ChargePeriodStart = line.IsCorrection ? line.Period.Start : _period.Start,
            ChargePeriodEnd = line.IsCorrection ? line.Period.End : _period.End,
            Category = key.Category,
            IsCorrection = line.IsCorrection,
            Frequency = key.Category == ChargeCategory.Usage ? UsageBased : OneTime,
            Description = line.Description,
            Costs = costs,
            SubAccountId = NotEmpty(key.SubAccount),
            Model = NotEmpty(key.Model),
            Mode = key.Mode is { } mode ? ModeName.Of(mode) : null,
            RowId = name,
        };
    }

    private FocusRow WithUsage(FocusRow row, InvoiceLine line, FocusSku? sku)
    {
        var price = PriceOf(line, sku, row.Costs);
        row = row with
        {
            Sku = price is null ? null : sku,
            Price = price,
            HasConsumed = price is not null,
            PricingCategory = Standard,
        };
        return WithCommitment(row, line);
    }

    /// <summary>What usage of a line costs by the unit; <see langword="null"/> where nothing can be said.</summary>
    public FocusPrice? PriceOf(InvoiceLine line, FocusSku? sku, in FocusCosts costs)
    {
        var key = line.Line.Key;
        var price = sku is null
            ? null
            : FocusPrice
                .Of(sku, key.ListUnitPrice, key.ContractedUnitPrice, in costs)
                ?.Named(sku.Id, ReferenceEquals(sku, _last.Sku) ? _last.Price : null);
        _last = (sku, price);
        return price;
    }

    /// <summary>Usage with the commitment that its line is under, if it is under one.</summary>
    public FocusRow WithCommitment(FocusRow row, InvoiceLine line)
    {
        var key = line.Line.Key;
        var costs = row.Costs;
        if (key.Commitment != CommitmentStatus.Used || _commitments.Of(key) is not { } commitment)
        {
            return row;
        }

        var discount = _commitments.DiscountOf(
            commitment,
            CommitmentStatus.Used,
            commitment is SpendCommitment ? costs.Effective : costs.ConsumedQuantity
        );
        return row with
        {
            Commitment = discount,
            PricingCategory = discount is null ? Standard : Committed,
            ContractApplied = _commitments.AppliedBy(commitment, in costs),
        };
    }

    private FocusRow Unused(FocusRow row, InvoiceLine line)
    {
        if (_commitments.Of(line.Line.Key) is not { } commitment)
        {
            return row;
        }

        var isSpend = commitment is SpendCommitment;
        var quantity = isSpend ? row.Costs.Effective : row.Costs.PricingQuantity;
        var sku = SkuOf(commitment, _commitments.UnitOf(commitment));
        var price = FocusPrice.Of(sku, null, null, row.Costs with { PricingQuantity = quantity });
        return WithTerm(row, line, commitment) with
        {
            Parties = _providers.Of(commitment),
            Sku = price is null ? null : sku,
            Price = price,
            PricingCategory = Committed,
            Commitment = _commitments.DiscountOf(commitment, CommitmentStatus.Unused, quantity),
            ResourceId = _commitments.IdOf(commitment),
            ResourceName = commitment.Name,
            ResourceType = "Commitment",
        };
    }

    private FocusRow Purchase(FocusRow row, InvoiceLine line)
    {
        var bill = line.Line;
        if (_commitments.Of(bill.Key) is not { } commitment)
        {
            return row;
        }

        var unit = bill.Key.PricingUnit!;
        var sku = SkuOf(commitment, FocusUnits.Of(unit));
        var price = FocusPrice.Of(sku, bill.Key.ListUnitPrice, bill.Key.ContractedUnitPrice, row.Costs);
        var quantity = commitment switch
        {
            QuantityCommitment pools => string.Equals(unit, pools.Unit, StringComparison.Ordinal)
                ? bill.PricingQuantity
                : Exact.Multiply(bill.PricingQuantity, pools.Quantity),
            _ => row.Costs.List,
        };
        return WithTerm(row, line, commitment) with
        {
            Parties = _providers.Of(commitment),
            Sku = price is null ? null : sku,
            Price = price,
            PricingCategory = Standard,
            Frequency = commitment.Payment == CommitmentPayment.Upfront ? OneTime : Recurring,
            Commitment = _commitments.DiscountOf(commitment, status: null, quantity),
            ResourceId = _commitments.IdOf(commitment),
            ResourceName = commitment.Name,
            ResourceType = "Commitment",
        };
    }

    /// <summary>What is paid at once is for the whole term, all else for what of the term is in the month.</summary>
    private static FocusRow WithTerm(FocusRow row, InvoiceLine line, Commitment commitment)
    {
        var isWhole =
            line.Line.Key.Category == ChargeCategory.Purchase && commitment.Payment == CommitmentPayment.Upfront;
        var (start, end) = (line.Period.Start, line.Period.End);
        return row with
        {
            ChargePeriodStart = isWhole || commitment.From > start ? commitment.From : start,
            ChargePeriodEnd = isWhole || commitment.Until < end ? commitment.Until : end,
        };
    }

    private FocusSku SkuOf(Commitment commitment, string unit) =>
        new(
            $"commitment/{_commitments.IdOf(commitment)}",
            commitment.For.Meters is [var meter] ? FocusUnits.Title(meter) : FocusCommitments.TypeOf(commitment),
            Details: null,
            _commitments.UnitOf(commitment),
            unit,
            IsPricedAsConsumed: false
        );

    private string?[] IdentityOf(InvoiceLine line)
    {
        var key = line.Line.Key;
        return
        [
            _account,
            _place,
            line.Period.ToString(),
            line.IsCorrection ? "c" : "",
            key.Category.ToString(),
            key.Provider,
            key.Model,
            key.Mode?.ToString(),
            key.Meter,
            key.Sku,
            key.SubAccount,
            key.PricingUnit,
            key.ListUnitPrice?.ToString("G29", CultureInfo.InvariantCulture),
            key.ContractedUnitPrice?.ToString("G29", CultureInfo.InvariantCulture),
            key.Rule,
            key.Commitment?.ToString(),
            key.Credit,
            key.CreditKind?.ToString(),
        ];
    }

    public static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
