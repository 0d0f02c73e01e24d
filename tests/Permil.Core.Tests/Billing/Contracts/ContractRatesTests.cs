using FsCheck;
using FsCheck.Fluent;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;
using static Permil.Billing.Contracts.TestContracts;

namespace Permil.Billing.Contracts;

public sealed class ContractRatesTests
{
    private static readonly PriceCatalog Catalog = new([
        TestBooks.Read(
            """
            models:
              - id: m
                kind: chat
                aliases: [m-alias]
                prices:
                  - price: { input_tokens: 1, output_tokens: 3 }
                    over: [{ input-tokens: 1000, price: { input_tokens: 2 } }]
                    source: page
                  - { source: page, mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens] } }
                  - { source: page, minimum: 5, round-up: true, price: { audio_characters: 10 } }
                  - { source: page, default-steps: 4, price: { image_megapixels: 0.02 } }
            """
        ),
    ]);

    [Fact]
    public void Of_Override_ReplacesAmountStepsMinimumAndBlocks()
    {
        var (list, contracted) = Prices(
            Catalog,
            Read("rates: [{ id: a, for: { meters: audio_characters }, price: 7, agreed: 2026-01-01 }]"),
            Meters.AudioCharacters
        );

        CostOf(list, Meters.AudioCharacters, 100).ShouldBe(10);
        CostOf(contracted, Meters.AudioCharacters, 100).ShouldBe(0.0007m);
        contracted.Stated!.Sku.ShouldBe(list.Stated!.Sku);
        contracted.Remarks.ShouldBe(["contract c1, rule a (c1.yaml:4): 7 for 1M characters, whatever the list price"]);
    }

    [Fact]
    public void Of_OverrideOfLongRequests_HasOnePrice()
    {
        var (list, contracted) = Prices(
            Catalog,
            Read("rates: [{ id: a, for: { meters: input_tokens }, price: 0.8, per: 1K tokens, agreed: 2026-01-01 }]"),
            Meters.InputTokens
        );

        CostOf(list, Meters.InputTokens, 1_000_000).ShouldBe(2);
        CostOf(contracted, Meters.InputTokens, 1_000_000).ShouldBe(800);
    }

    [Fact]
    public void Of_OverrideOfAMultiple_IsNoMultiple()
    {
        var (list, contracted) = Prices(
            Catalog,
            Read("rates: [{ id: a, for: { modes: batch, meters: input_tokens }, price: 0.4, agreed: 2026-01-01 }]"),
            Meters.InputTokens,
            Mode.Batch
        );

        CostOf(list, Meters.InputTokens, 1_000_000).ShouldBe(1);
        CostOf(contracted, Meters.InputTokens, 1_000_000).ShouldBe(0.4m);
    }

    [Fact]
    public void Of_OverrideOfImages_KeepsTheIncludedSteps()
    {
        var (_, contracted) = Prices(
            Catalog,
            Read("rates: [{ id: a, for: { meters: image_megapixels }, price: 0.01, agreed: 2026-01-01 }]"),
            Meters.ImageMegapixels
        );

        contracted.Amounts!.DefaultSteps.ShouldBe(4);
    }

    /// <summary>A share of a price that changes within its own period: the steps are those of the day.</summary>
    [Fact]
    public void Of_OverrideOfAShareOfImages_KeepsTheStepsOfTheDay()
    {
        var catalog = new PriceCatalog([
            TestBooks.Read(
                """
                models:
                  - id: m
                    kind: image
                    prices:
                      - { source: page, default-steps: 4, until: 2026-05-01, price: { image_megapixels: 0.02 } }
                      - { source: page, default-steps: 8, from: 2026-05-01, price: { image_megapixels: 0.02 } }
                      - { source: page, mode: batch, multiply: { mode: serverless, by: 0.5, meters: [image_megapixels] } }
                """
            ),
        ]);
        var rates = new ContractRates(
            Read("rates: [{ id: a, for: { meters: image_megapixels }, price: 0.005, agreed: 2026-01-01 }]")
        );

        StepsOn("2026-04-30").ShouldBe(4);
        StepsOn("2026-05-01").ShouldBe(8);
        StepsOn("2026-04-30").ShouldBe(4);

        decimal? StepsOn(string day)
        {
            var query = new PriceQuery(
                "acme",
                "m",
                Mode.Batch,
                Meters.ImageMegapixels,
                new Dictionary<string, string>(StringComparer.Ordinal),
                TestBooks.At(day)
            );
            return rates.Of(catalog.Find(query), query).Amounts!.DefaultSteps;
        }
    }

    [Fact]
    public void Of_OverrideTwice_IsTheSameObject()
    {
        var rates = new ContractRates(
            Read("rates: [{ id: a, for: { meters: input_tokens }, price: 0.8, agreed: 2026-01-01 }]")
        );
        var query = new PriceQuery(
            "acme",
            "m",
            Mode.Serverless,
            Meters.InputTokens,
            new Dictionary<string, string>(StringComparer.Ordinal),
            TestBooks.Noon
        );
        var list = Catalog.Find(query);

        rates.Of(list, query).Amounts.ShouldBeSameAs(rates.Of(list, query).Amounts);
    }

    [Fact]
    public void Of_RuleOfAnotherUnit_IsNoPrice()
    {
        var (list, contracted) = Prices(
            new PriceCatalog([
                TestBooks.Read(
                    """
                    meters: { pages: { unit: page } }
                    models: [{ id: m, kind: chat, prices: [{ source: page, price: { pages: 2 } }] }]
                    """
                ),
            ]),
            Read("rates: [{ id: a, for: { meters: pages }, price: 1, unit: sheet, agreed: 2026-01-01 }]"),
            new Meter("pages", "page")
        );

        contracted.ShouldBe(list);
    }

    [Fact]
    public void Of_PercentOffAMinimum_LeavesTheMinimum()
    {
        var (_, contracted) = Prices(
            Catalog,
            Read("discounts: [{ id: d, percent: 20, agreed: 2026-01-01 }]"),
            Meters.AudioCharacters
        );

        CostOf(contracted, Meters.AudioCharacters, 100).ShouldBe(8);
        CostOf(contracted, Meters.AudioCharacters, 1_500_000).ShouldBe(16);
        contracted.Remarks.ShouldBe(["contract c1, rule d (c1.yaml:4): 20% off the list price"]);
    }

    [Theory]
    [InlineData(
        "discounts: [{ id: a, percent: 10, agreed: 2026-01-01 }, { id: b, percent: 50, agreed: 2026-01-01 }]",
        "0.9"
    )]
    [InlineData(
        "discounts: [{ id: b, percent: 50, agreed: 2026-01-01 }, { id: a, percent: 10, agreed: 2026-01-01 }]",
        "0.5"
    )]
    [InlineData(
        "discounts: [{ id: a, percent: 10, for: { modes: batch }, agreed: 2026-01-01 }, { id: b, percent: 50, agreed: 2026-01-01 }]",
        "0.5"
    )]
    [InlineData(
        "discounts: [{ id: a, percent: 10, until: 2026-05-15T12:00:00Z, agreed: 2026-01-01 }, { id: b, percent: 50, agreed: 2026-01-01 }]",
        "0.5"
    )]
    [InlineData(
        "discounts: [{ id: b, percent: 50, agreed: 2026-01-01 }]\nrates: [{ id: r, for: { meters: input_tokens }, price: 0.95, agreed: 2026-01-01 }]",
        "0.95"
    )]
    [InlineData(
        "rates: [{ id: r, for: { meters: input_tokens }, price: 4, agreed: 2026-01-01 }, { id: s, for: { meters: input_tokens }, price: 5, agreed: 2026-01-01 }]",
        "4"
    )]
    [InlineData("rates: [{ id: r, for: { meters: output_tokens }, price: 4, agreed: 2026-01-01 }]", "1")]
    public void Of_SeveralRules_TheFirstThatIsAboutItCounts(string body, string price)
    {
        var (_, contracted) = Prices(Catalog, Read(body), Meters.InputTokens);

        DecimalText.Of(CostOf(contracted, Meters.InputTokens, 1_000) * 1_000).ShouldBe(price);
    }

    [Theory]
    [InlineData("2026-05-15T11:59:59Z", 100)]
    [InlineData("2026-05-15T12:00:00Z", 75)]
    [InlineData("2026-05-31T23:59:59Z", 75)]
    [InlineData("2026-06-01T00:00:00Z", 100)]
    public void Of_OutsideThePeriod_IsTheListPrice(string time, int percentLeft)
    {
        var contract = Read(
            "discounts: [{ id: d, percent: 25, from: 2026-05-15T12:00:00Z, until: 2026-06-01, agreed: 2026-01-01 }]"
        );

        var (list, contracted) = Prices(Catalog, contract, Meters.InputTokens, time: TestBooks.At(time));

        (contracted.Factor * 100).ShouldBe(percentLeft);
        ReferenceEquals(list, contracted).ShouldBe(percentLeft == 100);
    }

    [Theory]
    [InlineData("2026-01-31", 100)]
    [InlineData("2026-02-01", 90)]
    [InlineData("2026-02-28", 90)]
    [InlineData("2026-03-01", 80)]
    [InlineData(null, 80)]
    public void Of_AsKnownOn_CountsWhatWasAgreedAndNotWithdrawn(string? day, int percentLeft)
    {
        var contract = Read(
            """
            discounts:
              - { id: wrong, percent: 10, agreed: 2026-02-01, withdrawn: 2026-03-01 }
              - { id: right, percent: 20, agreed: 2026-03-01 }
            """
        );
        DateOnly? known = day is null ? null : DateOnly.FromDateTime(TestBooks.At(day).UtcDateTime);

        (Prices(Catalog, contract.AsKnownOn(known), Meters.InputTokens).Contracted.Factor * 100).ShouldBe(percentLeft);
    }

    [Fact]
    public void Of_NoPrice_Throws() =>
        Should.Throw<ArgumentException>(() =>
            new ContractRates(Contract.None("acme", "USD")).Of(
                PriceAnswer.None("none"),
                new PriceQuery(
                    null,
                    "m",
                    Mode.Serverless,
                    Meters.InputTokens,
                    new Dictionary<string, string>(StringComparer.Ordinal),
                    TestBooks.Noon
                )
            )
        );

    [Fact]
    public void Boundaries_OfPricesOnly_AreSortedAndDistinct() =>
        new ContractRates(
            Read(
                """
                taxes: [{ id: t, percent: 19, from: 2026-01-05, agreed: 2026-01-01 }]
                discounts:
                  - { id: a, percent: 10, from: 2026-03-01, until: 2026-04-01, agreed: 2026-01-01 }
                  - { id: b, percent: 10, from: 2026-04-01, agreed: 2026-01-01 }
                rates: [{ id: r, for: { meters: input_tokens }, price: 1, until: 2026-02-01, agreed: 2026-01-01 }]
                """
            )
        ).Boundaries.ShouldBe([TestBooks.At("2026-02-01"), TestBooks.At("2026-03-01"), TestBooks.At("2026-04-01")]);

    /// <summary>What an additive list price comes to, a percentage off comes to its share of: to the last digit.</summary>
    [Fact]
    public void Of_PercentOffAnAdditivePrice_CostsExactlyTheRest() =>
        Prop.ForAll(
                (
                    from price in Generators.Prices
                    from tokens in Generators.Tokens
                    from percent in Gen.Choose(1, 10_000)
                    select (price, tokens, percent: percent / 100m)
                ).ToArbitrary(),
                drawn =>
                {
                    var catalog = new PriceCatalog([
                        TestBooks.Read(
                            $"models: [{{ id: m, kind: chat, prices: [{{ source: page, price: {{ input_tokens: {DecimalText.Of(drawn.price)} }} }}] }}]"
                        ),
                    ]);
                    var contract = Read(
                        $"discounts: [{{ id: d, percent: {DecimalText.Of(drawn.percent)}, agreed: 2026-01-01 }}]"
                    );
                    var (list, contracted) = Prices(catalog, contract, Meters.InputTokens);

                    ListCost.IsAdditive(list).ShouldBeTrue();
                    (CostOf(contracted, Meters.InputTokens, drawn.tokens) * 100).ShouldBe(
                        CostOf(list, Meters.InputTokens, drawn.tokens) * (100 - drawn.percent)
                    );
                }
            )
            .Holds(300);

    private static decimal CostOf(PriceAnswer price, Meter meter, decimal quantity) =>
        ListCost
            .Of(new PricedMeasurement(meter, quantity, price, quantity, null), TierPosition.Alone(quantity))
            .ListCost;
}
