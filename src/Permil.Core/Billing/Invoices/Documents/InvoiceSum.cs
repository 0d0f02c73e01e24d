namespace Permil.Billing.Invoices.Documents;

/// <summary>A line of the summary.</summary>
public sealed record InvoiceSum(string Label, string Amount, InvoiceSumKind Kind);
