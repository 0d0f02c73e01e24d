namespace Permil.Billing.Invoices.Documents;

/// <summary>Rows under one heading, for example those of a model.</summary>
/// <param name="Title"><see langword="null"/>: no heading.</param>
/// <param name="Rows">One or more.</param>
public sealed record InvoiceGroup(string? Title, IReadOnlyList<InvoiceRow> Rows);
