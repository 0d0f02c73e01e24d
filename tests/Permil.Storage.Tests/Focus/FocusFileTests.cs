using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Focus;
using Permil.Focus.Export;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;
using Permil.Usage;

namespace Permil.Storage.Focus;

public sealed class FocusFileTests
{
    private const string Rules = """
        reserved: [{ id: pool, name: "The \"pool\", reserved", for: { modes: cluster, meters: gpu_cluster_hours }, quantity: 2, each: hour, price: 1.7, from: 2026-02-01, until: 2026-02-20, paid: upfront, agreed: 2026-01-01 }]
        discounts: [{ id: off, for: { modes: serverless }, percent: 12.5, agreed: 2026-01-01 }]
        taxes: [{ id: vat, percent: 19, agreed: 2026-01-01 }]
        """;

    private static readonly FocusExportQuestion February = new()
    {
        Month = BillingMonth.Parse("2026-02"),
        Granularity = FocusGranularity.Hour,
    };

    [Fact]
    public void Write_CsvAndParquet_HoldTheSameRows()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, Events());
        var csv = folder.PathOf("month.csv");
        var parquet = folder.PathOf("month.parquet");
        var written = Export(store).Write(February, new FocusTarget(csv, FocusFileForm.Csv, isFile: true));
        Export(store).Write(February, new FocusTarget(parquet, FocusFileForm.Parquet, isFile: true));

        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        connection.Execute($"CREATE TABLE packed AS SELECT * FROM read_parquet('{parquet}')");
        connection.Execute("CREATE TABLE plain AS SELECT * FROM packed LIMIT 0");
        connection.Execute($"COPY plain FROM '{csv}' (HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '')");

        written[0].Rows.ShouldBeGreaterThan(10);
        connection.QueryNumber("SELECT count(*) FROM plain").ShouldBe(written[0].Rows);
        connection.QueryNumber("SELECT count(*) FROM (FROM plain EXCEPT ALL FROM packed)").ShouldBe(0);
        connection.QueryNumber("SELECT count(*) FROM (FROM packed EXCEPT ALL FROM plain)").ShouldBe(0);
    }

    [Fact]
    public void Write_Parquet_HasExactDecimalsAndUtcTimes()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, Events());
        var parquet = folder.PathOf("month.parquet");
        Export(store).Write(February, new FocusTarget(parquet, FocusFileForm.Parquet, isFile: true));

        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        var names = FocusFields.Of(FocusVersion.V13);
        using var result = connection.Query($"DESCRIBE SELECT * FROM read_parquet('{parquet}')");
        var types = new List<string>();
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                types.Add($"{chunk.Text(0, row)} {chunk.Text(1, row)}");
            }
        }

        types.ShouldBe(
            names.Select(field =>
                field.DataType switch
                {
                    FocusDataType.Decimal => $"{field.Name} DECIMAL(38,18)",
                    FocusDataType.DateTime => $"{field.Name} TIMESTAMP WITH TIME ZONE",
                    _ => $"{field.Name} VARCHAR",
                }
            )
        );
    }

    [Theory]
    [InlineData(FocusFileForm.Csv)]
    [InlineData(FocusFileForm.Parquet)]
    public void Write_UnchangedPeriodAgain_LeavesTheSameBytes(FocusFileForm form)
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, Events());
        var target = new FocusTarget(folder.PathOf("lake"), form, isFile: false);
        var first = Snapshot(target, Export(store).Write(February, target), day: 1);

        Snapshot(target, Export(store).Write(February, target), day: 2).ShouldBe(first);

        ChargeCase.Import(store, [Tokens("late", "2026-02-03T00:00:00Z", 5)]);
        var changed = Snapshot(target, Export(store).Write(February, target), day: 3);
        changed.Keys.ShouldBe(first.Keys);
        changed
            .Where(file => file.Value != first[file.Key])
            .Select(file => Path.GetFileName(file.Key))
            .Order()
            .ShouldBe([form == FocusFileForm.Csv ? "data.csv" : "data.parquet", "metadata.json"]);
    }

    [Fact]
    public void Write_Days_DealOutTheMonth()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, Events());
        var whole = Export(store).Rows(February).ToList();
        var days = Enumerable.Range(1, 28).Select(day => new DateOnly(2026, 2, day)).ToList();
        var target = new FocusTarget(folder.PathOf("lake"), FocusFileForm.Csv, isFile: false);
        var parts = Export(store).Write(February with { Days = days }, target);

        parts.Where(part => part.Dataset == FocusDataset.CostAndUsage).Sum(part => part.Rows).ShouldBe(whole.Count);
        Should
            .Throw<IOException>(() => Export(store).Write(February, target))
            .Message.ShouldContain("would count twice");
    }

    [Fact]
    public void Write_NumberThatDoesNotFit_IsRefusedAndTheOldFileStays()
    {
        using var folder = TemporaryFolder.InMemory();
        var target = new FocusTarget(folder.PathOf("one.csv"), FocusFileForm.Csv, isFile: true);
        FocusField<decimal>[] fields = [new("Cost", FocusDataType.Decimal) { Number = value => value }];
        target.Write(target.Path, fields, [1.5m]);

        Should
            .Throw<InexactAmountException>(() => target.Write(target.Path, fields, [2m, 0.0000000000000000001m]))
            .Message.ShouldStartWith("Cost: found 0.0000000000000000001");
        File.ReadAllText(target.Path).ShouldBe("Cost\r\n1.5\r\n");
        Directory.EnumerateFileSystemEntries(folder.Path).Count().ShouldBe(1);
    }

    private static Dictionary<string, string> Snapshot(FocusTarget target, IReadOnlyList<FocusPart> parts, int day)
    {
        new FocusMetadata(
            target,
            FocusVersion.V13,
            "1",
            new DateTimeOffset(2026, 3, day, 0, 0, 0, TimeSpan.Zero)
        ).Enter(parts);
        return Directory
            .EnumerateFiles(target.Path, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file)), StringComparer.Ordinal);
    }

    private static FocusExport Export(UsageStore store) =>
        new(store, account => account == "A" ? TestTerms.Of(Rules) : TestTerms.None(account), []);

    private static IEnumerable<UsageEvent> Events() =>
        [
            Tokens("a", "2026-02-01T00:10:00Z", 1_000_003),
            Tokens("b", "2026-02-01T00:50:00Z", 7) with
            {
                Feature = "a, \"b\"",
                Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "x\ny", ["key"] = "k1" },
            },
            Tokens("c", "2026-02-10T12:30:00Z", 900_000) with
            {
                SubAccount = "s",
                Environment = "prod",
            },
            Tokens("nobody", "2026-02-11T00:00:00Z", 5) with
            {
                Account = null,
            },
            .. Enumerable
                .Range(0, 6)
                .Select(hour =>
                    Tokens($"h{hour}", $"2026-02-19T2{hour % 4}:00:00Z", 1) with
                    {
                        Mode = Mode.Cluster,
                        Usage = [new Measurement(Meters.GpuClusterHours, 1 + (hour / 4m))],
                    }
                ),
            Tokens("seconds", "2026-02-12T00:00:00Z", 1) with
            {
                Usage = [new Measurement(Meters.AudioSeconds, 100)],
            },
        ];

    private static UsageEvent Tokens(string id, string time, decimal input) =>
        new()
        {
            Id = id,
            Source = "test",
            Time = TestBooks.At(time),
            Provider = "acme",
            Model = "flat",
            Account = "A",
            Usage = [new Measurement(Meters.InputTokens, input)],
        };
}
