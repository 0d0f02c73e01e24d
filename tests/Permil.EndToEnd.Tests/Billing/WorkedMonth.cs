using System.Text.Json.Nodes;

namespace Permil.Billing;

/// <summary>The commands of the page, run in their order over a folder of their own, and what was there after each document.</summary>
public sealed class WorkedMonth : IDisposable
{
    private readonly TemporaryStore _store = new();
    private readonly List<WorkedInvoice> _documents = [];
    private readonly List<IReadOnlyDictionary<string, decimal>> _ledgers = [];

    public WorkedMonth()
    {
        foreach (var arguments in WorkedPage.Commands)
        {
            if (arguments is ["invoice", "issue" or "note", ..])
            {
                var number = _store.Json(arguments).Text("number")!;
                var document = _store.Json("invoice", "show", number);
                _documents.Add(WorkedInvoice.Of(document));
                IsNoteOfNovember = string.CompareOrdinal(document.Text("issuedAt"), "2026-12-01") < 0;
                _ledgers.Add(Ledger());
            }
            else
            {
                _store.Output(arguments);
            }
        }

        _documents.Count.ShouldBe(3);
    }

    internal WorkedInvoice October => _documents[0];

    internal WorkedInvoice November => _documents[1];

    internal WorkedInvoice Note => _documents[2];

    /// <summary>Whether the note, issued on the day of the test, is billed in November: the month after its own at the earliest.</summary>
    internal bool IsNoteOfNovember { get; }

    internal IReadOnlyDictionary<string, decimal> LedgerAfterOctober => _ledgers[0];

    internal IReadOnlyDictionary<string, decimal> LedgerAfterNovember => _ledgers[1];

    internal IReadOnlyDictionary<string, decimal> LedgerAfterNote => _ledgers[2];

    /// <summary>The charges of an event at list prices as they were known on a day.</summary>
    internal IEnumerable<JsonNode> Explain(string id, string day) =>
        _store.Json("explain", id, "--price-book", "samples/billing/prices.yaml", "--as-known-at", day)["events"]![0]![
            "parts"
        ]![0]!["charges"]!
            .AsArray()
            .OfType<JsonNode>();

    /// <summary>A report at the page's prices.</summary>
    internal JsonNode Report(params string[] arguments) =>
        _store.Json(["report", "--price-book", "samples/billing/prices.yaml", .. arguments]);

    /// <inheritdoc cref="Report"/>
    internal string ReportText(params string[] arguments) =>
        _store.Output(["report", "--price-book", "samples/billing/prices.yaml", .. arguments]);

    public void Dispose() => _store.Dispose();

    /// <summary>Balances by account and what they are of, as the page names them: a debit is above 0.</summary>
    private Dictionary<string, decimal> Ledger()
    {
        var ledger = _store.Json("ledger");
        ledger.Text("difference").ShouldBe("0");
        var balances = ledger["balances"]!.AsArray();
        balances.Select(balance => balance!.Text("account")).Distinct().ShouldBe(["acme"]);
        return balances.ToDictionary(
            balance => $"{Words(balance!.Text("ledgerAccount")!)} {balance!.Text("subject")}".TrimEnd(),
            balance => WorkedInvoice.Amount(balance!, "debit") - WorkedInvoice.Amount(balance!, "credit"),
            StringComparer.Ordinal
        );
    }

    /// <summary>commitmentOpen is "commitment open".</summary>
    private static string Words(string name) =>
        string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
