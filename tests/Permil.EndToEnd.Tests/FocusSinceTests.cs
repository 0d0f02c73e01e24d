using System.Text.Json.Nodes;

namespace Permil;

/// <summary><c>permil focus export --since last</c> and the datasets of 1.4 by the real program.</summary>
public sealed class FocusSinceTests
{
    private const string Contract =
        "contract: c1\naccount: acme\ncurrency: USD\nissuer: { id: AC, name: Acme Resale }\n";

    [Fact]
    public void Export_SinceTheLastOne_LeavesWhatAnExportOfEverythingGives()
    {
        using var store = new TemporaryStore();
        store.Output("import", store.Write("usage.jsonl", Event("a", "2026-08-07"), Event("b", "2026-09-07")));
        store.Output("contracts", "add", store.Write("acme.yaml", Contract));
        store.Output("invoice", "issue", "--account", "acme", "--month", "2026-08");
        var lake = store.PathOf("lake");
        Export(store, lake).ShouldContain("billing_period=2026-08");
        var metadata = File.ReadAllText(Path.Combine(lake, "metadata.json"));
        Export(store, lake).ShouldContain("2026-08: nothing has changed");
        File.ReadAllText(Path.Combine(lake, "metadata.json")).ShouldBe(metadata);

        store.Output("import", store.Write("more.jsonl", Event("c", "2026-09-08")));
        var told = Export(store, lake);
        told.ShouldContain("2026-08: nothing has changed");
        told.ShouldContain("billing_period=2026-09/data.csv: 2 rows, not all invoiced");

        var whole = store.PathOf("whole");
        foreach (var month in Directory.GetDirectories(Path.Combine(lake, "CostAndUsage")))
        {
            store.Output(
                "focus",
                "export",
                "--month",
                Path.GetFileName(month).Split('=')[1],
                "--format",
                "csv",
                "--focus-version",
                "1.4",
                "--output",
                whole
            );
        }

        Contents(lake).ShouldBe(Contents(whole));

        // The datasets beside Cost and Usage keep their rules, and the invoice is what its details add up to.
        foreach (var dataset in new[] { "InvoiceDetail", "BillingPeriod" })
        {
            PermilProcess
                .Run(
                    "focus",
                    "validate",
                    Path.Combine(lake, dataset, "billing_period=2026-08", "data.csv"),
                    "--focus-version",
                    "1.4",
                    "--dataset",
                    dataset
                )
                .ShouldSatisfyAllConditions(
                    run => run.ExitCode.ShouldBe(0, run.Output + run.Error),
                    run => run.Output.ShouldContain($"FOCUS 1.4 {dataset}")
                );
        }

        var invoice = JsonNode.Parse(store.Output("invoice", "show", "AC-000001", "--format", "json"))!;
        var details = File.ReadAllLines(Path.Combine(lake, "InvoiceDetail", "billing_period=2026-08", "data.csv"));
        details[0].ShouldStartWith("BilledCost,");
        details
            .Skip(1)
            .Sum(line => decimal.Parse(line.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(decimal.Parse((string)invoice["total"]!, System.Globalization.CultureInfo.InvariantCulture));
        File.ReadAllText(Path.Combine(lake, "BillingPeriod", "billing_period=2026-08", "data.csv"))
            .ShouldContain(",Closed,Acme Resale");
    }

    [Theory]
    [InlineData("--since", "yesterday", "--output", "lake")]
    [InlineData("--since", "last", "--month", "2026-09", "--output", "lake")]
    [InlineData("--since", "last", "--output", "lake.csv")]
    public void WrongUsage_Exits2(params string[] arguments)
    {
        using var store = new TemporaryStore();
        var run = store.Run(["focus", "export", .. arguments]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--since");
    }

    private static string Export(TemporaryStore store, string lake) =>
        store.Output(
            "focus",
            "export",
            "--since",
            "last",
            "--format",
            "csv",
            "--focus-version",
            "1.4",
            "--output",
            lake
        );

    private static SortedDictionary<string, string> Contents(string lake) =>
        new(
            Directory
                .GetFiles(lake, "data.csv", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(lake, file), File.ReadAllText, StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    private static string Event(string id, string day) =>
        $$$"""{"id":"{{{id}}}","source":"app","time":"{{{day}}}T12:00:00Z","provider":"openai","model":"gpt-4o","account":"acme","usage":{"input_tokens":"1000000"}}""";
}
