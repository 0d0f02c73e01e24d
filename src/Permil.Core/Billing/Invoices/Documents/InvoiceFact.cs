namespace Permil.Billing.Invoices.Documents;

/// <summary>One of the facts at the head of an invoice.</summary>
public sealed record InvoiceFact(string Label, string Value);
