using Permil.Billing.Reconciliation.Bills;
using Permil.Pricing;
using Permil.Usage;
using static Permil.Pricing.TestBooks;

namespace Permil.Billing.Reconciliation;

/// <summary>Where the lines of both sides stand in a price book, and what they list for.</summary>
public sealed class ListPricesTests
{
    private static readonly PriceCatalog Catalog = new([
        Read(
            """
            classes:
              - { name: small, up-to: 8B, prices: [{ price: { input_tokens: 0.2 }, source: page }] }
            prices:
              - { mode: cluster, where: { term: on-demand, gpu: h100 }, price: { gpu_cluster_hours: 3 }, source: page }
            models:
              - id: m
                kind: chat
                aliases: [Em]
                prices:
                  - { price: { input_tokens: 1, output_tokens: 4 }, until: 2026-09-11, source: page }
                  - { price: { input_tokens: 2, output_tokens: 4 }, from: 2026-09-11, source: page }
                  - { mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens, output_tokens] }, until: 2026-09-21, source: page }
                  - { mode: batch, multiply: { mode: serverless, by: 0.6, meters: [input_tokens, output_tokens] }, from: 2026-09-21, source: page }
              - { id: tuned, kind: chat, parameters: 7B, aliases: [my-tuned] }
              - { id: old, kind: chat, prices: [{ price: { input_tokens: 1 }, from: 0001-01-01, source: page }] }
              - id: odd
                kind: chat
                prices:
                  - { price: { input_tokens: 1 }, per: 1K tokens, round-up: true, source: page }
                  - { price: { output_tokens: 4 }, over: [{ input-tokens: 200000, price: { output_tokens: 6 } }], source: page }
                  - { price: { cached_input_tokens: 0.5 }, minimum: 0.01, until: 2026-09-11, source: page }
            """
        ),
    ]);

    private static readonly BilledSku Input = new("m", Mode.Serverless, Meters.InputTokens, "");
    private static readonly BilledSku Batch = Input with { Mode = Mode.Batch };

    private static readonly BilledSku Always = Input with { Model = "old" };

    private readonly ListPrices _prices = new(Catalog, "acme");

    [Theory]
    [InlineData("m", "m")]
    [InlineData("Em", "m")]
    [InlineData("stranger", "stranger")]
    public void ModelOf_IsTheBooksIdWhereItHasOne(string model, string id) => _prices.ModelOf(model).ShouldBe(id);

    [Fact]
    public void SkuOf_StoredUsage_IsThatOfItsPrice()
    {
        var cluster = Catalog.Prices.Single(price => price.Meter == Meters.GpuClusterHours);
        var line = new StoredLine(default, "any", Mode.Cluster, cluster.Meter, cluster, null, 1, 3, 1);

        var sku = _prices.SkuOf(line);

        sku.ShouldBe(new BilledSku("", Mode.Cluster, Meters.GpuClusterHours, "gpu=h100, term=on-demand"));
        sku.Subject.ShouldBe("gpu=h100, term=on-demand");
        _prices.DimensionsOf(sku).ShouldBe(cluster.Where);
        _prices.DimensionsOf(Input).ShouldBeEmpty();
    }

    /// <summary>A price of a size class is the price of each of its models apart.</summary>
    [Fact]
    public void SkuOf_AModelPricedByItsSize_IsOfTheModel()
    {
        var price = Catalog.Prices.Single(price => price.Scope == PriceScope.SizeClass);
        var line = new StoredLine(default, "my-tuned", Mode.Serverless, price.Meter, price, null, 1, 1, 1);

        _prices.SkuOf(line).ShouldBe(new BilledSku("tuned", Mode.Serverless, Meters.InputTokens, ""));
    }

    [Fact]
    public void SkuOf_WithoutAPrice_IsAsItWasMeasured()
    {
        var stored = new StoredLine(default, "Em", Mode.Batch, Meters.WebSearches, null, null, 1, 0, 1);
        _prices.SkuOf(stored).ShouldBe(new BilledSku("m", Mode.Batch, Meters.WebSearches, ""));

        var use = new BilledUse(Meters.WebSearches, Mode.Serverless, new Dictionary<string, string>());
        var billed = new BillLine
        {
            Where = "bill:2",
            Start = At("2026-09-01"),
            End = At("2026-09-02"),
            Product = "Web Search",
            Cost = new BilledNumber(1),
        };
        _prices
            .SkuOf(use, billed, out var isPriced)
            .ShouldBe(new BilledSku("", Mode.Serverless, Meters.WebSearches, ""));
        isPriced.ShouldBeFalse();
    }

    [Fact]
    public void CostOf_TakesModeMeterAndTimeInPlaceOfItsOwn()
    {
        var time = At("2026-09-10");

        _prices.CostOf(Input, 3_000_000, time).ShouldBe(3);
        _prices.CostOf(Input, 3_000_000, At("2026-09-11")).ShouldBe(6);
        _prices.CostOf(Input, 3_000_000, time, Mode.Batch).ShouldBe(1.5m);
        _prices.CostOf(Input, 3_000_000, time, meter: Meters.OutputTokens).ShouldBe(12);
        _prices.CostOf(Input, 3_000_000, time, meter: Meters.WebSearches).ShouldBeNull();
    }

    /// <summary>A bill takes back what it charged too much.</summary>
    [Fact]
    public void CostOf_LessThanNothing_IsWhatItTakesBack() =>
        _prices.CostOf(Input, -3_000_000, At("2026-09-10")).ShouldBe(-3);

    /// <summary>Nothing costs nothing, also where the least charge is a cent; without a price it is not known.</summary>
    [Fact]
    public void CostOf_Nothing_IsNothingWhereThereIsAPrice()
    {
        var cached = new BilledSku("odd", Mode.Serverless, Meters.CachedInputTokens, "");

        _prices.CostOf(cached, 1, At("2026-09-10")).ShouldBe(0.01m);
        _prices.CostOf(cached, 0, At("2026-09-10")).ShouldBe(0);
        _prices.CostOf(cached, 0, At("2026-09-11")).ShouldBeNull();
    }

    /// <summary>The whole day at one price, from its first instant to its last.</summary>
    [Theory]
    [InlineData("input_tokens", "2026-09-10", "2026-09-11", 0.000_001)]
    [InlineData("input_tokens", "2026-09-11", "2026-09-12", 0.000_002)]
    [InlineData("input_tokens", "2026-09-10", "2026-09-12", null)]
    [InlineData("output_tokens", "2026-09-01", "2026-09-11", 0.000_004)]
    [InlineData("web_searches", "2026-09-01", "2026-09-02", null)]
    public void UnitPriceOf_IsThatOfTheWholeTime(string meter, string start, string end, double? price) =>
        _prices.UnitPriceOf(Input with { Meter = Of(meter) }, At(start), At(end)).ShouldBe((decimal?)price);

    /// <summary>The batch price is half the serverless one, then six tenths.</summary>
    [Theory]
    [InlineData("2026-09-20", "2026-09-21", 0.000_001)]
    [InlineData("2026-09-21", "2026-09-22", 0.000_001_2)]
    [InlineData("2026-09-20", "2026-09-22", null)]
    public void UnitPriceOf_AMultiple_IsNoneWhereItsFactorChanges(string start, string end, double? price) =>
        _prices.UnitPriceOf(Batch, At(start), At(end)).ShouldBe((decimal?)price);

    /// <summary>Blocks, least charges, long contexts and prices that end: one more unit may cost anything.</summary>
    [Theory]
    [InlineData("input_tokens")]
    [InlineData("output_tokens")]
    [InlineData("cached_input_tokens")]
    public void UnitPriceOf_WhatIsNotTheSameForEveryUnit_IsNone(string meter) =>
        _prices
            .UnitPriceOf(new BilledSku("odd", Mode.Serverless, Of(meter), ""), At("2026-09-10"), At("2026-09-11"))
            .ShouldBeNull();

    /// <summary>A multiple changes with its own price and with the one it is a multiple of.</summary>
    [Fact]
    public void Changes_OfAMultiple_AreThoseOfBothPrices_NearestFirst()
    {
        var (own, basis) = (At("2026-09-21"), At("2026-09-11"));

        _prices.Changes(Batch, At("2026-09-12")).ShouldBe([basis, own]);
        _prices.Changes(Batch, At("2026-09-30")).ShouldBe([own, basis]);
        _prices.Changes(Input, At("2026-09-30")).ShouldBe([basis]);
        _prices.Changes(Always, At("2026-09-12")).ShouldBeEmpty();
        _prices.Changes(Input with { Meter = Meters.WebSearches }, At("2026-09-12")).ShouldBeEmpty();
    }

    private static Meter Of(string name) =>
        Meters.TryFind(name, out var meter) ? meter : throw new ArgumentException(name, nameof(name));
}
