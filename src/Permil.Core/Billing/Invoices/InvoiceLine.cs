using Permil.Billing.Bills;

namespace Permil.Billing.Invoices;

/// <summary>A line of an invoice.</summary>
public sealed record InvoiceLine
{
    /// <summary>The month in which it arose.</summary>
    public required BillingMonth Period { get; init; }

    /// <summary>Whether the month had been invoiced before. Source: ChargeClass of FOCUS.</summary>
    public required bool IsCorrection { get; init; }

    /// <summary>For people: what it is.</summary>
    public required string Description { get; init; }

    /// <summary>Of a correction the difference to what was invoiced before.</summary>
    public required BillLine Line { get; init; }
}
