namespace Permil;

/// <summary><c>permil focus import</c>, <c>permil focus imports</c> and <c>permil spend</c> by the real program.</summary>
public sealed class FocusImportTests
{
    private const string Header =
        "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ContractedCost,EffectiveCost,ListCost,ProviderName,ServiceName,Tags";

    private const string Bedrock =
        "12.5,111,USD,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,Usage,2026-10-03T00:00:00Z,2026-10-04T00:00:00Z,12.5,10,15,AWS,Amazon Bedrock,\"{\"\"team\"\":\"\"search\"\"}\"";

    private const string Credit =
        "-2,111,USD,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,Credit,2026-10-03T00:00:00Z,2026-10-04T00:00:00Z,-2,-2,-2,AWS,Amazon Bedrock,";

    private const string Wrong =
        "1,111,Dollars,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,Usage,2026-10-03T00:00:00Z,2026-10-04T00:00:00Z,1,1,1,AWS,Amazon Bedrock,";

    private const string Event =
        """{"id":"e1","source":"app","time":"2026-10-07T12:00:00Z","provider":"openai","model":"gpt-4o","account":"acme","tags":{"team":"search"},"usage":{"input_tokens":"1000000"}}""";

    [Fact]
    public void ImportedFiles_BesideOwnUsage_AreOneTableOfAllSpend()
    {
        using var store = new TemporaryStore();
        store.Output("import", store.Write("usage.jsonl", Event));
        var file = store.Write("aws.csv", Header, Bedrock, Credit);

        store.Json("focus", "import", file)["imports"]![0]!["result"]!.GetValue<string>().ShouldBe("new");
        store.Json("focus", "import", file)["imports"]![0]!["result"]!.GetValue<string>().ShouldBe("unchanged");
        store.Output("focus", "imports").ShouldContain("aws.csv");

        var spend = store.Json("spend", "--month", "2026-10", "--by", "source,provider,tag:team");
        spend["groups"]!
            .AsArray()
            .Select(group =>
                $"{group!["source"]} {group["provider"]} {group["tag:team"]} {group["rows"]} {group["billedCost"]}"
            )
            .ShouldBe(["imported AWS search 1 12.5", "own OpenAI search 1 2.5", "imported AWS  1 -2"]);
        var total = spend["totals"]!.AsArray().ShouldHaveSingleItem()!;
        $"{total["billedCost"]} {total["effectiveCost"]} {total["contractedCost"]} {total["listCost"]}".ShouldBe(
            "13 10.5 13 15.5"
        );

        // The report is of stored usage alone.
        store.Json("report")["listCost"]!
            .GetValue<string>()
            .ShouldBe("2.5");
        var table = store.Output("spend", "--month", "2026-10");
        table.ShouldContain("Billed cost 13 USD, effective 10.5, contracted 13, list 15.5: 3 rows, 2026-10");
        table.ShouldContain("Not all invoiced");
        store
            .Output("spend", "--month", "2026-10", "--by", "category", "--source", "imported", "--format", "csv")
            .ShouldBe(
                "category,currency,rows,listCost,contractedCost,effectiveCost,billedCost\nUsage,USD,1,15,12.5,10,12.5\nCredit,USD,1,-2,-2,-2,-2\n".ReplaceLineEndings()
            );
    }

    [Fact]
    public void BadRows_AreNamedAndTheOthersComeIn()
    {
        using var store = new TemporaryStore();
        var run = store.Run("focus", "import", store.Write("aws.csv", Header, Wrong, Bedrock));

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("aws.csv:2: BillingCurrency: found 'Dollars', allowed: a code of ISO 4217");
        run.Error.ShouldContain("1 row of 2 not imported");
        store.Json("spend", "--month", "2026-10")["totals"]![0]!["billedCost"]!.GetValue<string>().ShouldBe("12.5");
        store.Output("focus", "imports", "--remove", "AWS", "--month", "2026-10").ShouldContain("AWS");
        store.Json("spend", "--month", "2026-10")["totals"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public void PartOfAMonth_IsNotPutInItsPlaceUnlessTold()
    {
        using var store = new TemporaryStore();
        store.Output("focus", "import", store.Write("whole.csv", Header, Bedrock, Credit));
        var part = store.Write("part.csv", Header, Bedrock, Wrong);

        var run = store.Run("focus", "import", part);
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("not replaced");
        run.Error.ShouldContain("AWS 111 in 2026-10 is not replaced: 2 rows stored, 1 row came");
        run.Error.ShouldContain("--allow-rejects");
        store.Json("spend", "--month", "2026-10")["totals"]![0]!["billedCost"]!.GetValue<string>().ShouldBe("10.5");

        store.Run("focus", "import", part, "--allow-rejects").Output.ShouldContain("replaces 2 rows");
        store.Json("spend", "--month", "2026-10")["totals"]![0]!["billedCost"]!.GetValue<string>().ShouldBe("12.5");
        store.Run("focus", "imports", "--remove", "AWS").Error.ShouldContain("removed 1 row of AWS");
    }

    [Fact]
    public void FileWithoutRows_SaysSoAndExits1()
    {
        using var store = new TemporaryStore();
        var run = store.Run("focus", "import", store.Write("empty.csv", Header));

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("empty.csv: it has no rows");
    }

    [Theory]
    [InlineData("spend", "--month", "October")]
    [InlineData("spend", "--month", "2026-10", "--by", "vendor")]
    [InlineData("focus", "import", "there-is-no-such-file.csv")]
    public void WrongUsage_Exits2(params string[] arguments)
    {
        using var store = new TemporaryStore();

        store.Run(arguments).ExitCode.ShouldBe(2);
    }
}
