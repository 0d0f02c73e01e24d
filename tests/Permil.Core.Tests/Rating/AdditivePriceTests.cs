using Permil.Pricing;
using Permil.Usage;
using static Permil.Pricing.TestBooks;

namespace Permil.Rating;

/// <summary>Which prices may be charged on a sum, and what one unit of them lists for.</summary>
public sealed class AdditivePriceTests
{
    [Theory]
    [InlineData("price: { input_tokens: 0.3 }", true)]
    [InlineData("price: { input_tokens: free }", true)]
    [InlineData("price: { input_tokens: 0.3 }, minimum: 0.01", false)]
    [InlineData("price: { input_tokens: 0.3 }, round-up: true", false)]
    [InlineData("price: { input_tokens: 0.1 }, per: 3 tokens", false)]
    [InlineData("price: { input_tokens: 0.3 }, per: 3 tokens", true)]
    [InlineData("price: { input_tokens: { volume: [{ up-to: 1K, amount: 2 }, { amount: 1 }] } }", false)]
    [InlineData("price: { input_tokens: { graduated: [{ up-to: 1K, amount: 2 }, { amount: 1 }] } }", false)]
    [InlineData("price: { input_tokens: 0.3 }, over: [{ input-tokens: 9, price: { input_tokens: 0.6 } }]", true)]
    [InlineData(
        "price: { input_tokens: 3 }, per: 3 tokens, over: [{ input-tokens: 9, price: { input_tokens: 1 } }]",
        false
    )]
    [InlineData(
        "price: { input_tokens: 3 }, per: 3 tokens, over: [{ input-tokens: 9, price: { input_tokens: 6 } }, { input-tokens: 99, price: { input_tokens: 1 } }]",
        false
    )]
    public void IsAdditive_ByTheShapeOfThePrice_IsOnlyWhereSumsAddUp(string row, bool isAdditive) =>
        ListCost.IsAdditive(PriceOf(RaterOfRow(row), Meters.InputTokens)).ShouldBe(isAdditive);

    [Fact]
    public void IsAdditive_ImageWithSteps_IsNot() =>
        ListCost
            .IsAdditive(
                PriceOf(RaterOfRow("price: { image_megapixels: 0.1 }, default-steps: 28"), Meters.ImageMegapixels)
            )
            .ShouldBeFalse();

    /// <summary>A third of 1 does not end, but three tenths of it do.</summary>
    [Theory]
    [InlineData("1.5", "3", true)]
    [InlineData("0.5", "3", true)]
    [InlineData("0.3", "1", true)]
    [InlineData("0.5", "1", false)]
    public void IsAdditive_MultipleOfAnother_LooksAtTheProduct(string factor, string amount, bool isAdditive)
    {
        var rater = RaterOf(
            $$"""
            models:
              - id: m
                kind: chat
                prices:
                  - { source: page, price: { input_tokens: {{amount}} }, per: 3 tokens }
                  - { source: page, mode: batch, multiply: { mode: serverless, by: {{factor}}, meters: [input_tokens] } }
            """
        );
        ListCost.IsAdditive(PriceOf(rater, Meters.InputTokens, Mode.Batch)).ShouldBe(isAdditive);
    }

    [Theory]
    [InlineData(128_000, "0.0000001")]
    [InlineData(128_001, "0.0000002")]
    public void OfOneUnit_ContextStep_IsThePriceOfTheWholeRequest(int inputTokens, string cost) =>
        DecimalText
            .Of(
                ListCost.OfOneUnit(
                    PriceOf(
                        RaterOfRow(
                            "price: { input_tokens: 0.1 }, over: [{ input-tokens: 128000, price: { input_tokens: 0.2 } }]"
                        ),
                        Meters.InputTokens
                    ),
                    inputTokens
                )
            )
            .ShouldBe(cost);

    [Fact]
    public void OfOneUnit_PriceThatDoesNotEndForOne_IsRefused() =>
        Should
            .Throw<ArgumentException>(() =>
                ListCost.OfOneUnit(
                    PriceOf(RaterOfRow("price: { input_tokens: 0.1 }, per: 3 tokens"), Meters.InputTokens),
                    0
                )
            )
            .Message.ShouldStartWith("acme/m/serverless/input_tokens is not additive");

    [Fact]
    public void Of_TiersWithoutALastOne_AreRefused()
    {
        var price = PriceOf(RaterOfRow("price: { input_tokens: 1 }"), Meters.InputTokens).Stated! with
        {
            Shape = new PriceShape.Volume([new PriceTier(UpTo: 10, Amount: 1)]),
        };
        Should.Throw<ArgumentException>(() =>
            ListCost.Of(
                new PricedMeasurement(Meters.InputTokens, 11, PriceAnswer.Of(price), 11, null),
                TierPosition.Alone(11)
            )
        );
    }

    [Fact]
    public void Of_ShapeWithoutAnAmount_IsRefused()
    {
        var price = PriceOf(RaterOfRow("price: { input_tokens: 1 }"), Meters.InputTokens).Stated! with
        {
            Shape = new PriceShape.NotPublic(),
        };
        Should.Throw<ArgumentException>(() =>
            ListCost.Of(
                new PricedMeasurement(Meters.InputTokens, 1, PriceAnswer.Of(price), 1, null),
                TierPosition.Alone(1)
            )
        );
    }

    /// <summary>30 x 6x10^27 is more than a decimal holds, but not for six: the cost is 30 x 10^27.</summary>
    [Fact]
    public void Of_AmountOfOneUnitEnds_NeverMultipliesByTheWholeBlocksPrice() =>
        RaterOfRow("price: { image_generations: 6000000000000000000000000000 }, per: 6 images")
            .CostOf(Meters.ImageGenerations, 30)
            .ShouldBe(30_000_000_000_000_000_000_000_000_000m);

    /// <summary>8 x 10^-29 a token is no decimal, 12.5 of them are: rounding to 12 decimals of a block would change it.</summary>
    [Fact]
    public void Of_AmountOfOneUnitBeyondADecimal_IsNotRounded()
    {
        var charge = RaterOfRow("price: { input_tokens: 0.00000000000000008 }, per: 1T tokens")
            .ChargeOf(Meters.InputTokens, 12.5m);
        charge.ListCost.ShouldBe(0.000000000000000000000000001m);
        charge.PricingQuantity.ShouldBe(0.0000000000125m);
    }

    private static PriceAnswer PriceOf(Rater rater, Meter meter, Mode mode = Mode.Serverless)
    {
        var usage = Event("m", new Measurement(meter, 1)) with { Mode = mode };
        return rater.Price(usage, []).ShouldHaveSingleItem().Price;
    }
}
