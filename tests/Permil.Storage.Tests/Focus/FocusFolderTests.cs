using Permil.Billing;
using Permil.Focus;
using Permil.Focus.Validation;
using Permil.Storage.Billing;

namespace Permil.Storage.Focus;

/// <summary>What is in a folder already, and what an export of other accounts, forms and days makes of it.</summary>
public sealed class FocusFolderTests
{
    [Theory]
    [InlineData(FocusFileForm.Csv, FocusFileForm.Parquet)]
    [InlineData(FocusFileForm.Parquet, FocusFileForm.Csv)]
    public void Write_DaysInTheOtherForm_AreInsteadOfTheFirst(FocusFileForm one, FocusFileForm other)
    {
        using var bench = Bench();
        var question = Question() with { Days = [new(2026, 1, 3), new(2026, 1, 4)] };
        bench.Export().Write(question, bench.Lake("lake", one)).ShouldAllBe(part => part.Replaced == null);
        var old = Directory.GetFiles(bench.PathOf("lake"), "*", SearchOption.AllDirectories);
        var parts = bench.Export().Write(question, bench.Lake("lake", other));

        parts.Select(part => part.Replaced).ShouldBe(old, ignoreOrder: true);
        parts.Select(part => part.Rows).ShouldBe([1L, 2L]);
        Directory
            .GetFiles(bench.PathOf("lake"), "*", SearchOption.AllDirectories)
            .ShouldBe(parts.Select(part => part.File), ignoreOrder: true);
        Should
            .Throw<IOException>(() => bench.Export().Write(Question(), bench.Lake("lake", one)))
            .Message.ShouldContain("holds single days");
    }

    [Fact]
    public void Write_ARowThatCannotBe_LeavesTheDaysAsTheyWere()
    {
        using var bench = Bench();
        var lake = bench.Lake("lake");
        var question = Question() with { Days = [new(2026, 1, 3), new(2026, 1, 4)] };
        bench.Export().Write(question, lake);
        var before = Contents(lake);
        bench.Use(ExportBench.Tokens("c", "2026-01-03T05:00:00Z", 5));
        var broken = new FocusExport(
            bench.Store,
            account => account == "B" ? throw new InvalidOperationException("no terms") : bench.TermsOf(account),
            []
        );

        Should.Throw<InvalidOperationException>(() => broken.Write(question, lake)).Message.ShouldBe("no terms");
        Contents(lake).ShouldBe(before);
    }

    [Fact]
    public void Write_AnAccountNamedTwice_IsExportedOnce()
    {
        using var bench = Bench();
        var once = bench.Export().Rows(Question() with { Accounts = ["A", "B"] }).Select(row => row.RowId).ToList();

        bench.Export().Rows(Question() with { Accounts = ["B", "A", "B"] }).Select(row => row.RowId).ShouldBe(once);
        once.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Check_AccountOfUsageDocumentsOrBook_IsKnown()
    {
        using var bench = Bench();
        bench.Agree("C", TestTerms.None("C"));
        bench.Export().Check(["A", "B", "C", ""]);
        bench.Export().Check(accounts: null);

        bench.Use(Enumerable.Range(10, 12).Select(i => ExportBench.Tokens($"{i}", "2026-03-01T00:00:00Z", 1, $"n{i}")));
        Should
            .Throw<IOException>(() => bench.Export().Check(["A", "a"]))
            .Message.ShouldBe("account: found 'a', allowed: A, B, C, n10, n11, n12, n13, n14, n15, n16, ...");
    }

    [Fact]
    public void BillingPeriod_OfSomeAccounts_IsOpen()
    {
        using var bench = Bench();
        bench.Issue("A", "2026-01");
        bench.Issue("B", "2026-01");

        StatusOf(["A"]).ShouldContain(",Open,");
        StatusOf(["A", "B"]).ShouldContain(",Closed,");
        StatusOf(null).ShouldContain(",Closed,");

        string StatusOf(IReadOnlyList<string>? accounts)
        {
            var question = Question() with { Version = FocusVersion.V14, Accounts = accounts };
            var parts = bench.Export().Write(question, bench.Lake("status"));
            return File.ReadAllLines(parts.Single(part => part.Dataset == FocusDataset.BillingPeriod).File).Last();
        }
    }

    [Theory]
    [InlineData("[]", "the file: found [], allowed: an object")]
    [InlineData("{", "metadata.json: ")]
    [InlineData("""{"Recency":[],"Recency":[]}""", "Recency")]
    [InlineData("""{"Recency":5}""", "Recency: found 5, allowed: a list")]
    [InlineData("""{"Recency":null}""", "Recency: found null, allowed: a list")]
    [InlineData("""{"Schema":[7]}""", "an item of Schema: found 7, allowed: an object")]
    [InlineData(
        """{"DatasetInstance":[{"DatasetInstanceId":1}]}""",
        "DatasetInstance.DatasetInstanceId: found 1, allowed: a text"
    )]
    [InlineData("""{"x_Accounts":[1]}""", "x_Accounts: found 1, allowed: a text")]
    [InlineData(
        """{"Recency":[{"DatasetInstanceId":"a","DatasetInstanceLastUpdated":"b","TimeSectors":[{"TimeSectorStart":"x","TimeSectorEnd":"y"}]}]}""",
        "found {\"TimeSectorStart\":\"x\""
    )]
    [InlineData(
        """{"Recency":[{"DatasetInstanceId":"a","DatasetInstanceLastUpdated":"b","TimeSectors":[{"TimeSectorStart":"2026-01-01T00:00:00Z","TimeSectorEnd":"2026-02-01T00:00:00Z","x_Watermark":{"Sequence":1}}]}]}""",
        "x_Watermark.Entry is missing"
    )]
    [InlineData(
        """{"Recency":[{"DatasetInstanceId":"a","DatasetInstanceLastUpdated":"b","TimeSectors":[{"TimeSectorStart":"2026-01-01T00:00:00Z","TimeSectorEnd":"2026-02-01T00:00:00Z","TimeSectorComplete":3}]}]}""",
        "\"TimeSectorComplete\":3"
    )]
    public void Check_MetadataThatIsNone_SaysWhere(string text, string said)
    {
        using var folder = new TemporaryFolder();
        var lake = new FocusTarget(folder.PathOf("lake"), FocusFileForm.Csv, isFile: false);
        Directory.CreateDirectory(lake.Path);
        File.WriteAllText(lake.MetadataFile, text);
        var metadata = new FocusMetadata(lake, FocusVersion.V13, "1", DateTimeOffset.UnixEpoch);

        foreach (var act in new Action[] { metadata.Check, () => metadata.Sectors(), () => metadata.Enter([]) })
        {
            var message = Should.Throw<IOException>(act).Message;
            message.ShouldStartWith(lake.MetadataFile);
            message.ShouldContain(said);
        }

        File.ReadAllText(lake.MetadataFile).ShouldBe(text);
    }

    [Fact]
    public void Enter_AnotherMonthInTheSameFile_IsTheOnlyOneThatIsThere()
    {
        using var bench = Bench();
        bench.Use(ExportBench.Tokens("f", "2026-02-03T00:00:00Z", 5));
        var file = new FocusTarget(bench.PathOf("one.csv"), FocusFileForm.Csv, isFile: true);
        foreach (var month in new[] { "2026-01", "2026-02" })
        {
            var metadata = new FocusMetadata(file, FocusVersion.V13, "1", bench.Now);
            metadata.Enter(bench.Export().Write(Question() with { Month = BillingMonth.Parse(month) }, file));
            metadata.Sectors().Select(sector => $"{BillingMonth.Of(sector.Start)}").ShouldBe([month]);
        }
    }

    [Theory]
    [InlineData("2026-10-01", "2026-11-01", "2026-10-01", "2026-11-01", FocusOutcome.Fail)]
    [InlineData("2026-10-01", "2026-10-02", "2026-10-02", "2026-11-01", FocusOutcome.Fail)]
    [InlineData("2026-10-02", "2026-11-01", "2026-10-01", "2026-10-02", FocusOutcome.Fail)]
    [InlineData("2026-10-01", "2026-10-02", "2026-10-01", "2026-10-02", FocusOutcome.Skipped)]
    [InlineData("2026-10-01", "2026-10-02", "2026-10-03", "2026-11-01", FocusOutcome.Skipped)]
    [InlineData("2026-10-01", "2026-10-31", "2026-10-01", "2026-10-02", FocusOutcome.Skipped)]
    [InlineData("2026-10-31", "2026-11-01", "2026-10-02", "2026-10-31", FocusOutcome.Skipped)]
    public void CommitmentSum_IsAskedWhereConsumptionCoversTheTerm(
        string usedFrom,
        string usedTo,
        string otherFrom,
        string otherTo,
        FocusOutcome expected
    )
    {
        var sample = new FocusSample().Set(FocusSample.Unused, "EffectiveCost", "40.01");
        foreach (var row in new[] { FocusSample.Batch, FocusSample.Reserved, FocusSample.Split })
        {
            sample
                .Set(row, "ChargePeriodStart", $"{usedFrom}T00:00:00Z")
                .Set(row, "ChargePeriodEnd", $"{usedTo}T00:00:00Z");
        }

        sample
            .Set(FocusSample.Used, "ChargePeriodStart", $"{usedFrom}T00:00:00Z")
            .Set(FocusSample.Used, "ChargePeriodEnd", $"{usedTo}T00:00:00Z")
            .Set(FocusSample.Tokens, "ChargePeriodStart", $"{otherFrom}T00:00:00Z")
            .Set(FocusSample.Tokens, "ChargePeriodEnd", $"{otherTo}T00:00:00Z")
            .Set(FocusSample.Correction, "ChargePeriodStart", "2026-10-01T00:00:00Z")
            .Set(FocusSample.Correction, "ChargePeriodEnd", "2026-11-01T00:00:00Z");

        FocusValidationTests
            .Validate(sample)
            .Results.Single(rule => rule.Rule.Id == "EffectiveCost.commitment")
            .Outcome.ShouldBe(expected);
    }

    private static ExportBench Bench()
    {
        var bench = new ExportBench();
        bench.Use(
            ExportBench.Tokens("a", "2026-01-03T00:00:00Z", 1_000_000),
            ExportBench.Tokens("d", "2026-01-04T00:00:00Z", 2_000_000),
            ExportBench.Tokens("b", "2026-01-04T00:00:00Z", 3_000_000, "B")
        );
        return bench;
    }

    private static FocusExportQuestion Question() => new() { Month = BillingMonth.Parse("2026-01") };

    private static List<(string, string)> Contents(FocusTarget lake) =>
        [
            .. Directory
                .GetFiles(lake.Path, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => (file, Convert.ToHexString(File.ReadAllBytes(file)))),
        ];
}
