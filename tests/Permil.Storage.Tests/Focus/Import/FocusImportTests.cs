using Permil.Billing;
using Permil.Pricing;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.Spend;

namespace Permil.Storage.Focus.Import;

public sealed class FocusImportTests
{
    private const string Header =
        "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargeCategory,ChargeClass,ChargePeriodStart,ChargePeriodEnd,ContractedCost,EffectiveCost,InvoiceIssuerName,ListCost,ProviderName,PublisherName,ServiceName,SkuId,SubAccountId,Tags,ChargeDescription";

    /// <summary>Moments without seconds, as one provider writes them.</summary>
    private const string Azure =
        "2.5,sub-1,EUR,2026-10-01T00:00Z,2026-11-01T00:00Z,Usage,,2026-10-03T00:00Z,2026-10-04T00:00Z,2.5,2.5,Microsoft,3,Microsoft,Microsoft,Azure OpenAI,AAA,rg-1,\"{\"\"Env\"\":\"\"prod\"\"}\",gpt";

    /// <summary>A month of California, moments with the name of the zone and tags as a list, as BigQuery writes them.</summary>
    private const string Google =
        "0.000000123,01AB,USD,2026-10-01 07:00:00 UTC,2026-11-01 07:00:00 UTC,Usage,,2026-10-31 23:00:00 UTC,2026-11-01 00:00:00 UTC,0.1,0.1,Google,0.2,Google Cloud,Google,Vertex AI,B-1,proj,\"[{\"\"key\"\":\"\"feature\"\",\"\"value\"\":\"\"chat\"\"}]\",\"two\r\nlines\"";

    private const string Tax =
        "-1E-2,01AB,USD,2026-10-01 07:00:00 UTC,2026-11-01 07:00:00 UTC,Tax,Correction,2026-10-01T00:00:00+02:00,2026-11-01,-0.01,-0.01,Google,-0.01,Google Cloud,Google,Vertex AI,,,,";

    [Fact]
    public void Import_FilesOfVersion10_KeepWhatTheySay()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var result = Import(store, Write(folder, "a.csv", Azure, Google), Write(folder, "b.csv", Tax));

        (result.Read, result.Rejected, result.RoundedNumbers).ShouldBe((3, 0, 0));
        result
            .Parts.Select(part =>
                (part.Delivery.Provider, part.Delivery.Account, $"{part.Delivery.Month}", part.Delivery.Rows)
            )
            .ShouldBe([("Google Cloud", "01AB", "2026-10", 2), ("Microsoft", "sub-1", "2026-10", 1)]);
        result.Parts[0].Delivery.Files.ShouldBe("a.csv, b.csv");

        var groups = Spend(store, "provider,service,category,class,subAccount,feature,environment,tag:feature,sku,day");
        groups
            .Select(group => string.Join('|', group.Values.Append(group.Currency)))
            .ShouldBe([
                "Microsoft|Azure OpenAI|Usage||rg-1||prod||AAA|2026-10-03|EUR",
                "Google Cloud|Vertex AI|Usage||proj|chat||chat|B-1|2026-10-31|USD",
                "Google Cloud|Vertex AI|Tax|Correction||||||2026-09-30|USD",
            ]);
        groups
            .Select(group => (group.BilledCost, group.ListCost))
            .ShouldBe([(2.5m, 3m), (0.000000123m, 0.2m), (-0.01m, -0.01m)]);
    }

    [Fact]
    public void Import_TheSampleOf13_HasItsSumsModelAndFeature()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var sample = new FocusSample();
        Import(store, folder.Write("month.csv", sample.Csv())).Rejected.ShouldBe(0);

        var all = Spend(store, "provider").ShouldHaveSingleItem();
        all.Values.ShouldBe(["Together AI"]);
        all.BilledCost.ShouldBe(Sum(sample, "BilledCost"));
        all.EffectiveCost.ShouldBe(Sum(sample, "EffectiveCost"));
        all.ContractedCost.ShouldBe(Sum(sample, "ContractedCost"));
        all.ListCost.ShouldBe(Sum(sample, "ListCost"));
        all.Rows.ShouldBe(sample.Rows.Count);
        Spend(store, "model,feature,tag:cost-center")
            .ShouldContain(group =>
                group.Values[0] == "meta/llama" && group.Values[1] == "ranking" && group.Values[2] == "42"
            );
    }

    [Fact]
    public void Import_TheSameRowsAgain_ChangesNothing()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var day = new FixedClock { Now = TestBooks.At("2026-11-02T00:00:00Z") };
        new FocusImport(store, day).Import([Write(folder, "a.csv", Google, Tax, Azure)]);
        day.Now = day.Now.AddDays(1);

        // In another order and in several files: the same month all the same.
        var again = new FocusImport(store, day).Import([
            Write(folder, "b.csv", Azure, Tax),
            Write(folder, "c.csv", Google),
        ]);

        again.Parts.ShouldAllBe(part => part.IsUnchanged);
        ImportedDeliveries
            .Of(store)
            .ShouldAllBe(delivery => delivery.ImportedAt == day.Now.AddDays(-1) && delivery.Files == "a.csv");
        Spend(store, "source").Sum(group => group.Rows).ShouldBe(3);
    }

    [Fact]
    public void Import_AMonthAgain_ReplacesItAndNothingElse()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        Import(store, Write(folder, "a.csv", Google, Tax, Azure));
        var november = Google
            .Replace("2026-10-01 07", "2026-11-01 07", StringComparison.Ordinal)
            .Replace("2026-11-01 07:00:00 UTC,Usage", "2026-12-01 07:00:00 UTC,Usage", StringComparison.Ordinal);
        var result = Import(
            store,
            Write(folder, "b.csv", Google.Replace("0.000000123", "7", StringComparison.Ordinal), november)
        );

        result
            .Parts.Select(part => ($"{part.Delivery.Month}", part.RowsBefore, part.IsUnchanged))
            .ShouldBe([("2026-10", 2L, false), ("2026-11", null, false)]);
        Spend(store, "provider")
            .Select(group => (group.Values[0], group.Rows, group.BilledCost))
            .ShouldBe([("Microsoft", 1L, 2.5m), ("Google Cloud", 1L, 7m)]);
        ImportedDeliveries.Of(store).Count.ShouldBe(3);
    }

    [Fact]
    public void Import_AnAccountUnderAnotherName_SaysThatItIsThereTwice()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        Import(store, Write(folder, "a.csv", Google, Azure)).Parts.ShouldAllBe(part => part.OtherProviders.Count == 0);
        var renamed = Google.Replace("Google Cloud", "Google", StringComparison.Ordinal);

        Import(store, Write(folder, "b.csv", renamed))
            .Parts.ShouldHaveSingleItem()
            .OtherProviders.ShouldBe(["Google Cloud"]);
    }

    [Fact]
    public void Import_BadRows_AreNamedByLineAndColumnAndTheOthersComeIn()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var file = Write(
            folder,
            "a.csv",
            Google,
            Azure.Replace("2.5,sub-1,EUR", "2.5,sub-1,Euro", StringComparison.Ordinal),
            "1,2,\"three\r\nlines\r\nlong\"",
            Azure.Replace("Usage", "Refund", StringComparison.Ordinal),
            Azure.Replace("2.5,sub-1", ",sub-1", StringComparison.Ordinal),
            Azure.Replace("2026-11-01T00:00Z", "the end", StringComparison.Ordinal),
            Azure.Replace("\"{\"\"Env\"\":\"\"prod\"\"}\"", "Env=prod", StringComparison.Ordinal),
            "too,short",
            Azure
        );
        var result = Import(store, file);

        (result.Read, result.Rejected).ShouldBe((9, 7));
        result
            .Rejects.Select(reject => $"{reject}"[(file.Length + 1)..])
            .ShouldBe([
                "4: BillingCurrency: found 'Euro', allowed: a code of ISO 4217",
                "5: found 3 values, expected 20",
                "8: ChargeCategory: found 'Refund', allowed: Usage, Purchase, Tax, Credit, Adjustment",
                "9: BilledCost: found nothing, allowed: a number of at most 28 digits, 20 of them before the point",
                "10: BillingPeriodEnd: found 'the end', allowed: a moment such as 2026-10-01T00:00:00Z",
                "11: Tags: found 'Env=prod', allowed: a JSON object of keys and values",
                "12: found 2 values, expected 20",
            ]);
        Spend(store, "source").Sum(group => group.Rows).ShouldBe(2);
    }

    [Fact]
    public void Import_ParquetOfDoublesAndMaps_IsReadAndRounded()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var parquet = folder.PathOf("a.parquet");
        using (var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory))
        using (var connection = database.Connect())
        {
            connection.Execute(
                $$"""
                COPY (SELECT 1.25::DOUBLE AS BilledCost, 1.2345678901234567e-10::DOUBLE AS EffectiveCost,
                    0.1::DOUBLE AS ListCost, 1.5::DECIMAL(10,2) AS ContractedCost, '111' AS BillingAccountId,
                    'USD' AS BillingCurrency, TIMESTAMP_MS '2026-10-01' AS BillingPeriodStart,
                    TIMESTAMP_MS '2026-11-01' AS BillingPeriodEnd, TIMESTAMP_MS '2026-10-05' AS ChargePeriodStart,
                    TIMESTAMP_MS '2026-10-06' AS ChargePeriodEnd, 'Usage' AS ChargeCategory, 'AWS' AS ProviderName,
                    'Amazon Bedrock' AS ServiceName, MAP {'user:feature': 'a', 'env': 'prod'} AS Tags,
                    MAP {'x_ModelId': 'claude'} AS SkuPriceDetails) TO '{{parquet}}' (FORMAT parquet)
                """
            );
        }

        Import(store, parquet).RoundedNumbers.ShouldBe(1);
        var group = Spend(store, "model,environment,tag:user:feature").ShouldHaveSingleItem();
        group.Values.ShouldBe(["claude", "prod", "a"]);
        (group.BilledCost, group.EffectiveCost, group.ListCost, group.ContractedCost).ShouldBe(
            (1.25m, 0.000000000123456789m, 0.1m, 1.5m)
        );
    }

    [Fact]
    public void Import_NoCostAndUsage_IsRefusedAndNothingIsStored()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var other = folder.Write("other.csv", "BilledCost,ServiceName\r\n1,x\r\n");

        Should
            .Throw<FocusFileException>(() => Import(store, Write(folder, "a.csv", Azure), other))
            .Message.ShouldContain(
                "other.csv: it is no Cost and Usage of FOCUS: it has no column ServiceProviderName or ProviderName"
            );
        ImportedDeliveries.Of(store).ShouldBeEmpty();
    }

    [Fact]
    public void Remove_AProvider_TakesItsRowsOut()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        Import(store, Write(folder, "a.csv", Google, Tax, Azure));

        ImportedDeliveries.Remove(store, "Google Cloud", account: null, BillingMonth.Parse("2026-09")).ShouldBeEmpty();
        ImportedDeliveries.Remove(store, "Google Cloud", account: null, month: null).Count.ShouldBe(1);
        Spend(store, "provider").ShouldHaveSingleItem().Values.ShouldBe(["Microsoft"]);
        ImportedDeliveries.Of(store).ShouldHaveSingleItem().Provider.ShouldBe("Microsoft");
    }

    private static FocusImportResult Import(UsageStore store, params string[] files) =>
        new FocusImport(store).Import(files);

    private static IReadOnlyList<SpendGroup> Spend(UsageStore store, string by)
    {
        var sums = new SpendSums();
        new ImportedSpend(store, new SpendQuestion([BillingMonth.Parse("2026-10")], SpendKey.ParseAll([by]))).AddTo(
            sums
        );
        return sums.Groups();
    }

    private static string Write(TemporaryFolder folder, string name, params string[] rows) =>
        folder.Write(name, string.Concat(rows.Prepend(Header).Select(row => row + "\r\n")));

    private static decimal Sum(FocusSample sample, string column) =>
        sample.Rows.Sum(row => decimal.Parse(row[column]!, System.Globalization.CultureInfo.InvariantCulture));

    private sealed class FixedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
