using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Permil;

/// <summary>Invoices whose issue is killed at any moment and tried again: each month once, each number once.</summary>
public sealed class InvoiceCrashTests(ITestOutputHelper output)
{
    private const int Months = 4;
    private const int KillsPerMonth = 3;

    [Fact]
    public void Issue_KilledAndTriedAgain_IsOneInvoiceAndOneNumber()
    {
        const int Seed = 20_261_122;
        var random = new Random(Seed);
        using var folder = new TemporaryFolder();
        var log = InvoiceTests.WriteUsage(folder, "acme", Months);
        var clean = Path.Combine(folder.Path, "clean");
        InvoiceTests.Succeed("import", log, "--data", clean);
        var clock = Stopwatch.StartNew();
        InvoiceTests.Succeed(Issue(clean, 1));
        var duration = clock.Elapsed;

        var data = Path.Combine(folder.Path, "data");
        InvoiceTests.Succeed("import", log, "--data", data);
        var killed = 0;
        for (var month = 1; month <= Months; month++)
        {
            for (var kill = 0; kill < KillsPerMonth; kill++)
            {
                using var process = PermilProcess.Start(Issue(data, month));

                // Before it the runtime starts: nothing that a kill could harm.
                const double FirstPart = 0.3;
                Thread.Sleep(duration * (FirstPart + (random.NextDouble() * (1 - FirstPart))));
                if (!process.HasExited)
                {
                    process.Kill();
                    killed++;
                }

                process.WaitForExit();
            }

            var invoice = JsonNode.Parse(InvoiceTests.Succeed(Issue(data, month)))!;
            ((string)invoice["number"]!).ShouldBe(Number(month), $"seed {Seed}");
        }

        output.WriteLine($"{killed} of {Months * KillsPerMonth} killed at work, a clean issue takes {duration}");
        killed.ShouldBeGreaterThan(0);
        var documents = InvoiceTests.Documents(data);
        documents
            .Select(document => ((string)document!["number"]!, (string)document["month"]!))
            .ShouldBe(Enumerable.Range(1, Months).Select(month => (Number(month), $"2026-{month:D2}")));
        foreach (var document in documents)
        {
            InvoiceTests.Succeed("invoice", "show", (string)document!["number"]!, "--recompute", "--data", data);
        }

        var ledger = JsonNode.Parse(InvoiceTests.Succeed("ledger", "--data", data, "--format", "json"))!;
        ((string)ledger["difference"]!).ShouldBe("0");
        var receivable = ledger["balances"]!
            .AsArray()
            .Single(balance => (string)balance!["ledgerAccount"]! == "receivable");
        InvoiceTests
            .Amount(receivable!["debit"])
            .ShouldBe(documents.Sum(document => InvoiceTests.Amount(document!["total"])));
    }

    private static string[] Issue(string data, int month) =>
        [
            "invoice",
            "issue",
            "--account",
            "acme",
            "--month",
            string.Create(CultureInfo.InvariantCulture, $"2026-{month:D2}"),
            "--data",
            data,
            "--format",
            "json",
        ];

    private static string Number(int number) => string.Create(CultureInfo.InvariantCulture, $"INV-{number:D6}");
}
