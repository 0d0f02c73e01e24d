namespace Permil;

/// <summary><c>permil focus export</c> into a folder that holds something: nothing counts twice and nothing is left half.</summary>
public sealed class FocusFolderTests : IDisposable
{
    private readonly TemporaryStore _store = new();
    private readonly string _lake;

    public FocusFolderTests()
    {
        _lake = _store.PathOf("lake");
        _store.Output(
            "import",
            _store.Write("usage.jsonl", Event("a", "2026-09-29", "acme"), Event("b", "2026-10-02", "other"))
        );
    }

    [Fact]
    public void Export_TheSameMonthInTheOtherForm_IsThereOnce()
    {
        Export("--month", "2026-09");
        Export("--month", "2026-09", "--format", "csv")
            .ShouldContain("data.csv: 1 rows, not all invoiced, instead of data.parquet");

        Files().ShouldBe(["CostAndUsage/billing_period=2026-09/data.csv"]);
        Export("--since", "last", "--format", "csv").ShouldContain("2026-09: nothing has changed");
    }

    [Fact]
    public void Export_DaysBesideAMonthOfTheOtherForm_IsRefusedAndWritesNothing()
    {
        Export("--month", "2026-10");
        var before = Contents();
        var run = Run("--from", "2026-09-29", "--to", "2026-10-03", "--format", "csv");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("billing_period=2026-10: holds the whole month");
        Contents().ShouldBe(before);
    }

    [Fact]
    public void Export_UnknownAccount_NamesThoseThatAre()
    {
        var run = Run("--month", "2026-09", "--account", "acmee");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("account: found 'acmee', allowed: acme, other");
        Directory.Exists(_lake).ShouldBeFalse();
    }

    [Fact]
    public void Export_OtherAccountsThanTheFolders_IsRefusedBothWays()
    {
        Export("--month", "2026-09", "--account", "acme");
        File.ReadAllText(Path.Combine(_lake, "metadata.json")).ShouldContain("\"x_Accounts\": [\n    \"acme\"\n  ]");
        var before = Contents();
        Run("--month", "2026-09").Error.ShouldContain("holds only 'acme', found all accounts");
        Run("--since", "last", "--account", "other").Error.ShouldContain("holds only 'acme', found only 'other'");
        Contents().ShouldBe(before);
        Export("--month", "2026-10", "--account", "acme", "--account", "acme");

        Directory.Delete(_lake, recursive: true);
        Export("--month", "2026-09");
        Run("--month", "2026-09", "--account", "acme").Error.ShouldContain("holds all accounts, found only 'acme'");
    }

    [Fact]
    public void Export_OtherVersionThanTheFolders_IsRefused()
    {
        Export("--month", "2026-09");
        var before = Contents();
        var run = Run("--month", "2026-10", "--focus-version", "1.4");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("holds FOCUS 1.3, found FOCUS 1.4: name another folder, or remove this one");
        Contents().ShouldBe(before);
    }

    [Fact]
    public void Export_MetadataThatIsBroken_WritesNothing()
    {
        Export("--month", "2026-09");
        File.WriteAllText(Path.Combine(_lake, "metadata.json"), """{"Recency":5}""");
        var before = Contents();
        var run = Run("--month", "2026-09", "--format", "csv");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("metadata.json: Recency: found 5, allowed: a list");
        Contents().ShouldBe(before);
    }

    [Theory]
    [InlineData("--output: found ''", "--month", "2026-09", "--output", "")]
    [InlineData(
        "--format: found 'csv', allowed for --output x.parquet: parquet",
        "--month",
        "2026-09",
        "--output",
        "x.parquet",
        "--format",
        "csv"
    )]
    [InlineData(
        "--to: found 2026-09-01, allowed: a day after --from, 2026-09-03",
        "--from",
        "2026-09-03",
        "--to",
        "2026-09-01",
        "--output",
        "x"
    )]
    public void WrongUsage_SaysWhatWasFound(string said, params string[] arguments)
    {
        var run = _store.Run(["focus", "export", .. arguments]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(said);
    }

    [Fact]
    public void Export_NameInCapitals_IsOneFile()
    {
        var file = _store.PathOf("A.CSV");
        _store.Output("focus", "export", "--month", "2026-09", "--output", file);

        File.ReadAllText(file).ShouldStartWith("AllocatedMethodId,");
    }

    public void Dispose() => _store.Dispose();

    private string Export(params string[] arguments)
    {
        var run = Run(arguments);
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        return run.Output;
    }

    private PermilProcess.Result Run(params string[] arguments) =>
        _store.Run(["focus", "export", "--output", _lake, .. arguments]);

    private IEnumerable<string> Files() => Contents().Keys.Where(file => Path.GetFileName(file) != "metadata.json");

    private SortedDictionary<string, string> Contents() =>
        new(
            Directory
                .GetFiles(_lake, "*", SearchOption.AllDirectories)
                .ToDictionary(
                    file => Path.GetRelativePath(_lake, file).Replace('\\', '/'),
                    file => Convert.ToHexString(File.ReadAllBytes(file)),
                    StringComparer.Ordinal
                ),
            StringComparer.Ordinal
        );

    private static string Event(string id, string day, string account) =>
        $$$"""{"id":"{{{id}}}","source":"app","time":"{{{day}}}T12:00:00Z","provider":"openai","model":"gpt-4o","account":"{{{account}}}","usage":{"input_tokens":"1000000"}}""";
}
