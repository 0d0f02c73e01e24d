using Permil.Pricing;
using Permil.Usage;
using static Permil.Billing.Contracts.TestContracts;

namespace Permil.Billing.Contracts;

public sealed class ChargeMatchTests
{
    private static readonly PriceBook Book = TestBooks.Read(
        """
        models:
          - id: Org/Big-70B
            kind: chat
            aliases: [big]
            prices:
              - { source: page, price: { input_tokens: 1 } }
        classes:
          - name: up to 16B
            up-to: 16B
            prices: [{ source: page, price: { input_tokens: 0.2 } }]
        prices:
          - { source: page, mode: cluster, where: { gpu: h100, term: long }, price: { gpu_cluster_hours: 3 } }
        """
    );

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{ models: org/* }", true)]
    [InlineData("{ models: ORG/BIG-70B }", true)]
    [InlineData("{ models: BIG }", true)]
    [InlineData("{ models: 'as-used' }", true)]
    [InlineData("{ models: org }", false)]
    [InlineData("{ models: '*/big?70b' }", false)]
    [InlineData("{ models: [other, '*70b'] }", true)]
    [InlineData("{ providers: ACME }", true)]
    [InlineData("{ providers: ac* }", false)]
    [InlineData("{ modes: serverless }", true)]
    [InlineData("{ modes: [batch, dedicated] }", false)]
    [InlineData("{ meters: input_tokens }", true)]
    [InlineData("{ meters: input }", false)]
    [InlineData("{ skus: 'acme/*/input_tokens' }", true)]
    [InlineData("{ skus: 'acme/*/output_tokens' }", false)]
    [InlineData("{ classes: up to 16B }", false)]
    [InlineData("{ where: { gpu: h100 } }", false)]
    [InlineData("{ models: org/*, modes: batch }", false)]
    public void Takes_Model_AllMustHold(string match, bool isTaken) =>
        Match(match).Takes(Priced(PriceScope.Model), "as-used", Mode.Serverless, Meters.InputTokens).ShouldBe(isTaken);

    [Theory]
    [InlineData("{ classes: UP TO 16B }", true)]
    [InlineData("{ classes: up to }", false)]
    [InlineData("{ models: small* }", true)]
    public void Takes_SizeClass_ByItsName(string match, bool isTaken) =>
        Match(match)
            .Takes(Priced(PriceScope.SizeClass), "small-8b", Mode.Serverless, Meters.InputTokens)
            .ShouldBe(isTaken);

    [Theory]
    [InlineData("{ where: { gpu: H100 } }", true)]
    [InlineData("{ where: { gpu: h100, term: long } }", true)]
    [InlineData("{ where: { gpu: h200 } }", false)]
    [InlineData("{ where: { gpu: h100, region: eu } }", false)]
    public void Takes_Where_ByWhatThePriceIsFor(string match, bool isTaken) =>
        Match(match).Takes(Priced(PriceScope.Provider), "", Mode.Cluster, Meters.GpuClusterHours).ShouldBe(isTaken);

    private static SkuPrice Priced(PriceScope scope) => Book.Prices.Single(price => price.Scope == scope);

    private static ChargeMatch Match(string match) =>
        Read($"discounts: [{{ id: d, percent: 1, for: {match}, agreed: 2026-01-01 }}]").Rules[0].For;
}
