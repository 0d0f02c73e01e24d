namespace Permil;

/// <summary>Contracts by the program, each command a process of its own.</summary>
public sealed class ContractsTests : IDisposable
{
    private static readonly string Sample = Repository.PathOf("samples", "contracts", "acme.yaml");

    private readonly TemporaryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("markdown")]
    public void ListAndShow_InEveryFormat_ArePrintedAsExpected(string format)
    {
        _store.Output("contracts", "add", Sample);

        GoldenFile.Verify(
            $"contracts.{format}.txt",
            _store.Output("contracts", "--format", format)
                + _store.Output("contracts", "show", "acme", "--format", format)
        );
    }

    [Fact]
    public void Show_OnADayAsKnownOnAnother_ShowsWhatHeldThen()
    {
        _store.Output("contracts", "add", Sample);

        var shown = _store.Output(
            "contracts",
            "show",
            "acme",
            "--on",
            "2026-12-15",
            "--as-known-at",
            "2026-10-01",
            "--format",
            "csv"
        );

        shown.ShouldContain("batch-10,");
        shown.ShouldNotContain("batch-10-until-2027");
        shown.ShouldNotContain("h100-cluster");
        shown.ShouldNotContain("welcome");
    }

    [Fact]
    public void Add_Again_NeedsReplace_AndSaysWhatChanged()
    {
        var other = _store.Write(
            "other.yaml",
            File.ReadAllText(Sample)
                .Replace("percent: 19", "percent: 20", StringComparison.Ordinal)
                .Replace("id: minimum", "id: floor", StringComparison.Ordinal)
                .Replace("payment-days: 30", "payment-days: 14", StringComparison.Ordinal)
        );
        var first = _store.Run("contracts", "add", Sample);
        first.ExitCode.ShouldBe(0, first.Error);
        File.ReadAllText(Path.Combine(_store.Data, "contracts", "acme.yaml")).ShouldBe(File.ReadAllText(Sample));

        var refused = _store.Run("contracts", "add", other);

        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("account 'acme' has contract 'acme-2026'");
        File.ReadAllText(Path.Combine(_store.Data, "contracts", "acme.yaml")).ShouldBe(File.ReadAllText(Sample));
        var changes = _store.Output("contracts", "add", other, "--replace", "--format", "csv");
        changes
            .ReplaceLineEndings("\n")
            .ShouldBe("id,change\n(head),changed\nfloor,added\nvat,changed\nminimum,removed\n");
    }

    [Fact]
    public void Add_Faulty_IsRefused()
    {
        var faulty = _store.Write(
            "faulty.yaml",
            "contract: c",
            "account: acme",
            "currency: USD",
            "discounts: [{ id: d, percent: 5, for: { providers: nobody }, agreed: 2026-01-01 }]"
        );

        var run = _store.Run("contracts", "add", faulty);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("faulty.yaml:4: fault: d: no price of the books is what 'for' says");
        Directory.Exists(Path.Combine(_store.Data, "contracts")).ShouldBeFalse();
    }

    [Fact]
    public void Check_FaultsAndRemarks_DecideTheExitCode()
    {
        var faulty = _store.Write("faulty.yaml", "contract: c", "account: acme", "currency: dollars");

        PermilProcess.Run("contracts", "check", Sample).ExitCode.ShouldBe(0);
        var run = PermilProcess.Run("contracts", "check", Sample, faulty);
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("faulty.yaml:3: fault: currency: found 'dollars'");
    }

    [Fact]
    public void List_TwoContractsOfOneAccount_IsRefused()
    {
        var added = _store.Output("contracts", "add", Sample);
        added.ShouldContain("added");
        File.WriteAllText(
            Path.Combine(_store.Data, "contracts", "again.yaml"),
            "contract: again\naccount: acme\ncurrency: USD\n"
        );

        var run = _store.Run("contracts");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("account: found 'acme', allowed: one contract an account");
    }

    [Fact]
    public void Show_AccountWithoutContract_Fails()
    {
        var run = _store.Run("contracts", "show", "nobody");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("account 'nobody' has no contract");
    }
}
