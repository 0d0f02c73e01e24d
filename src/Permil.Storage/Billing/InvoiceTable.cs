using System.Globalization;
using System.Text;
using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Billing;

/// <summary>Documents and what became void of them, within somebody's transaction.</summary>
internal sealed class InvoiceTable(DuckDbConnection connection, string folder)
{
    private const string Columns =
        "SELECT i.entry, i.name, i.document, v.entry, v.time, v.reason FROM invoice i LEFT JOIN invoice_void v ON v.invoice = i.entry";

    /// <summary>An account's documents in the order of entries.</summary>
    public IReadOnlyList<BookedInvoice> Of(string account) =>
        Read($"{Columns} WHERE i.account = ? ORDER BY i.entry", account);

    public IReadOnlyList<BookedInvoice> All() => Read($"{Columns} ORDER BY i.entry");

    public BookedInvoice? Find(string number) => Read($"{Columns} WHERE i.name = ?", number).SingleOrDefault();

    /// <summary>Whoever has a document, void ones too.</summary>
    public IReadOnlyList<string> Accounts()
    {
        var accounts = new List<string>();
        using var result = connection.Query("SELECT DISTINCT account FROM invoice ORDER BY account");
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                accounts.Add(chunk.Text(0, row)!);
            }
        }

        return accounts;
    }

    /// <summary>The number that the issuer's next document has, from 1.</summary>
    public long NextNumber(string issuer) =>
        connection.QueryNumber("SELECT coalesce(max(number), 0) + 1 FROM invoice WHERE issuer = ?", issuer);

    /// <summary>The place of the next issue or void.</summary>
    public long NextEntry() =>
        connection.QueryNumber(
            """
            SELECT greatest(
                (SELECT coalesce(max(entry), 0) FROM invoice),
                (SELECT coalesce(max(entry), 0) FROM invoice_void)
            ) + 1
            """
        );

    /// <summary>How an issuer's document is called by its number.</summary>
    public static string NameOf(string issuer, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{issuer}-{number:D6}");

    public void Add(long entry, long number, Invoice invoice, byte[] document) =>
        connection.Execute(
            """
            INSERT INTO invoice
            SELECT $1, $2, $3, $4, $5, $6, (SELECT count(*) + 1 FROM invoice WHERE account = $5 AND month = $6), $7
            """,
            entry,
            invoice.Issuer.Id,
            number,
            invoice.Number,
            invoice.Account,
            invoice.Month.ToString(),
            Encoding.UTF8.GetString(document)
        );

    public void Void(long entry, long invoice, DateTimeOffset time, string reason) =>
        connection.Execute("INSERT INTO invoice_void VALUES (?, ?, ?, ?)", entry, invoice, StoredTime.Of(time), reason);

    private List<BookedInvoice> Read(string sql, params ReadOnlySpan<DuckDbValue> parameters)
    {
        var found = new List<BookedInvoice>();
        using var result = connection.Query(sql, parameters);
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                var document = chunk.Utf8(2, row).ToArray();
                var isVoid = !chunk.IsNull(3, row);
                found.Add(
                    new BookedInvoice
                    {
                        Issued = new IssuedInvoice(
                            chunk.Int64(0, row),
                            InvoiceOf(document, chunk.Text(1, row)!),
                            isVoid ? chunk.Int64(3, row) : null
                        ),
                        Document = document,
                        VoidTime = isVoid ? StoredTime.Read(chunk.Int64(4, row)) : null,
                        VoidReason = chunk.Text(5, row),
                    }
                );
            }
        }

        return found;
    }

    private Invoice InvoiceOf(byte[] document, string number)
    {
        try
        {
            return InvoiceJson.Read(document, number);
        }
        catch (InvalidDataException exception)
        {
            throw new StoreCorruptException(folder, exception.Message);
        }
    }
}
