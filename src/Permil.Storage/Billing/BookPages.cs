using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Billing;

/// <summary>The tables of the book as one transaction sees them.</summary>
internal sealed class BookPages(DuckDbConnection connection, string folder)
{
    public InvoiceTable Invoices { get; } = new(connection, folder);

    public LedgerTable Ledger { get; } = new(connection, folder);

    public TermsTable Terms { get; } = new(connection, folder);

    public EventTable Events { get; } = new(connection);
}
