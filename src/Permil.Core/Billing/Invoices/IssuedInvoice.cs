namespace Permil.Billing.Invoices;

/// <summary>An invoice in the book.</summary>
/// <param name="Entry">Its place among everything the book was told, issues and voids, from 1.</param>
/// <param name="Invoice">As issued.</param>
/// <param name="VoidedAt">The place of the entry that made it void; <see langword="null"/>: it stands.</param>
public sealed record IssuedInvoice(long Entry, Invoice Invoice, long? VoidedAt)
{
    public bool Stands => VoidedAt is null;
}
