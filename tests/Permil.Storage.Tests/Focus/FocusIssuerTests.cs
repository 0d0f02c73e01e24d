using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Focus;
using Permil.Focus.Export;
using Permil.Usage;

namespace Permil.Storage.Focus;

/// <summary>A document has one issuer, and what belongs to no provider is of the one that the account is billed for.</summary>
public sealed class FocusIssuerTests
{
    private const string Agreed = """
        minimums: [{ id: least, amount: 50, agreed: 2026-01-01 }]
        taxes: [{ id: vat, percent: 19, agreed: 2026-01-01 }]
        credits: [{ id: paid, kind: prepaid, amount: 6, from: 2026-01-03 }]
        reserved: [{ id: gpus, for: { meters: gpu_cluster_hours }, quantity: 2, each: month, price: 1.7, from: 2026-01-01, until: 2026-04-01, paid: monthly, agreed: 2026-01-01 }]
        """;

    [Fact]
    public void Rows_AccountOfOneProvider_AreAllInvoicedByIt()
    {
        using var bench = new ExportBench();
        bench.Agree("A", Terms(Agreed));
        bench.Use(Tokens("a", "2026-01-04", "other", 1_000_000));
        bench.Issue("A", "2026-01");
        bench.Issue("A", "2026-02");

        foreach (var month in new[] { "2026-01", "2026-02" })
        {
            var rows = Rows(bench, month);
            rows.Select(row => row.Category).Distinct().Count().ShouldBeGreaterThan(2, month);
            rows.ShouldAllBe(row => row.Parties.Issuer == "Other AI");
            rows.Where(row => row.Line?.Rule == "least").ShouldAllBe(row => row.Parties.ServiceProvider == "Other AI");
            var lake = bench.Lake("lake");
            bench
                .Export()
                .Write(new() { Month = BillingMonth.Parse(month), Version = FocusVersion.V14 }, lake)
                .ShouldNotBeEmpty();
            foreach (var dataset in new[] { "BillingPeriod", "ContractCommitment" })
            {
                var text = File.ReadAllText(Path.Combine(lake.Path, dataset, $"billing_period={month}", "data.csv"));
                text.ShouldContain("Other AI", customMessage: dataset);
                text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2, dataset);
            }
        }

        Rows(bench, "2026-01").ShouldContain(row => row.Line == null, "the credit that was bought");
    }

    [Fact]
    public void Rows_AccountWithoutUsage_AreOfTheProviderThatItsRulesName()
    {
        using var bench = new ExportBench();
        bench.Agree(
            "A",
            Terms(
                """
                discounts: [{ id: off, for: { models: other-chat }, percent: 5, agreed: 2026-01-01 }]
                minimums: [{ id: least, amount: 50, agreed: 2026-01-01 }]
                """
            )
        );

        var rows = Rows(bench, "2026-01");
        rows.ShouldNotBeEmpty();
        rows.ShouldAllBe(row => row.Parties.Issuer == "Other AI");
    }

    [Fact]
    public void Rows_TwoProvidersOnAnInvoice_HaveOneIssuerAndEachItsProvider()
    {
        using var bench = new ExportBench();
        bench.Agree("A", Terms(Agreed));
        bench.Use(Tokens("a", "2026-01-04", "other", 1_000_000), Tokens("b", "2026-01-05", "together", 9_000_000));

        var rows = Rows(bench, "2026-01");
        rows.ShouldAllBe(row => row.Parties.Issuer == "Together AI");
        rows.Where(row => row.HasConsumed)
            .Select(row => (row.Parties.ServiceProvider, row.Parties.Host))
            .Distinct()
            .Order()
            .ShouldBe([("Other AI", "Other AI"), ("Together AI", "Together AI")]);
    }

    [Fact]
    public void Rows_CorrectionOfAnEarlierIssuersMonth_HasTheIssuerOfItsInvoice()
    {
        using var bench = new ExportBench();
        bench.Agree("A", Terms(Agreed));
        bench.Use(Tokens("a", "2026-01-04", "other", 1_000_000));
        bench.Issue("A", "2026-01");
        bench.Use(Tokens("late", "2026-01-05", "other", 500_000));
        bench.Agree("A", Terms($"issuer: {{ id: RES, name: Reseller }}\n{Agreed}"));
        bench.Issue("A", "2026-02");

        var rows = Rows(bench, "2026-02");
        rows.ShouldContain(row => row.IsCorrection);
        rows.ShouldAllBe(row => row.Parties.Issuer == "Reseller" && row.Parties.ServiceProvider == "Reseller");
    }

    [Theory]
    [InlineData("gpu_cluster_hours", "Other AI")]
    [InlineData("input_tokens", "Included Quantity")]
    public void Rows_CommitmentInMonthsOfOtherProviders_IsTheSameService(string meter, string service)
    {
        using var bench = new ExportBench();
        bench.Agree(
            "A",
            Terms(
                $$"""
                reserved: [{ id: pool, for: { meters: {{meter}} }, quantity: 100000000, each: month, price: 0.01, from: 2026-01-01, until: 2026-04-01, paid: monthly, agreed: 2026-01-01 }]
                """
            )
        );
        bench.Use(Tokens("a", "2026-01-04", "other", 1_000_000), Tokens("b", "2026-02-05", "together", 9_000_000));

        new[] { "2026-01", "2026-02" }
            .SelectMany(month => Rows(bench, month))
            .Where(row => row.Sku?.Id == "commitment/c1/pool" && row.Category == ChargeCategory.Purchase)
            .Select(row => row.Parties.Service)
            .ShouldBe([service, service]);
    }

    [Fact]
    public void Rows_UsageOfAFineTuningJob_HaveTheJobAsResource()
    {
        using var bench = new ExportBench();
        bench.Agree("A", Terms());
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["job_id"] = "ft-1" };
        bench.Use(
            Tokens("a", "2026-01-04", "other", 1_000_000) with
            {
                Tags = tags,
                Usage = [new Measurement(Meters.FineTuningTokens, 1_000_000)],
            },
            Tokens("b", "2026-01-04", "other", 1_000_000) with
            {
                Tags = tags,
            }
        );

        Rows(bench, "2026-01")
            .Select(row => (row.Sku!.Meter, row.ResourceId, row.ResourceType))
            .Order()
            .ShouldBe([("Fine Tuning Tokens", "ft-1", "Fine-tuning Job"), ("Input Tokens", null, null)]);
    }

    [Fact]
    public void Rows_UsageOfNoAccount_AreNotThoseOfTheAccountNamedDefault()
    {
        using var bench = new ExportBench();
        bench.Use(
            Tokens("a", "2026-01-04", "acme", 1_000_000) with
            {
                Model = "flat",
                Account = null,
            },
            Tokens("b", "2026-01-04", "acme", 1_000_000) with
            {
                Model = "flat",
                Account = "default",
            }
        );

        bench
            .Export()
            .Rows(new FocusExportQuestion { Month = BillingMonth.Parse("2026-01") })
            .Select(row => row.BillingAccountId)
            .ShouldBe(["(none)", "default"]);
    }

    private static List<FocusRow> Rows(ExportBench bench, string month) =>
        [.. bench.Export().Rows(new FocusExportQuestion { Month = BillingMonth.Parse(month), Accounts = ["A"] })];

    private static UsageEvent Tokens(string id, string day, string provider, decimal input) =>
        ExportBench.Tokens(id, $"{day}T00:00:00Z", input) with
        {
            Provider = provider,
            Model = $"{provider}-chat",
        };

    private static BillingTerms Terms(string? rules = null)
    {
        List<TermsText> texts =
        [
            new(TermsKind.PriceBook, "together.yaml", Book("together", "Together AI", "")),
            new(
                TermsKind.PriceBook,
                "other.yaml",
                Book("other", "Other AI", "      - { mode: cluster, price: { gpu_cluster_hours: 2 }, source: page }")
            ),
        ];
        if (rules is not null)
        {
            texts.Add(new(TermsKind.Contract, "a.yaml", $"contract: c1\naccount: A\ncurrency: USD\n{rules}\n"));
        }

        return BillingTerms.Of("A", texts, asKnownOn: null);
    }

    private static string Book(string provider, string name, string more) =>
        $$"""
            provider: {{provider}}
            name: {{name}}
            sources:
              page: { text: "the price page", learned: 2026-01-01, confidence: official }
            models:
              - id: {{provider}}-chat
                kind: chat
                prices:
                  - { price: { input_tokens: 3, output_tokens: 15, fine_tuning_tokens: 4 }, source: page }
            """ + (more.Length == 0 ? "" : $"\n{more}");
}
