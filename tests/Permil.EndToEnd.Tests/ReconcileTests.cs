using System.Globalization;
using System.Text.Json.Nodes;

namespace Permil;

/// <summary>The real program compares bills with imported usage.</summary>
public sealed class ReconcileTests
{
    private const string Glm = "zai-org/GLM-5.3";

    private const string Oss = "openai/gpt-oss-120b";

    [Fact]
    public void Reconcile_AMatchingBill_IsSilentAndExitsWith0()
    {
        using var store = StoreOfUsage();
        var bill = store.Write("bill.json", Page());

        var run = store.Run("reconcile", "--bill", bill, "--month", "2026-09");

        (run.ExitCode, run.Error).ShouldBe((0, ""));
        run.Output.ShouldContain("difference 0 USD");
        run.Output.ShouldContain("8 lines of 8 compared match, 0 findings");
        run.Output.ShouldContain("key (tag api_key_id)");
    }

    [Theory]
    [InlineData("table", "reconcile.table.txt")]
    [InlineData("json", "reconcile.json.txt")]
    [InlineData("csv", "reconcile.csv.txt")]
    [InlineData("markdown", "reconcile.markdown.txt")]
    public void Reconcile_PlantedDifferences_AreTheGoldenFile(string format, string golden)
    {
        using var store = StoreOfUsage();
        var bill = store.Write("bill.json", PlantedPage());

        var run = store.Run("reconcile", "--bill", bill, "--month", "2026-09", "--format", format);

        run.ExitCode.ShouldBe(1, run.Error);
        GoldenFile.Verify(golden, store.Stable(run.Output));
    }

    [Fact]
    public void Documentation_ShowsTheGoldenFile_ReadableAt120Columns()
    {
        var golden = File.ReadAllText(
                Repository.PathOf("tests", "Permil.EndToEnd.Tests", "Expected", "reconcile.table.txt")
            )
            .Replace("FOLDER/", "", StringComparison.Ordinal)
            .Trim('\n');

        File.ReadAllText(Repository.PathOf("docs", "reconcile.md")).ShouldContain(golden);
        golden.Split('\n').ShouldAllBe(line => line.Length <= 120);
    }

    [Fact]
    public void Reconcile_UsageImportedFromTheBill_IsNotComparedWithIt()
    {
        using var store = new TemporaryStore();
        var bill = store.Write("bill.json", Page());
        store.Output("import", bill);

        var run = store.Run("reconcile", "--bill", bill, "--month", "2026-09", "--format", "json");

        run.ExitCode.ShouldBe(1);
        var compared = JsonNode.Parse(run.Output)!;
        compared.Text("listCostHere").ShouldBe("0");
        compared["findings"]!.AsArray().Count.ShouldBe(8);
        compared["notes"]!.ToJsonString().ShouldContain("a bill is not compared with itself");
    }

    [Fact]
    public void Reconcile_KeysOfAnotherTag_AreFoundByName()
    {
        using var store = new TemporaryStore();
        var log = store.Write(
            "usage.jsonl",
            """{"id":"1","source":"app","time":"2026-09-01T12:00:00Z","provider":"together","model":"zai-org/GLM-5.3","tags":{"upstream":"key_1"},"usage":{"output_tokens":"1000000"}}"""
        );
        store.Output("import", log);
        var bill = store.Write(
            "bill.csv",
            "date,model,product,quantity,cost,key",
            $"2026-09-01,{Glm},Output Tokens,1000000,4.40,key_2"
        );
        string[] command = ["reconcile", "--bill", bill, "--month", "2026-09"];

        store.Run(command).ExitCode.ShouldBe(0);
        var run = store.Run([.. command, "--key-tag", "upstream"]);
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("1. quantity differs, 0 USD: other key");
    }

    [Fact]
    public void Reconcile_UnsettledCalls_AndTolerance()
    {
        using var store = new TemporaryStore();
        var log = store.Write(
            "usage.jsonl",
            """{"id":"1","source":"app","time":"2026-09-01T12:00:00Z","provider":"together","model":"zai-org/GLM-5.3","usage":{"output_tokens":"1000000"}}""",
            """{"id":"2","source":"app","time":"2026-09-01T13:00:00Z","provider":"together","model":"zai-org/GLM-5.3","unsettledReason":"the stream was interrupted"}"""
        );
        store.Output("import", log);
        var bill = store.Write(
            "bill.csv",
            "date,model,product,quantity,cost",
            $"2026-09-01,{Glm},Output Tokens,1000500,4.4022"
        );
        string[] command = ["reconcile", "--bill", bill, "--month", "2026-09"];

        var run = store.Run(command);
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("1. quantity differs, +0.0022 USD: unsettled calls");
        run.Output.ShouldContain("1 call of that day is unsettled here");
        store.Output([.. command, "--tolerance", "0.01"]).ShouldContain("1 more line within tolerance");
        store.Run([.. command, "--tolerance-percent", "0.01"]).ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Reconcile_PricesOfTheCaller_AreComparedWith()
    {
        using var store = new TemporaryStore();
        var log = store.Write(
            "usage.jsonl",
            """{"id":"1","source":"app","time":"2026-09-01T12:00:00Z","provider":"acme","model":"m","usage":{"output_tokens":"1000000"}}"""
        );
        store.Output("import", log);
        var book = store.Write(
            "acme.yaml",
            "provider: acme",
            "sources: {page: {text: a page, learned: 2026-01-01, confidence: official}}",
            "models: [{id: m, kind: chat, prices: [{price: {output_tokens: 2}, source: page}]}]"
        );
        var bill = store.Write("bill.csv", "date,model,meter,quantity,cost", "2026-09-01,m,output_tokens,1000000,2.00");

        store.Run("reconcile", "--bill", bill, "--month", "2026-09", "--prices", book).ExitCode.ShouldBe(0);
        store
            .Run("reconcile", "--bill", bill, "--month", "2026-09")
            .Error.ShouldContain("--provider: the bill does not say whose it is");
    }

    [Theory]
    [InlineData("--month 2026-9 --bill bill.csv", "--month: found '2026-9', allowed: a month as in 2026-10")]
    [InlineData("--month 2026-09 --bill nothing.csv", "there is no file or folder 'nothing.csv'")]
    [InlineData("--month 2026-09 --bill README.md", "--bill: README.md: no column for date or start")]
    [InlineData(
        "--month 2026-09 --bill README.md --columns datum=x",
        "--columns: found 'datum=x', allowed: FIELD=COLUMN"
    )]
    [InlineData(
        "--month 2026-09 --bill README.md --tolerance -1",
        "--tolerance: found '-1', allowed: a number of 0 or more"
    )]
    [InlineData("--month 2026-09", "--bill")]
    public void Reconcile_WrongUsage_ExitsWith2(string arguments, string message)
    {
        var run = PermilProcess.Run(["reconcile", .. arguments.Split(' ')]);

        (run.ExitCode, run.Output).ShouldBe((2, ""));
        run.Error.ShouldContain(message);
    }

    /// <summary>Two models, two keys, two days; cached input of the first, none apart for the second.</summary>
    private static TemporaryStore StoreOfUsage()
    {
        var store = new TemporaryStore();
        var lines = new List<string>();
        foreach (var day in new[] { 1, 2 })
        {
            lines.Add(
                Event(
                    day,
                    Glm,
                    "key_1",
                    "\"input_tokens\":\"1250000\",\"cached_input_tokens\":\"500000\",\"output_tokens\":\"400000\""
                )
            );
            lines.Add(Event(day, Oss, "key_2", "\"input_tokens\":\"3000000\",\"cached_input_tokens\":\"1000000\""));
        }

        store.Output("import", store.Write("usage.jsonl", [.. lines]));
        return store;
    }

    private static string Event(int day, string model, string key, string usage) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":"{{day}}-{{key}}","source":"app","time":"2026-09-0{{day}}T12:00:00Z","provider":"together","model":"{{model}}","tags":{"api_key_id":"{{key}}"},"usage":{ {{usage}} } }"""
        );

    private static string Page() => Page(Enumerable.Repeat(string.Join(',', Items()), 2));

    private static string PlantedPage() =>
        Page([
            // The first day without cached tokens, the second at an odd price and with something nobody knows.
            string.Join(
                ',',
                Item(Glm, "Input", 1_750_000, "2.45"),
                Item(Glm, "Output", 400_000, "1.76"),
                Item(Oss, "Input", 4_000_000, "0.60", "key_2")
            ),
            string.Join(
                ',',
                Item(Glm, "Input", 1_250_000, "1.75"),
                Item(Glm, "Cached Input", 500_000, "0.13"),
                Item(Glm, "Output", 400_000, "1.77"),
                Item(Oss, "Input", 3_000_000, "0.45", "key_1"),
                Item(Oss, "Input", 1_000_000, "0.15", "key_3"),
                Item("", "Sandbox", 12, "6.00")
                    .Replace("Serverless Inference - Sandbox Tokens", "Sandbox Credits", StringComparison.Ordinal)
            ),
        ]);

    private static IEnumerable<string> Items() =>
        [
            Item(Glm, "Input", 1_250_000, "1.75"),
            Item(Glm, "Cached Input", 500_000, "0.13"),
            Item(Glm, "Output", 400_000, "1.76"),
            Item(Oss, "Input", 4_000_000, "0.60", "key_2"),
        ];

    private static string Item(string model, string what, long quantity, string cost, string key = "key_1") =>
        $$"""{"product_name":"Serverless Inference - {{what}} Tokens","quantity":"{{quantity.ToString(CultureInfo.InvariantCulture)}}","cost":"{{cost}}","pricing_dimensions":{"model":"{{model}}"},"attributes":{"api_key_id":"{{key}}"} }""";

    private static string Page(IEnumerable<string> days) =>
        $$"""{"object":"list","organization_id":"org","billing_period":"2026-09","currency":"USD","latest_window_end":"2026-10-01T00:00:00Z","next_cursor":null,"data":[{{string.Join(
            ',',
            days.Select((items, day) => $$"""{"start_time":"2026-09-0{{(day + 1).ToString(CultureInfo.InvariantCulture)}}T00:00:00Z","end_time":"2026-09-0{{(day + 2).ToString(CultureInfo.InvariantCulture)}}T00:00:00Z","line_items":[{{items}}]}""")
        )}}]}""";
}
