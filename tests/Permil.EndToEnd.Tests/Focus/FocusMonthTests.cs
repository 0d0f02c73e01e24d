using System.Globalization;
using System.Text.Json.Nodes;
using Permil.Usage;
using Xunit.Abstractions;

namespace Permil.Focus;

/// <summary>
/// A month with every case of the specification that Permil has, exported by the program and held against the store, the
/// invoices, the rules, and the page that shows it.
/// </summary>
public sealed class FocusMonthTests(FocusMonth month, ITestOutputHelper output) : IClassFixture<FocusMonth>
{
    private const string Rows = "read_parquet('lake/CostAndUsage/*/*.parquet')";

    [Fact]
    public void Export_HasEveryMeter()
    {
        var wanted = Meters.All.Select(meter => FocusTitle(meter.Name)).Order(StringComparer.Ordinal);

        Column($"SELECT DISTINCT SkuMeter FROM {Rows} WHERE ConsumedQuantity > 0")
            .Order(StringComparer.Ordinal)
            .ShouldBe(wanted);
    }

    [Fact]
    public void Export_HasEveryCase()
    {
        Column($"SELECT DISTINCT SubAccountId FROM {Rows} WHERE SubAccountId IS NOT NULL ORDER BY ALL")
            .ShouldBe(["atlas", "beacon", "comet"]);
        Column($"SELECT DISTINCT x_Mode FROM {Rows} WHERE x_Mode IS NOT NULL ORDER BY ALL")
            .ShouldBe(["batch", "cluster", "dedicated", "provisioned", "serverless"]);
        Column(
                $"SELECT DISTINCT CommitmentDiscountCategory || ' ' || CommitmentDiscountStatus FROM {Rows} ORDER BY ALL"
            )
            .ShouldBe(["Spend Used", "Usage Unused", "Usage Used", ""], ignoreOrder: true);
        Column($"SELECT DISTINCT ChargeCategory || coalesce(' ' || ChargeClass, '') FROM {Rows} ORDER BY ALL")
            .ShouldBe(["Adjustment", "Credit", "Purchase", "Tax", "Tax Correction", "Usage", "Usage Correction"]);
        Column($"SELECT ChargeDescription FROM {Rows} WHERE ChargeCategory = 'Credit' ORDER BY ALL")
            .ShouldBe(["Credit outage", "Credit welcome"]);
        Column($"SELECT count(*) FROM {Rows} WHERE SkuId = 'prepaid_credits' AND InvoiceId IS NULL").ShouldBe(["1"]);
        Column(
                $"SELECT sum(EffectiveCost - BilledCost) FROM {Rows} WHERE x_Mode = 'serverless' AND CommitmentDiscountId IS NULL"
            )
            .ShouldBe(["40"], "what the prepaid credit paid");
    }

    [Theory]
    [InlineData("csv", "1.3")]
    [InlineData("parquet", "1.3")]
    [InlineData("csv", "1.4")]
    [InlineData("parquet", "1.4")]
    public void Export_OwnRules_NoneFails(string form, string version)
    {
        var file = version == "1.3" ? FileOf(form) : ExportOf(form, "--focus-version", version);

        var report = Validated(file, "--focus-version", version, "--criteria", "all");

        report["results"]!.AsArray().Where(rule => rule!.Text("outcome") == "fail").ShouldBeEmpty();
        report["results"]!.AsArray().Count(rule => rule!.Text("outcome") == "pass").ShouldBeGreaterThan(250);
        report["rows"]!.GetValue<long>().ShouldBe(Count(Rows));
    }

    /// <summary>A term is a week; only the file of the month has all of it.</summary>
    [Fact]
    public void Export_ADayOfACommitment_KeepsTheRulesAndSkipsItsSum()
    {
        var day = month.Store.PathOf("day.csv");
        month.Store.Output([
            "focus",
            "export",
            "--from",
            "2026-10-20",
            "--to",
            "2026-10-21",
            "--price-book",
            "samples/focus/prices.yaml",
            "--output",
            day,
        ]);

        string OutcomeOf(string file) =>
            Validated(file)["results"]!
                .AsArray()
                .Single(rule => rule!.Text("rule") == "EffectiveCost.commitment")!
                .Text("outcome")!;
        OutcomeOf(day).ShouldBe("skipped");
        OutcomeOf(month.Csv).ShouldBe("pass");
    }

    /// <summary>The published models are not kept in the repository; without them this says so and checks nothing.</summary>
    [Theory]
    [InlineData("csv", "model-1.2.json", 230)]
    [InlineData("parquet", "model-1.2.json", 230)]
    [InlineData("csv", "model-1.3-derived.json", 265)]
    [InlineData("parquet", "model-1.3-derived.json", 265)]
    public void Export_PublishedModel_NoMustFails(string form, string name, int least)
    {
        var folder =
            Environment.GetEnvironmentVariable("PERMIL_FOCUS_MODELS")
            ?? Path.GetFullPath(Repository.PathOf("..", "shared", "facts", "focus"));
        var model = Path.Combine(folder, name);
        if (!File.Exists(model))
        {
            output.WriteLine($"absent, nothing was checked: {name} (PERMIL_FOCUS_MODELS names its folder)");
            return;
        }

        var results = Validated(FileOf(form), "--model", model)["results"]!.AsArray();

        results.Where(rule => rule!.Text("outcome") == "fail").Select(rule => rule!.ToJsonString()).ShouldBeEmpty();
        results.Count(rule => rule!.Text("outcome") == "pass").ShouldBeGreaterThan(least);
    }

    [Fact]
    public void CsvAndParquet_RowByRow_AreEqual()
    {
        var typed = string.Join(
            ", ",
            month
                .Query(
                    $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet('{month.Parquet}', hive_partitioning = false))"
                )
                .Skip(1)
                .Select(column => $"'{column[0]}': '{column[1]}'")
        );
        var csv = $"read_csv('october.csv', header = true, columns = {{{typed}}})";
        var parquet = $"read_parquet('{month.Parquet}', hive_partitioning = false)";

        var difference = month.Query(
            $"(SELECT * FROM (SELECT row_number() OVER () AS row, * FROM {csv}) EXCEPT ALL SELECT * FROM (SELECT row_number() OVER () AS row, * FROM {parquet}))"
        );

        difference.Skip(1).Select(row => string.Join('|', row)).ShouldBeEmpty();
        Count(csv).ShouldBe(Count(parquet));
        Count(csv).ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Export_Billed_IsTheInvoice()
    {
        foreach (
            var row in month
                .Query($"SELECT InvoiceId, sum(BilledCost) FROM {Rows} WHERE InvoiceId IS NOT NULL GROUP BY 1")
                .Skip(1)
        )
        {
            Amount(month.Store.Json("invoice", "show", row[0]).Text("total")).ShouldBe(Amount(row[1]));
        }
    }

    [Fact]
    public void Export_ListAndEffective_AreThoseOfTheInvoiceLines()
    {
        var lines = month.Store.Json("invoice", "show", "GLX-000002")["lines"]!.AsArray();
        foreach (
            var (column, field) in new[]
            {
                ("ListCost", "listCost"),
                ("ContractedCost", "contractedCost"),
                ("EffectiveCost", "effectiveCost"),
            }
        )
        {
            var sum = Amount(Column($"SELECT sum({column}) FROM {Rows} WHERE InvoiceId = 'GLX-000002'").Single());

            // A prepaid credit pays usage that has its costs already.
            lines
                .Where(line => line!.Text("creditKind") != "prepaid")
                .Sum(line => Amount(line!.Text(field)))
                .ShouldBe(sum, column);
        }
    }

    [Fact]
    public void Export_Costs_AreThoseOfTheReport()
    {
        var report = month.Store.Json([
            "report",
            "--from",
            "2026-10-01",
            "--to",
            "2026-11-01",
            "--by",
            "tenant,model",
            "--price-book",
            "samples/focus/prices.yaml",
        ]);

        foreach (var name in new[] { "contractedCost", "effectiveCost", "billedCost" })
        {
            Amount(report.Text(name)).ShouldBe(Amount(Column($"SELECT sum({name}) FROM {Rows}").Single()), name);
            report["groups"]!
                .AsArray()
                .Sum(group => Amount(group!.Text(name)))
                .ShouldBe(Amount(report.Text(name)), name);
        }

        Amount(report.Text("listCost"))
            .ShouldBe(
                Amount(
                    Column(
                            $"SELECT sum(ListCost) FROM {Rows} WHERE ConsumedQuantity IS NOT NULL AND ChargeClass IS NULL"
                        )
                        .Single()
                )
            );
    }

    [Fact]
    public void Queries_OfThePage_PrintWhatItShows()
    {
        FocusPage.Queries.Count.ShouldBe(4);
        foreach (var (sql, table) in FocusPage.Queries)
        {
            var found = month.Query(sql).Select(row => string.Join(" | ", row));

            string.Join('\n', found).ShouldBe(string.Join('\n', table.Select(row => string.Join(" | ", row))), sql);
        }
    }

    [Fact]
    public void Formulas_OfThePage_ComeToWhatItShows()
    {
        var sheet = new Spreadsheet(
            month.Query("SELECT * FROM read_csv('october.csv', header = true, all_varchar = true)")
        );
        FocusPage.Formulas.Count.ShouldBe(4);
        foreach (var (formula, value) in FocusPage.Formulas)
        {
            Math.Round(sheet.Evaluate(formula), 9, MidpointRounding.ToEven).ShouldBe(Amount(value), formula);
        }
    }

    [Fact]
    public void Explain_EveryRowOfUncoveredUsage_HasEventsThatAddUpToIt()
    {
        var rows = month
            .Query(
                $"SELECT x_RowId, ConsumedQuantity, ContractedCost, x_Mode FROM {Rows} WHERE ConsumedQuantity IS NOT NULL AND CommitmentDiscountId IS NULL AND x_Mode <> 'cluster'"
            )
            .Skip(1)
            .Where((_, i) => i % 6 == 0)
            .ToList();

        rows.Count.ShouldBeGreaterThan(8);
        foreach (var row in rows)
        {
            var explained = Explained(row[0], "--month", "2026-10");
            explained["row"]!.Text("x_RowId").ShouldBe(row[0]);
            var events = explained["events"]!.AsArray();
            events.Count.ShouldBe(explained["eventCount"]!.GetValue<int>());
            events.Sum(one => Amount(one!.Text("consumedQuantity"))).ShouldBe(Amount(row[1]));
            events.Sum(one => Amount(one!.Text("contractedCost"))).ShouldBe(Amount(row[2]));
            explained["price"]!.AsArray().ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Explain_RowNumberOfTheFile_IsThatRow()
    {
        var ids = Column("SELECT x_RowId FROM read_csv('october.csv', header = true, all_varchar = true)").ToList();
        var place = ids.IndexOf(
            Column($"SELECT x_RowId FROM {Rows} WHERE ChargeClass = 'Correction' AND SkuMeter = 'Input Tokens'").First()
        );

        var explained = Explained($"{place + 1}", "--file", month.Csv);

        explained["row"]!.Text("x_RowId").ShouldBe(ids[place]);
        explained["events"]!
            .AsArray()
            .ShouldAllBe(one => $"{one!["id"]}".StartsWith("late-", StringComparison.Ordinal));
        explained["events"]!.AsArray().ShouldNotBeEmpty();
    }

    [Fact]
    public void Explain_RowThatIsNoMore_SaysSo()
    {
        var run = month.Store.Run("focus", "explain", "feedfacefeedfacefeed", "--month", "2026-10");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("2026-10 has no row feedfacefeedfacefeed now");
    }

    [Fact]
    public void Explain_RowOfACommitment_SaysWhatItCostsAndWhichPartOfItsEventsItHas()
    {
        var used = Column(
                $"SELECT x_RowId FROM {Rows} WHERE CommitmentDiscountStatus = 'Used' AND ConsumedUnit = 'GPU-Hours' AND ConsumedQuantity = 192"
            )
            .First();

        var text = ExplainedText(used);

        text.ShouldContain("192 x GPU-Hours at 3.69");
        text.ShouldContain("commitment globex-2026/h100-cluster (Cluster of 8 H100, 7 days): effective cost 691.2");
        text.ShouldContain("192 GPU-Hours at its 3.6");
        text.ShouldContain("24 events:");
    }

    [Fact]
    public void Explain_RowOfWhatACommitmentLeft_SaysThatItHasAPartOfItsEvents()
    {
        var left = Column(
                $"SELECT x_RowId FROM {Rows} WHERE CommitmentDiscountId IS NULL AND ChargeClass IS NULL AND ConsumedUnit = 'GPU-Hours' AND x_Mode = 'cluster' AND ChargePeriodStart >= '2026-10-20' AND ChargePeriodStart < '2026-10-27' ORDER BY ConsumedQuantity"
            )
            .First();

        ExplainedText(left)
            .ShouldMatch(
                "events? of [0-9.]+ GPU-Hours in all, of which [0-9.]+ are in this row; a commitment may cover"
            );
    }

    private string ExplainedText(string row) =>
        month.Store.Output([
            "focus",
            "explain",
            row,
            "--month",
            "2026-10",
            "--price-book",
            "samples/focus/prices.yaml",
        ]);

    private JsonNode Explained(string row, params string[] place) =>
        month.Store.Json(["focus", "explain", row, "--price-book", "samples/focus/prices.yaml", .. place]);

    private string FileOf(string form) => form == "csv" ? month.Csv : month.Parquet;

    private string ExportOf(string form, params string[] more)
    {
        var file = month.Store.PathOf($"again.{form}");
        month.Store.Output([
            "focus",
            "export",
            "--month",
            "2026-10",
            "--price-book",
            "samples/focus/prices.yaml",
            "--output",
            file,
            .. more,
        ]);
        return file;
    }

    private static JsonNode Validated(string file, params string[] options)
    {
        var run = PermilProcess.Run(["focus", "validate", file, "--format", "json", .. options]);
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        return JsonNode.Parse(run.Output)!;
    }

    private IEnumerable<string> Column(string sql) => month.Query(sql).Skip(1).Select(row => row[0]);

    private long Count(string table) =>
        long.Parse(Column($"SELECT count(*) FROM {table}").Single(), CultureInfo.InvariantCulture);

    private static decimal Amount(string? text) =>
        decimal.Parse(text!, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string FocusTitle(string meter) =>
        string.Join(
            ' ',
            meter.Split('_').Select(word => word == "gpu" ? "GPU" : char.ToUpperInvariant(word[0]) + word[1..])
        );
}
