using System.Text.Json;
using Permil.Billing.Ledgers;
using Permil.Json;
using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>Prints transactions of the ledger, a row an entry.</summary>
internal static class TransactionsOutput
{
    public static void Print(IReadOnlyList<LedgerTransaction> transactions, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            JsonAnswer.Print(isIndented: true, json => Write(json, transactions));
            return;
        }

        InvoiceListOutput.Print(RowsOf(transactions, isRepeated: format == OutputFormat.Csv), format);
        if (format == OutputFormat.Table && transactions.Count == 0)
        {
            Console.Out.WriteLine("Nothing was booked");
        }
    }

    /// <param name="transactions">Transactions.</param>
    /// <param name="isRepeated">Whether every entry says what its transaction is, for programs.</param>
    private static Rows RowsOf(IReadOnlyList<LedgerTransaction> transactions, bool isRepeated)
    {
        var rows = new Rows([
            new("time", "time"),
            new("transaction", "transaction"),
            new("text", "what", CanDrop: true),
            new("ledger_account", "ledger account"),
            new("credit_kind", "kind", CanDrop: true),
            new("subject", "subject", CanDrop: true),
            new("debit", "debit", IsNumber: true),
            new("credit", "credit", IsNumber: true),
        ]);
        foreach (var transaction in transactions)
        {
            var isNamed = true;
            foreach (var entry in transaction.Entries)
            {
                rows.Add(
                    isNamed ? PeriodText.Second(transaction.Time) : "",
                    isNamed ? transaction.Id : "",
                    isNamed ? transaction.Text : "",
                    LedgerNames.Of(entry.Account),
                    entry.CreditKind is { } kind ? EnumName.Of(kind) : "",
                    entry.Subject ?? "",
                    entry.Amount > 0 ? DecimalText.Of(entry.Amount) : "",
                    entry.Amount < 0 ? DecimalText.Of(-entry.Amount) : ""
                );
                isNamed = isRepeated;
            }
        }

        return rows;
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<LedgerTransaction> transactions)
    {
        json.WriteStartArray("transactions");
        foreach (var transaction in transactions)
        {
            json.WriteStartObject();
            json.WriteString("id", transaction.Id);
            json.WriteString("kind", EnumName.Of(transaction.Kind));
            json.WriteString("account", transaction.Account);
            json.WriteTime("time", transaction.Time);
            json.WriteString("text", transaction.Text);
            json.WriteStartArray("entries");
            foreach (var entry in transaction.Entries)
            {
                json.WriteStartObject();
                json.WriteString("ledgerAccount", LedgerNames.Of(entry.Account));
                json.WriteString("creditKind", entry.CreditKind is { } kind ? EnumName.Of(kind) : null);
                json.WriteString("subject", entry.Subject);
                json.WriteAmount("debit", entry.Amount > 0 ? entry.Amount : null);
                json.WriteAmount("credit", entry.Amount < 0 ? -entry.Amount : null);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
