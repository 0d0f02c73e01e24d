using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Permil;

/// <summary><c>permil invoice</c> and <c>permil ledger</c> by the real program.</summary>
public sealed class InvoiceTests
{
    [Fact]
    public void Invoices_OfAnAccount_AreIssuedInOrderAndRepeatable()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Path, "data");
        Succeed("import", WriteUsage(folder, "acme", months: 2), "--data", data);
        WriteContract(data, percentOff: 10);

        Fail("2026-02", "issue", data).ShouldContain("acme has usage in 2026-01 that has no invoice");
        Fail("2098-01", "issue", data).ShouldContain("2098-01 is not over before 2098-02-01");
        Run("2026-01", "issue", data, "nobody").Error.ShouldContain("found 'nobody', of which nothing is known");
        Documents(data).ShouldBeEmpty();

        var draft = JsonNode.Parse(Run("2026-01", "draft", data).Output)!;
        draft["number"].ShouldBeNull();
        Documents(data).ShouldBeEmpty();
        var january = Run("2026-01", "issue", data).Output;
        var invoice = JsonNode.Parse(january)!;
        ((string)invoice["number"]!).ShouldBe("AC-000001");
        invoice["lines"]!.ToJsonString().ShouldBe(draft["lines"]!.ToJsonString());

        // 1M input and 1M output tokens of gpt-4o a month, 10 % off.
        Amount(invoice["total"]).ShouldBe((2.5m + 10m) * 0.9m);
        var again = Run("2026-01", "issue", data);
        (again.ExitCode, again.Output).ShouldBe((0, january));
        again.Error.ShouldContain("2026-01 of acme has AC-000001 already");
        Fail("2026-01", "draft", data).ShouldContain("2026-01 of acme is invoiced");

        // What comes late and what changes is in the next documents; the old one stays as it was.
        Succeed("import", folder.Write("late.jsonl", Event("late", "acme", 1, 400_000)), "--data", data);
        WriteContract(data, percentOff: 50);
        var february = JsonNode.Parse(Run("2026-02", "issue", data).Output)!;
        var late = february["lines"]!.AsArray().Where(line => (bool)line!["correction"]!).ToList();
        late.ShouldAllBe(line => (string)line!["period"]! == "2026-01");
        late.Sum(line => Amount(line!["billedCost"])).ShouldBe((1m + 4m) * 0.9m);
        Amount(february["total"]).ShouldBe((12.5m * 0.5m) + 4.5m);
        var note = Run("2026-01", "note", data, "acme", "--reason", "the agreed half price");
        note.ExitCode.ShouldBe(0, note.Error);
        ((string)JsonNode.Parse(note.Output)!["kind"]!).ShouldBe("creditNote");
        Amount(JsonNode.Parse(note.Output)!["total"]).ShouldBe(-(12.5m + 5m) * 0.4m);
        Run("2026-01", "note", data, "acme", "--reason", "once more").Error.ShouldContain("no note is needed");

        File.Delete(Path.Combine(data, "contracts", "acme.yaml"));
        foreach (var document in Documents(data))
        {
            var shown = PermilProcess.Run(
                "invoice",
                "show",
                (string)document!["number"]!,
                "--recompute",
                "--data",
                data,
                "--format",
                "json"
            );
            shown.ExitCode.ShouldBe(0, shown.Error);
            shown.Error.ShouldContain("byte for byte");
        }

        Succeed("invoice", "show", "AC-000001", "--data", data, "--format", "json").ShouldBe(january);
    }

    [Fact]
    public void Void_ThenIssueAgain_LeavesTheTrailAndBalances()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Path, "data");
        Succeed("import", WriteUsage(folder, "acme", months: 1), "--data", data);
        Run("2026-01", "issue", data).ExitCode.ShouldBe(0);

        Succeed("invoice", "void", "INV-000001", "--reason", "a mistake", "--data", data)
            .ShouldContain("INV-000001 is void");
        JsonNode.Parse(Succeed("ledger", "--data", data, "--format", "json"))!["balances"]!.AsArray().ShouldBeEmpty();
        Run("2026-01", "issue", data).ExitCode.ShouldBe(0);

        Documents(data)
            .Select(document => ((string)document!["number"]!, (string?)document["voidReason"]))
            .ShouldBe([("INV-000001", "a mistake"), ("INV-000002", null)]);
        var table = Succeed("ledger", "--data", data);
        table.ShouldContain("receivable");
        table.ShouldContain("debits are credits");
        Succeed("ledger", "show", "--account", "acme", "--data", data, "--format", "csv")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(row => row.Split(',')[1])
            .Distinct()
            .ShouldBe(["invoice/INV-000001", "invoice/INV-000001/void", "invoice/INV-000002"]);
    }

    /// <summary>A million tokens in and out of one model in each of the year's first months.</summary>
    internal static string WriteUsage(TemporaryFolder folder, string account, int months)
    {
        var text = new StringBuilder();
        for (var month = 1; month <= months; month++)
        {
            for (var i = 0; i < 10; i++)
            {
                text.Append(Event($"{month}-{i}", account, month, 100_000));
            }
        }

        return folder.Write("usage.jsonl", text.ToString());
    }

    internal static string Succeed(params string[] arguments)
    {
        var run = PermilProcess.Run(arguments);
        run.ExitCode.ShouldBe(0, string.Join(' ', arguments) + run.Output + run.Error);
        return run.Output;
    }

    internal static JsonArray Documents(string data) =>
        JsonNode.Parse(Succeed("invoice", "list", "--data", data, "--format", "json"))!["documents"]!.AsArray();

    internal static decimal Amount(JsonNode? amount) => decimal.Parse((string)amount!, CultureInfo.InvariantCulture);

    private static PermilProcess.Result Run(
        string month,
        string command,
        string data,
        string account = "acme",
        params string[] more
    ) =>
        PermilProcess.Run([
            "invoice",
            command,
            "--account",
            account,
            "--month",
            month,
            "--data",
            data,
            "--format",
            "json",
            .. more,
        ]);

    private static string Fail(string month, string command, string data)
    {
        var run = Run(month, command, data);
        run.ExitCode.ShouldBe(1, run.Output + run.Error);
        return run.Error;
    }

    private static string Event(string id, string account, int month, int tokens) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"id":"{{{id}}}","source":"app","time":"2026-{{{month:D2}}}-15T12:00:00Z","provider":"openai","model":"gpt-4o","account":"{{{account}}}","subAccount":"web","usage":{"input_tokens":"{{{tokens}}}","output_tokens":"{{{tokens}}}"}}{{{'\n'}}}"""
        );

    private static void WriteContract(string data, int percentOff)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, "contracts")).FullName;
        File.WriteAllText(
            Path.Combine(folder, "acme.yaml"),
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                contract: acme-2026
                account: acme
                currency: USD
                issuer:
                  id: AC
                  name: Permil Test
                discounts:
                  - id: off
                    percent: {{percentOff}}
                    agreed: 2026-01-01

                """
            )
        );
    }
}
