using System.Text.Json;
using Permil.Billing.Ledgers;
using Permil.Json;
using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>Prints a trial balance: where each billing account stands, debits beside credits, and their sums.</summary>
internal static class TrialBalanceOutput
{
    public static void Print(Ledger ledger, OutputFormat format)
    {
        var accounts = ledger
            .Balances.Where(balance => balance.Amount != 0)
            .GroupBy(balance => balance.Account, StringComparer.Ordinal)
            .ToList();
        if (format == OutputFormat.Json)
        {
            JsonAnswer.Print(isIndented: true, json => Write(json, accounts, ledger.Difference));
            return;
        }

        InvoiceListOutput.Print(RowsOf(accounts), format);
        if (format == OutputFormat.Table)
        {
            Console.Out.WriteLine(
                ledger.Difference == 0
                    ? $"{ledger.Transactions.Count} transactions; debits are credits"
                    : $"Debits and credits differ by {DecimalText.Of(ledger.Difference)}"
            );
        }
    }

    private static Rows RowsOf(List<IGrouping<string, LedgerBalance>> accounts)
    {
        var rows = new Rows([
            new("account", "account"),
            new("ledger_account", "ledger account"),
            new("credit_kind", "kind", CanDrop: true),
            new("subject", "subject", CanDrop: true),
            new("debit", "debit", IsNumber: true),
            new("credit", "credit", IsNumber: true),
        ]);
        foreach (var account in accounts)
        {
            foreach (var balance in account)
            {
                rows.Add(
                    account.Key,
                    LedgerNames.Of(balance.Place.Account),
                    balance.Place.CreditKind is { } kind ? EnumName.Of(kind) : "",
                    balance.Place.Subject ?? "",
                    Debit(balance) is { } debit ? DecimalText.Of(debit) : "",
                    Credit(balance) is { } credit ? DecimalText.Of(credit) : ""
                );
            }

            rows.Add(
                account.Key,
                "total",
                "",
                "",
                DecimalText.Of(Sum(account, Debit)),
                DecimalText.Of(Sum(account, Credit))
            );
        }

        return rows;
    }

    private static void Write(Utf8JsonWriter json, List<IGrouping<string, LedgerBalance>> accounts, decimal difference)
    {
        json.WriteStartArray("balances");
        foreach (var balance in accounts.SelectMany(account => account))
        {
            json.WriteStartObject();
            json.WriteString("account", balance.Account);
            json.WriteString("ledgerAccount", LedgerNames.Of(balance.Place.Account));
            json.WriteString("creditKind", balance.Place.CreditKind is { } kind ? EnumName.Of(kind) : null);
            json.WriteString("subject", balance.Place.Subject);
            json.WriteAmount("debit", Debit(balance));
            json.WriteAmount("credit", Credit(balance));
            json.WriteAmount("amount", balance.Amount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteAmount("difference", difference);
    }

    private static decimal? Debit(LedgerBalance balance) => balance.Amount > 0 ? balance.Amount : null;

    private static decimal? Credit(LedgerBalance balance) => balance.Amount < 0 ? -balance.Amount : null;

    private static decimal Sum(IEnumerable<LedgerBalance> balances, Func<LedgerBalance, decimal?> side) =>
        balances.Aggregate(0m, (sum, balance) => Exact.Add(sum, side(balance) ?? 0));
}
