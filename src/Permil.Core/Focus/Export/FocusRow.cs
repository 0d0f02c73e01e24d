using Permil.Billing;
using Permil.Billing.Bills;
using Permil.Billing.Invoices;

namespace Permil.Focus.Export;

/// <summary>One row of CostAndUsage. Columns that it has no place for are always null in what Permil writes.</summary>
public sealed record FocusRow
{
    public required FocusParties Parties { get; init; }

    public required string BillingAccountId { get; init; }

    public required string BillingAccountName { get; init; }

    /// <summary>ISO 4217; prices are in it too.</summary>
    public required string Currency { get; init; }

    /// <summary>The month in which it is billed.</summary>
    public required BillingMonth BillingPeriod { get; init; }

    /// <summary>The number of the document that bills it; <see langword="null"/>: none does yet.</summary>
    public string? InvoiceId { get; init; }

    /// <summary>Names the document's line, with its number; <see langword="null"/>: there is no document.</summary>
    public string? InvoiceDetailId { get; init; }

    /// <summary>The document's or draft's line that it is of; <see langword="null"/>: it is of none.</summary>
    internal InvoiceLine? DocumentLine { get; init; }

    public required DateTimeOffset ChargePeriodStart { get; init; }

    /// <summary>Exclusive.</summary>
    public required DateTimeOffset ChargePeriodEnd { get; init; }

    public required ChargeCategory Category { get; init; }

    /// <summary>Whether it changes what was invoiced before.</summary>
    public bool IsCorrection { get; init; }

    /// <summary>One-Time, Recurring or Usage-Based.</summary>
    public required string Frequency { get; init; }

    public required string Description { get; init; }

    public required FocusCosts Costs { get; init; }

    /// <summary><see langword="null"/>: nothing with a price.</summary>
    public FocusSku? Sku { get; init; }

    /// <summary>Set exactly when <see cref="Sku"/> is.</summary>
    public FocusPrice? Price { get; init; }

    /// <summary>Of usage that is not the unused part of a commitment.</summary>
    public bool HasConsumed { get; init; }

    /// <summary>Standard or Committed.</summary>
    public string? PricingCategory { get; init; }

    public FocusCommitment? Commitment { get; init; }

    /// <summary>What it counts for of a contract, as JSON.</summary>
    public string? ContractApplied { get; init; }

    public string? ResourceId { get; init; }

    public string? ResourceName { get; init; }

    public string? ResourceType { get; init; }

    public string? SubAccountId { get; init; }

    /// <summary>A JSON object.</summary>
    public string? Tags { get; init; }

    public string? Feature { get; init; }

    public string? Environment { get; init; }

    /// <summary>As usage names it.</summary>
    public string? Model { get; init; }

    public string? Mode { get; init; }

    /// <summary>The id of the key a call was made with; no secret.</summary>
    public string? KeyId { get; init; }

    /// <summary>The day the price was learned: which version of the price book it is of.</summary>
    public DateOnly? PriceLearned { get; init; }

    /// <summary>The line of the bill that it is of, or part of; <see langword="null"/>: a top-up, which is on no bill.</summary>
    public BillLineKey? Line => DocumentLine?.Line.Key;

    /// <summary>Names the row among all of its account: the same whenever the same usage is exported.</summary>
    public required string RowId { get; init; }
}
