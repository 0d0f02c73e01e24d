using System.Globalization;
using Permil.Billing;
using Permil.Billing.Ledgers;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Billing;

/// <summary>Transactions of the ledger, within somebody's transaction of the database.</summary>
internal sealed class LedgerTable(DuckDbConnection connection, string folder)
{
    /// <param name="account">The billing account; <see langword="null"/>: all of them.</param>
    /// <exception cref="StoreCorruptException">A transaction does not balance.</exception>
    public Ledger Read(string? account)
    {
        try
        {
            return new Ledger(Transactions(account));
        }
        catch (ArgumentException exception)
        {
            throw new StoreCorruptException(folder, exception.Message);
        }
    }

    public void Add(IReadOnlyList<LedgerTransaction> transactions)
    {
        var sequence = connection.QueryNumber("SELECT coalesce(max(sequence), 0) FROM ledger_transaction");
        foreach (var transaction in transactions)
        {
            transaction.Check();
            sequence++;
            connection.Execute(
                "INSERT INTO ledger_transaction VALUES (?, ?, ?, ?, ?, ?)",
                sequence,
                transaction.Account,
                transaction.Id,
                transaction.Kind.ToString(),
                StoredTime.Of(transaction.Time),
                transaction.Text
            );
            for (var place = 0; place < transaction.Entries.Count; place++)
            {
                var entry = transaction.Entries[place];
                connection.Execute(
                    "INSERT INTO ledger_entry VALUES (?, ?, ?, ?, ?, ?)",
                    sequence,
                    place,
                    entry.Account.ToString(),
                    entry.CreditKind?.ToString(),
                    entry.Subject,
                    DecimalText.Of(entry.Amount)
                );
            }
        }
    }

    private List<LedgerTransaction> Transactions(string? account)
    {
        var transactions = new List<LedgerTransaction>();
        var entries = new List<LedgerEntry>();
        var last = 0L;
        using var result = connection.Query(
            """
            SELECT t.sequence, t.account, t.id, t.kind, t.time, t.text, e.ledger_account, e.credit_kind, e.subject, e.amount
            FROM ledger_transaction t JOIN ledger_entry e ON e.sequence = t.sequence
            WHERE $1 IS NULL OR t.account = $1
            ORDER BY t.sequence, e.place
            """,
            account
        );
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                if (chunk.Int64(0, row) != last)
                {
                    last = chunk.Int64(0, row);
                    entries = [];
                    transactions.Add(TransactionOf(chunk, row, entries));
                }

                entries.Add(EntryOf(chunk, row));
            }
        }

        return transactions;
    }

    private static LedgerTransaction TransactionOf(DuckDbChunk chunk, int row, List<LedgerEntry> entries) =>
        new()
        {
            Account = chunk.Text(1, row)!,
            Id = chunk.Text(2, row)!,
            Kind = Enum.Parse<LedgerTransactionKind>(chunk.Text(3, row)!),
            Time = StoredTime.Read(chunk.Int64(4, row)),
            Text = chunk.Text(5, row)!,
            Entries = entries,
        };

    private static LedgerEntry EntryOf(DuckDbChunk chunk, int row) =>
        new(
            Enum.Parse<LedgerAccount>(chunk.Text(6, row)!),
            chunk.Text(8, row),
            decimal.Parse(
                chunk.Text(9, row)!,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture
            )
        )
        {
            CreditKind = chunk.Text(7, row) is { } kind ? Enum.Parse<CreditKind>(kind) : null,
        };
}
