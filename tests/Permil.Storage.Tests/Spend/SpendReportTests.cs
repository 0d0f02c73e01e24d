using Permil.Billing;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;
using Permil.Storage.Focus;
using Permil.Storage.Focus.Import;
using Permil.Usage;

namespace Permil.Storage.Spend;

public sealed class SpendReportTests
{
    private static readonly BillingMonth February = BillingMonth.Parse("2026-02");

    [Fact]
    public void Of_OwnAndImported_AreOneTableThatAddsUp()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, [Tokens("a", 1_000_000), Tokens("b", 500_000)]);
        ImportSample(store, folder, "Elsewhere", "USD");

        var report = Report(store, "source,provider");
        report
            .Groups.Select(group => (group.Values[0], group.Values[1]))
            .ShouldBe([("imported", "Elsewhere"), ("own", "acme")], ignoreOrder: true);
        report.Groups.Single(group => group.Values[0] == "own").BilledCost.ShouldBe(4.5m);
        var total = report.Totals.ShouldHaveSingleItem();
        total.BilledCost.ShouldBe(report.Groups.Aggregate(0m, (sum, group) => Exact.Add(sum, group.BilledCost)));
        total.ListCost.ShouldBe(report.Groups.Aggregate(0m, (sum, group) => Exact.Add(sum, group.ListCost)));
        report.InBoth.ShouldBeEmpty();
        report.NotInvoiced.ShouldBe([February]);

        Report(store, "source", SpendSource.Own).Groups.ShouldHaveSingleItem().Values.ShouldBe(["own"]);
        Report(store, "source", SpendSource.Imported).Groups.ShouldHaveSingleItem().Values.ShouldBe(["imported"]);
    }

    [Fact]
    public void Of_OwnUsage_IsGroupedByTheSameKeys()
    {
        using var folder = TemporaryFolder.InMemory();
        var tagged = Tokens("a", 1_000_000) with
        {
            Feature = "chat",
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "x" },
        };
        using var store = ChargeCase.StoreOf(folder, [tagged, Tokens("b", 500_000)]);

        Report(store, "model,feature,tag:team,day,month,category,account")
            .Groups.Select(group => string.Join('|', group.Values))
            .ShouldBe(["flat|chat|x|2026-02-01|2026-02|Usage|A", "flat|||2026-02-01|2026-02|Usage|A"]);
    }

    [Fact]
    public void Of_AProviderInBothSources_SaysThatItMayCountTwice()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, [Tokens("a", 1)]);
        ImportSample(store, folder, "Acme", "USD");

        Report(store, "provider").InBoth.ShouldBe([("Acme", February)]);
        Report(store, "provider", SpendSource.Own).InBoth.ShouldBeEmpty();
    }

    [Fact]
    public void Of_TwoCurrencies_AreNeverAdded()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, [Tokens("a", 1_000_000)]);
        ImportSample(store, folder, "Elsewhere", "EUR");

        var report = Report(store, "category");
        report.Totals.Select(total => total.Currency).ShouldBe(["EUR", "USD"]);
        report.Totals[1].BilledCost.ShouldBe(3m);
        report
            .Groups.Where(group => group.Values[0] == "Usage")
            .Select(group => group.Currency)
            .ShouldBe(["EUR", "USD"]);
    }

    [Theory]
    [InlineData("vendor")]
    [InlineData("provider,provider")]
    [InlineData("environment,env")]
    [InlineData("tag:")]
    public void ParseAll_NoKeys_IsRefused(string text) =>
        Should.Throw<FormatException>(() => SpendKey.ParseAll([text])).Message.ShouldContain("found '");

    private static SpendReport Report(UsageStore store, string by, SpendSource? source = null) =>
        SpendReport.Of(
            store,
            new FocusExport(store, TestTerms.None, []),
            new SpendQuestion([February], SpendKey.ParseAll([by]), source)
        );

    private static void ImportSample(UsageStore store, TemporaryFolder folder, string provider, string currency)
    {
        var sample = new FocusSample()
            .SetAll("ServiceProviderName", provider)
            .SetAll("BillingCurrency", currency)
            .SetAll("BillingPeriodStart", "2026-02-01T00:00:00Z")
            .SetAll("BillingPeriodEnd", "2026-03-01T00:00:00Z");
        new FocusImport(store).Import([folder.Write("sample.csv", sample.Csv())]).Rejected.ShouldBe(0);
    }

    private static UsageEvent Tokens(string id, decimal input) =>
        new()
        {
            Id = id,
            Source = "test",
            Time = TestBooks.At("2026-02-01T00:10:00Z"),
            Provider = "acme",
            Model = "flat",
            Account = "A",
            Usage = [new Measurement(Meters.InputTokens, input)],
        };
}
