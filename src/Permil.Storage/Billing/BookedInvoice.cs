using Permil.Billing.Invoices;

namespace Permil.Storage.Billing;

/// <summary>A document in the book, with the bytes that were issued.</summary>
public sealed record BookedInvoice
{
    public required IssuedInvoice Issued { get; init; }

    public Invoice Invoice => Issued.Invoice;

    /// <summary>As <see cref="InvoiceJson"/> wrote it then.</summary>
    public required ReadOnlyMemory<byte> Document { get; init; }

    /// <summary><see langword="null"/>: it stands.</summary>
    public DateTimeOffset? VoidTime { get; init; }

    public string? VoidReason { get; init; }
}
