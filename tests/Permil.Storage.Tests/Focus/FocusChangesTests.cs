using System.Text;
using FsCheck.Fluent;
using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Focus;
using Permil.Focus.Export;
using Permil.Pricing;
using Permil.Storage.Billing;
using Permil.Usage;

namespace Permil.Storage.Focus;

/// <summary>An export of what has changed since the last one leaves what an export of everything gives, byte for byte.</summary>
public sealed class FocusChangesTests
{
    private const string Discount =
        "discounts: [{ id: off, for: { modes: serverless }, percent: 12.5, agreed: 2026-01-01 }]";

    private static readonly string?[] Contracts =
    [
        null,
        Discount,
        "minimums: [{ id: least, amount: 5, agreed: 2026-01-01 }]",
        """
            reserved: [{ id: pool, for: { modes: cluster, meters: gpu_cluster_hours }, quantity: 2, each: month, price: 1.7, from: 2026-01-01, until: 2026-04-01, paid: monthly, agreed: 2026-01-01 }]
            credits: [{ id: gift, kind: free, amount: 4, from: 2026-01-10 }]
            """,
        """
            spend-commitments: [{ id: spend, amount: 20, from: 2026-01-01, until: 2026-04-01, paid: arrears, agreed: 2026-01-01 }]
            credits: [{ id: paid, kind: prepaid, amount: 6, from: 2026-02-03 }]
            """,
    ];

    [Fact]
    public void Find_AnyStory_ItsExportIsAnExportOfEverything() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    Tell(new Random(seed));
                    return true;
                }
            )
            .Holds(12);

    [Theory]
    [InlineData(FocusFileForm.Csv)]
    [InlineData(FocusFileForm.Parquet)]
    public void Find_UsageOfOneMonth_OnlyThatMonthIsWrittenAgain(FocusFileForm form)
    {
        using var bench = new ExportBench { Now = TestBooks.At("2026-03-20T00:00:00Z") };
        bench.Agree("A", TestTerms.Of(Discount));
        bench.Use(Use("a", "2026-01-03"), Use("b", "2026-02-03"), Use("c", "2026-03-03"));
        bench.Issue("A", "2026-01");
        var lake = bench.Lake("lake", form);
        Reasons(bench, lake).ShouldBe(["2026-01 it is new", "2026-02 it is new", "2026-03 it is new"]);
        Refresh(bench, lake).Select(part => part.IsUnchanged).ShouldAllBe(isUnchanged => !isUnchanged);
        var before = Written(lake);

        Reasons(bench, lake).ShouldBe(["2026-01 ", "2026-02 ", "2026-03 "]);
        Refresh(bench, lake).ShouldBeEmpty();

        bench.Use(Use("d", "2026-03-04"));
        Reasons(bench, lake).ShouldBe(["2026-01 ", "2026-02 ", "2026-03 usage came"]);
        Refresh(bench, lake);
        Written(lake)
            .Where(file => before[file.Key] != file.Value)
            .Select(file => file.Key.Split('/')[1])
            .ShouldBe(["billing_period=2026-03"]);

        // Late usage of an invoiced month corrects the first month that is open; the invoice stays as it is.
        bench.Use(Use("late", "2026-01-05"));
        Reasons(bench, lake)
            .ShouldBe([
                "2026-01 usage came",
                "2026-02 what it follows from has changed",
                "2026-03 what it follows from has changed",
            ]);
        Refresh(bench, lake)
            .Where(part => part.Dataset == FocusDataset.CostAndUsage)
            .Select(part => part.IsUnchanged)
            .ShouldBe([true, false, true]);

        bench.Issue("A", "2026-02");
        Reasons(bench, lake)
            .ShouldBe([
                "2026-01 ",
                "2026-02 documents were issued or became void",
                "2026-03 what it follows from has changed",
            ]);
    }

    [Fact]
    public void Find_AMonthWithoutUsageThatCorrectsAnother_IsThere()
    {
        using var bench = new ExportBench { Now = TestBooks.At("2026-03-20T00:00:00Z") };
        bench.Use(Use("a", "2026-01-03"), Use("c", "2026-03-03"));
        bench.Issue("A", "2026-01");
        bench.Use(Use("late", "2026-01-05"));
        var lake = bench.Lake("lake");

        Refresh(bench, lake)
            .Where(part => part.Dataset == FocusDataset.CostAndUsage)
            .Select(part => (part.Start.Month, part.Rows > 0))
            .ShouldBe([(1, true), (2, true), (3, true)]);
    }

    [Fact]
    public void Find_OtherTermsOrOptions_EverythingIsMadeAgain()
    {
        using var bench = new ExportBench { Now = TestBooks.At("2026-02-20T00:00:00Z") };
        bench.Agree("A", TestTerms.Of(Discount));
        bench.Use(Use("a", "2026-01-03"), Use("b", "2026-02-03"));
        var lake = bench.Lake("lake");
        Refresh(bench, lake);
        bench.Agree("A", TestTerms.Of(Discount.Replace("12.5", "13", StringComparison.Ordinal)));

        const string Others = "prices, contracts, credits, allocation, options or the program are others";
        Reasons(bench, lake).ShouldBe([$"2026-01 {Others}", $"2026-02 {Others}"]);
        Refresh(bench, lake);
        Reasons(bench, lake).ShouldBe(["2026-01 ", "2026-02 "]);
        Reasons(bench, lake, FocusGranularity.Hour).ShouldBe([$"2026-01 {Others}", $"2026-02 {Others}"]);
    }

    [Fact]
    public void Find_AFileThatIsGone_IsMadeAgain()
    {
        using var bench = new ExportBench { Now = TestBooks.At("2026-01-20T00:00:00Z") };
        bench.Use(Use("a", "2026-01-03"));
        var lake = bench.Lake("lake");
        var file = Refresh(bench, lake)[0].File;
        var bytes = File.ReadAllBytes(file);
        File.Delete(file);

        Reasons(bench, lake).ShouldBe(["2026-01 its export did not say what it saw"]);
        Refresh(bench, lake);
        File.ReadAllBytes(file).ShouldBe(bytes);
    }

    [Fact]
    public void Find_AMonthByDays_GetsItsNewDays()
    {
        using var bench = new ExportBench { Now = TestBooks.At("2026-01-05T00:00:00Z") };
        bench.Use(Use("a", "2026-01-03"));
        var lake = bench.Lake("lake");
        var question = Question("2026-01") with { Days = [new(2026, 1, 3), new(2026, 1, 4)] };
        new FocusMetadata(lake, FocusVersion.V14, "1", bench.Now).Enter(
            bench.Export().Write(question, lake),
            Changes(bench).Now(question, "1")
        );

        Reasons(bench, lake).ShouldBe(["2026-01 "]);
        bench.Use(Use("b", "2026-01-06"));
        bench.Now = bench.Now.AddDays(2);
        Refresh(bench, lake)
            .Where(part => part.Dataset == FocusDataset.CostAndUsage)
            .Select(part => (part.Start.Day, part.Rows, part.IsUnchanged))
            .ShouldBe([
                // What rounds the draft is of its first day.
                (1, 1, false),
                (2, 0, false),
                (3, 1, true),
                (4, 0, true),
                (5, 0, false),
                (6, 1, false),
                (7, 0, false),
            ]);
        Reasons(bench, lake).ShouldBe(["2026-01 "]);
    }

    [Fact]
    public void Write_CommitmentsThatAreGone_TakeTheirFileAndItsDescriptionWithThem()
    {
        using var bench = new ExportBench { Now = TestBooks.At("2026-01-20T00:00:00Z") };
        bench.Agree("A", TestTerms.Of(Contracts[3]));
        bench.Use(Use("a", "2026-01-03"));
        var lake = bench.Lake("lake");
        Refresh(bench, lake).ShouldContain(part => part.Dataset == FocusDataset.ContractCommitment);
        bench.Agree("A", TestTerms.Of(Discount));

        Refresh(bench, lake).ShouldContain(part => part.Dataset == FocusDataset.ContractCommitment && part.IsGone);
        Written(lake).Keys.ShouldNotContain(file => file.StartsWith("ContractCommitment", StringComparison.Ordinal));
        File.ReadAllText(lake.MetadataFile).ShouldNotContain("ContractCommitment");
    }

    private static void Tell(Random random)
    {
        using var bench = new ExportBench { Now = TestBooks.At("2026-02-10T00:00:00Z") };
        bench.Agree("A", TestTerms.Of(Contracts[random.Next(Contracts.Length)]));
        var lake = bench.Lake("lake");
        var told = new List<string>();
        for (var step = 0; step < 7; step++)
        {
            for (var deed = random.Next(1, 4); deed > 0; deed--)
            {
                told.Add(Act(bench, random, $"{step}-{deed}"));
            }

            Refresh(bench, lake);
            var full = bench.Lake($"full-{step}");
            foreach (var (month, _, _) in Stale(bench, lake))
            {
                bench.Export().Write(Question($"{month}"), full);
            }

            var (left, expected) = (Written(lake), Written(full));
            var story = string.Join('\n', told);
            left.Keys.ShouldBe(expected.Keys, ignoreOrder: true, story);
            foreach (var (file, bytes) in expected)
            {
                Encoding
                    .UTF8.GetString(Convert.FromHexString(left[file]))
                    .ShouldBe(Encoding.UTF8.GetString(Convert.FromHexString(bytes)), $"{file}\n{story}");
            }
        }
    }

    private static string Act(ExportBench bench, Random random, string id)
    {
        var account = random.Next(3) == 0 ? "B" : "A";
        var month = $"2026-0{random.Next(1, 5)}";
        var number = $"INV-00000{random.Next(1, 4)}";
        try
        {
            switch (random.Next(9))
            {
                case 0:
                    bench.Issue(account, month);
                    return $"issue {account} {month}";
                case 1:
                    bench.Issue("A", month = "2026-01");
                    return $"issue A {month}";
                case 2:
                    bench.Void(number);
                    return $"void {number}";
                case 3:
                    var terms = random.Next(Contracts.Length);
                    bench.Agree("A", TestTerms.Of(Contracts[terms]));
                    return $"terms {terms}";
                case 4:
                    bench.Now = bench.Now.AddDays(20);
                    return $"now {bench.Now}";
                default:
                    var day = $"{month}-{random.Next(1, 29):D2}";
                    bench.Use(
                        Use(id, day) with
                        {
                            Account = account,
                            Mode = random.Next(2) == 0 ? Mode.Serverless : Mode.Batch,
                        }
                    );
                    return $"use {account} {day}";
            }
        }
        catch (BillingRefusedException exception)
        {
            return exception.Message;
        }
    }

    private static FocusChanges Changes(ExportBench bench) => new(bench.Store, bench.TermsOf, bench.Accounts);

    private static IReadOnlyList<FocusStaleMonth> Stale(
        ExportBench bench,
        FocusTarget lake,
        FocusGranularity granularity = FocusGranularity.Day
    )
    {
        var question = Question("2026-01") with { Granularity = granularity };
        var changes = Changes(bench);
        return changes.Find(
            new FocusMetadata(lake, FocusVersion.V14, "1", bench.Now).Sectors(),
            changes.Now(question, "1"),
            DateOnly.FromDateTime(bench.Now.UtcDateTime)
        );
    }

    private static IEnumerable<string> Reasons(
        ExportBench bench,
        FocusTarget lake,
        FocusGranularity granularity = FocusGranularity.Day
    ) => Stale(bench, lake, granularity).Select(month => $"{month.Month} {month.Because}");

    private static List<FocusPart> Refresh(ExportBench bench, FocusTarget lake)
    {
        var written = new List<FocusPart>();
        var now = Changes(bench).Now(Question("2026-01"), "1");
        foreach (var (month, days, because) in Stale(bench, lake))
        {
            if (because is not null)
            {
                var parts = bench.Export().Write(Question($"{month}") with { Days = days }, lake);
                new FocusMetadata(lake, FocusVersion.V14, "1", bench.Now).Enter(parts, now);
                written.AddRange(parts);
            }
        }

        return written;
    }

    private static FocusExportQuestion Question(string month) =>
        new() { Month = BillingMonth.Parse(month), Version = FocusVersion.V14 };

    /// <summary>Data files by their place, each with what it holds.</summary>
    private static Dictionary<string, string> Written(FocusTarget target) =>
        Directory
            .EnumerateFiles(target.Path, "data.*", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetRelativePath(target.Path, file).Replace('\\', '/'),
                file => Convert.ToHexString(File.ReadAllBytes(file)),
                StringComparer.Ordinal
            );

    private static UsageEvent Use(string id, string day) => ExportBench.Tokens(id, $"{day}T01:00:00Z", 1_000_003);
}
