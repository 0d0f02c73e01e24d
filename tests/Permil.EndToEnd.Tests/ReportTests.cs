using System.Globalization;
using System.Text.Json.Nodes;

namespace Permil;

public sealed class ReportTests
{
    private const string Quarter = "samples/usage-2026-q1.jsonl.gz";

    private const string Owned =
        """{"id":"#","source":"app","time":"2026-06-@T12:00:00Z","model":"gpt-4o-mini","subAccount":"%","tags":{"key":"key_%"},"usage":{"input_tokens":"1000"}}""";

    [Theory]
    [InlineData("report.table.txt", "report --by feature")]
    [InlineData("report.markdown.txt", "report --by feature --format markdown")]
    [InlineData("report.csv.txt", "report --by provider,mode --format csv")]
    [InlineData("report.json.txt", "report --by provider --format json")]
    [InlineData("report-compare.table.txt", "report --by model --compare previous --unit-economics requests")]
    [InlineData("report-compare.csv.txt", "report --by provider --compare previous --format csv")]
    [InlineData(
        "report-compare.json.txt",
        "report --by provider --compare previous --from 2026-01-10 --to 2026-01-20 --format json"
    )]
    [InlineData("what-if.table.txt", "what-if --mode batch --by provider")]
    [InlineData("what-if.markdown.txt", "what-if --mode batch --by provider --format markdown")]
    [InlineData("what-if.csv.txt", "what-if --mode batch --by provider --format csv")]
    [InlineData("what-if.json.txt", "what-if --mode provider=anthropic=batch --by provider --format json")]
    public void Quarter_IsTheGoldenFile(string golden, string command)
    {
        using var store = new TemporaryStore();
        store.Output("import", Quarter);

        GoldenFile.Verify(golden, store.Output(command.Split(' ')));
    }

    [Fact]
    public void AllSamples_BySubAccount_AreTheGoldenFile()
    {
        using var store = new TemporaryStore();
        store.Run("import", "samples/logs").ExitCode.ShouldBe(1);

        GoldenFile.Verify("report-samples.csv.txt", store.Output("report", "--by", "tenant,mode", "--format", "csv"));
        GoldenFile.Verify("explain.table.txt", store.Output("explain", "evt-1"));
        GoldenFile.Verify("explain.json.txt", store.Output("explain", "evt-1", "--format", "json"));
        GoldenFile.Verify("explain.json.txt", store.Output("explain", "evt-1", "--format", "JSON"));
    }

    [Fact]
    public void Totals_AreThoseOfRate()
    {
        using var store = new TemporaryStore();
        store.Run("import", Quarter, "samples/logs", "--set", "time=2026-11-01T00:00:00Z").ExitCode.ShouldBe(1);

        foreach (
            var keys in new[] { "model", "provider,mode", "tenant,day", "meter", "sku", "feature,env,month", "account" }
        )
        {
            var rate = PermilProcess.Run([
                "rate",
                Quarter,
                "samples/logs",
                "--set",
                "time=2026-11-01T00:00:00Z",
                "--by",
                keys,
                "--format",
                "json",
            ]);
            var rated = JsonNode.Parse(rate.Output)!;
            var report = store.Json("report", "--by", keys);

            foreach (var field in new[] { "currency", "events", "unsettled", "failed", "unpriced", "listCost" })
            {
                report.Text(field).ShouldBe(rated.Text(field), $"{keys}: {field}");
            }

            GroupsOf(report, keys).ShouldBe(GroupsOf(rated, keys), keys);
            report["unpricedGroups"]!.ToJsonString().ShouldBe(rated["unpricedGroups"]!.ToJsonString());
            report["unsettledReasons"]!.ToJsonString().ShouldBe(rated["unsettledReasons"]!.ToJsonString());
            SumOf(report, "listCost").ShouldBe(Number(report.Text("listCost")), keys);
        }
    }

    [Fact]
    public void WhatIf_WithTheSamePrices_DiffersByNothing()
    {
        using var store = new TemporaryStore();
        store.Run("import", Quarter, "samples/logs").ExitCode.ShouldBe(1);

        foreach (var keys in new[] { "model", "tenant,day", "sku" })
        {
            var answer = store.Json("what-if", "--price-book", "pricebooks/together.yaml", "--by", keys);

            answer.Text("difference").ShouldBe("0");
            answer["groups"]!.AsArray().ShouldAllBe(group => group!["difference"]!.GetValue<string>() == "0");
            answer.Text("then", "listCost").ShouldBe(answer.Text("listCost"));
        }
    }

    [Fact]
    public void WhatIf_AnotherModelOrMode_IsTheFigureByHand()
    {
        using var store = new TemporaryStore();
        store.Output(
            "import",
            store.Write(
                "a.jsonl",
                """{"id":"a","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tenant":"blue","usage":{"prompt_tokens":1000,"completion_tokens":100}}""",
                """{"id":"b","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tenant":"red","usage":{"prompt_tokens":2000,"completion_tokens":0}}"""
            )
        );

        // Now: blue 1000 x 0.15 + 100 x 0.60 per million = 0.00021, red 2000 x 0.15 = 0.0003.
        // gpt-4o: blue 1000 x 2.50 + 100 x 10 = 0.0035, red 2000 x 2.50 = 0.005.
        var model = store.Json("what-if", "--model", "gpt-4o-mini=gpt-4o", "--by", "tenant");
        model.Text("listCost").ShouldBe("0.00051");
        model.Text("then", "listCost").ShouldBe("0.0085");
        model.Text("difference").ShouldBe("0.00799");
        GroupOf(model, "tenant", "blue").Text("difference").ShouldBe("0.00329");
        GroupOf(model, "tenant", "red").Text("then", "listCost").ShouldBe("0.005");

        // Batch is half the price.
        var mode = store.Json("what-if", "--mode", "tenant=blue=batch", "--by", "tenant");
        GroupOf(mode, "tenant", "blue").Text("difference").ShouldBe("-0.000105");
        GroupOf(mode, "tenant", "blue").Text("differencePercent").ShouldBe("-50");
        GroupOf(mode, "tenant", "red").Text("difference").ShouldBe("0");

        // A provider that only the price book knows, and an owner that only a rule knows.
        store.Json("what-if", "--mode", "provider=openai=batch").Text("differencePercent").ShouldBe("-50");
        var rules = store.Write(
            "rules.yaml",
            "allocation:\n  - name: blue is sky\n    match: {subAccount: blue}\n    set: {subAccount: sky}\n"
        );
        var owned = store.Json("what-if", "--mode", "tenant=sky=batch", "--by", "tenant", "--allocation", rules);
        GroupOf(owned, "tenant", "sky").Text("difference").ShouldBe("-0.000105");
        GroupOf(owned, "tenant", "red").Text("difference").ShouldBe("0");

        // A mode without a price is not a saving.
        var dedicated = store.Json("what-if", "--mode", "dedicated", "--by", "tenant");
        dedicated.Text("difference").ShouldBeNull();
        dedicated.Text("then", "unpriced").ShouldBe("2");
        GroupOf(dedicated, "tenant", "blue").Text("difference").ShouldBeNull();

        var nobody = store.Run("what-if", "--model", "gpt-9=gpt-4o");
        nobody.ExitCode.ShouldBe(1);
        nobody.Error.ShouldContain("there is model=gpt-4o-mini");
    }

    [Fact]
    public void AsKnownAt_UsesOnlyWhatWasKnown()
    {
        using var store = new TemporaryStore();
        var book = store.Write(
            "acme.yaml",
            """
            provider: acme
            sources:
              early: { text: early page, learned: 2026-01-01, confidence: official }
              late: { text: late page, learned: 2026-07-01, confidence: official }
            models:
              - id: acme/one
                kind: chat
                prices:
                  - { price: { input_tokens: 2, output_tokens: 2 }, until: 2026-06-01, source: early }
                  - { price: { input_tokens: 1, output_tokens: 1 }, from: 2026-06-01, source: late }
            """
        );
        store.Output(
            "import",
            store.Write(
                "log.jsonl",
                """{"id":"a","ts":"2026-06-15T00:00:00Z","model":"acme/one","prompt_tokens":1000000,"completion_tokens":0}"""
            )
        );

        var answer = store.Json("what-if", "--as-known-at", "2026-06-30", "--now-price-book", book);

        answer.Text("listCost").ShouldBe("1");
        answer.Text("then", "listCost").ShouldBe("2");
        store.Json("report", "--price-book", book, "--as-known-at", "2026-06-30").Text("listCost").ShouldBe("2");
    }

    [Fact]
    public void Questions_WriteNothing()
    {
        using var store = new TemporaryStore();
        store.Output("import", Quarter, store.Write("own.jsonl", OwnedBy("evt-own", "blue", "03")));
        var before = store.Contents();

        store.Output("report", "--by", "tenant,day");
        store.Output("what-if", "--mode", "batch", "--by", "sku");
        store.Output("explain", "evt-own");

        store.Contents().ShouldBe(before);
    }

    [Fact]
    public void Allocation_ChangesOwnersWithoutAnImport_AndKeepsTheTotal()
    {
        using var store = new TemporaryStore();
        store.Output(
            "import",
            store.Write("a.jsonl", OwnedBy("a", "blue", "03"), OwnedBy("b", "red", "03"), OwnedBy("c", "red", "04"))
        );
        GroupOf(store.Json("report", "--by", "tenant"), "tenant", "red").Text("listCost").ShouldBe("0.0003");

        File.WriteAllText(
            Path.Combine(store.Data, "allocation.yaml"),
            "allocation:\n  - name: red is search\n    match: {key: key_red}\n    set: {subAccount: search}\n"
        );

        var report = store.Json("report", "--by", "tenant");
        report.Text("listCost").ShouldBe("0.00045");
        GroupOf(report, "tenant", "search").Text("listCost").ShouldBe("0.0003");
        store.Json("report", "--filter", "tenant=search").Text("events").ShouldBe("2");
        store.Json("report", "--filter", "tenant=red").Text("events").ShouldBe("0");
        store.Output("explain", "b").ShouldContain("subAccount search, set by 'red is search'");

        var other = store.Write(
            "other.yaml",
            "allocation:",
            "  - name: shared",
            "    match: {subAccount: red}",
            "    split: {to: subAccount, shares: {x: 1, y: 2}}"
        );
        var split = store.Json("report", "--by", "tenant", "--allocation", other);
        split.Text("listCost").ShouldBe("0.00045");
        split.Text("events").ShouldBe("3");
        SumOf(split, "listCost").ShouldBe(0.00045m);
        store.Output("explain", "b", "--allocation", other).ShouldContain("allocated by 'shared'");
    }

    [Fact]
    public void Compare_NamesNewAndGoneGroups()
    {
        using var store = new TemporaryStore();
        store.Output(
            "import",
            store.Write(
                "a.jsonl",
                OwnedBy("a", "old", "01"),
                OwnedBy("b", "both", "01"),
                OwnedBy("c", "both", "02"),
                OwnedBy("d", "fresh", "02")
            )
        );

        var answer = store.Json("report --by tenant --compare previous --from 2026-06-02 --to 2026-06-03".Split(' '));

        answer.Text("previous", "from").ShouldBe("2026-06-01T00:00:00Z");
        answer.Text("difference").ShouldBe("0");
        GroupOf(answer, "tenant", "old").Text("change").ShouldBe("gone");
        GroupOf(answer, "tenant", "old").Text("difference").ShouldBe("-0.00015");
        GroupOf(answer, "tenant", "fresh").Text("change").ShouldBe("new");
        GroupOf(answer, "tenant", "both").Text("change").ShouldBeNull();
        SumOf(answer, "difference").ShouldBe(0);
    }

    /// <summary>By a dimension that is not grouped by, too.</summary>
    [Theory]
    [InlineData("model")]
    [InlineData("tenant")]
    [InlineData("meter")]
    public void Filter_TakesWhatItAsksFor(string keys)
    {
        using var store = new TemporaryStore();
        store.Output(
            "import",
            store.Write("a.jsonl", OwnedBy("a", "x", "01"), OwnedBy("b", "y", "01"), OwnedBy("c", "z", "02"))
        );

        store.Json("report", "--by", keys, "--filter", "tenant=x,y").Text("events").ShouldBe("2");
        store.Json("report", "--by", keys, "--filter", "tenant=x,tag:key=key_x").Text("events").ShouldBe("1");
        store.Json("report", "--by", keys, "--filter", "tenant=x,tag:key=key_y").Text("events").ShouldBe("0");
        store.Json("report", "--by", keys, "--filter", "tenant=").Text("events").ShouldBe("0");
        store
            .Json("report", "--by", keys, "--filter", "feature=", "--filter", "model=gpt-4o-mini")
            .Text("events")
            .ShouldBe("3");
    }

    [Fact]
    public void TokenCost_LeavesOutWhatIsNotPricedByTheToken()
    {
        using var store = new TemporaryStore();
        store.Output(
            "import",
            store.Write(
                "a.jsonl",
                """{"id":"t","source":"app","time":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","feature":"x","usage":{"input_tokens":"1000"}}""",
                """{"id":"i","source":"app","time":"2026-06-03T12:00:00Z","provider":"together","model":"black-forest-labs/FLUX.1-schnell","feature":"x","usage":{"image_megapixels":"2"},"attributes":{"steps":"4"}}""",
                """{"id":"u","source":"app","time":"2026-06-03T12:00:00Z","model":"nobody-knows","feature":"x","usage":{"input_tokens":"5000"}}"""
            )
        );

        var report = store.Json("report", "--by", "feature");

        report.Text("listCost").ShouldBe("0.00555");
        report.Text("groups", "0", "effectivePerMillionTokens").ShouldBe("0.15");
        report.Text("groups", "0", "effectivePerRequest").ShouldBe("0.00185");
        report.Text("groups", "0", "share").ShouldBe("1");
        report.Text("unpriced").ShouldBe("1");
    }

    [Fact]
    public void PeriodWithoutUsage_SaysWhatThereIs()
    {
        using var store = new TemporaryStore();
        store.Output("import", Quarter);

        store
            .Output("report", "--from", "2027-01-01")
            .ShouldContain(
                "No usage of that kind, since 2027-01-01; the store holds usage from 2026-01-01 to 2026-03-31"
            );
    }

    [Fact]
    public void Explain_OfAnUnknownId_SaysWhatIsNear()
    {
        using var store = new TemporaryStore();
        store.Output("import", store.Write("a.jsonl", OwnedBy("call-17", "blue", "03")));

        store.Run("explain", "L-1").Error.ShouldContain("ids that contain it: call-17");
        store.Run("explain", "none").Error.ShouldContain("nor one whose id contains it");
        var otherSource = store.Run("explain", "call-17", "--source", "web");
        otherSource.ExitCode.ShouldBe(1);
        otherSource.Error.ShouldContain("the id is known from app");
    }

    /// <summary>An explanation is no table, so fewer formats make sense than elsewhere.</summary>
    [Theory]
    [InlineData("csv")]
    [InlineData("xml")]
    [InlineData("1")]
    public void Explain_InAFormatThatItDoesNotHave_SaysWhatIsAllowed(string format)
    {
        string[][] commands =
        [
            ["explain", "x"],
            ["focus", "explain", "x", "--month", "2026-10"],
        ];
        foreach (var command in commands)
        {
            var run = PermilProcess.Run([.. command, "--format", format]);

            run.ExitCode.ShouldBe(2, run.Output + run.Error);
            run.Error.ShouldContain($"--format: found '{format}', allowed for an explanation: table, json");
        }
    }

    [Fact]
    public void Explain_OfTiersByMonth_SaysThatTheMonthDecides()
    {
        using var store = new TemporaryStore();
        var book = store.Write(
            "acme.yaml",
            """
            provider: acme
            sources:
              page: { text: a page, learned: 2026-01-01, confidence: official }
            models:
              - id: acme/one
                kind: chat
                prices:
                  - { price: { input_tokens: { graduated: [{ up-to: 1000000, amount: 2 }, { amount: 1 }] } }, source: page }
            """
        );
        store.Output(
            "import",
            store.Write(
                "log.jsonl",
                """{"id":"a","ts":"2026-06-15T00:00:00Z","model":"acme/one","prompt_tokens":1000000,"completion_tokens":0}""",
                """{"id":"b","ts":"2026-06-16T00:00:00Z","model":"acme/one","prompt_tokens":1000000,"completion_tokens":0}"""
            )
        );

        var text = store.Output("explain", "b", "--price-book", book);
        text.ShouldContain("the month's other usage decides");
        text.ShouldContain("List cost 2 USD");
        store.Json("report", "--price-book", book).Text("listCost").ShouldBe("3");
    }

    private static string OwnedBy(string id, string owner, string day) =>
        Owned
            .Replace("#", id, StringComparison.Ordinal)
            .Replace("%", owner, StringComparison.Ordinal)
            .Replace("@", day, StringComparison.Ordinal);

    /// <summary>What rate prints of a group, and nothing that a report adds.</summary>
    internal static List<string> GroupsOf(JsonNode answer, string keys) =>
        [
            .. answer["groups"]!
                .AsArray()
                .Select(group =>
                    string.Join(
                        ' ',
                        keys.Split(',')
                            .Concat(["events", "quantities", "listCost", "unpriced"])
                            .Select(field => $"{field}={group![field]?.ToJsonString()}")
                    )
                ),
        ];

    internal static decimal SumOf(JsonNode answer, string field) =>
        answer["groups"]!.AsArray().Sum(group => Number(group!.Text(field)));

    private static decimal Number(string? text) => decimal.Parse(text!, CultureInfo.InvariantCulture);

    private static JsonNode GroupOf(JsonNode answer, string key, string value) =>
        answer["groups"]!.AsArray().Single(group => group!.Text(key) == value)!;
}
