using Permil.Pricing;
using Permil.Usage;
using static Permil.Pricing.TestBooks;

namespace Permil.Rating;

/// <summary>Every shape of price at its edges, with figures worked out by hand.</summary>
public sealed class ListCostTests
{
    [Theory]
    [InlineData("0.02", "20", "0.0000004")]
    [InlineData("0.90", "4000", "0.0036")]
    [InlineData("free", "1000000000000000", "0")]
    [InlineData("0", "5", "0")]
    [InlineData("0.000000001", "1", "0.000000000000001")]
    public void UnitPrice_Tokens_IsExact(string amount, string tokens, string cost) =>
        RaterOfRow($"price: {{ input_tokens: {amount} }}").CostOf(Meters.InputTokens, D(tokens)).ShouldBe(D(cost));

    [Theory]
    [InlineData("1", "0.1")]
    [InlineData("999", "0.1")]
    [InlineData("1000", "0.1")]
    [InlineData("1001", "0.2")]
    [InlineData("1000.0000000001", "0.2")]
    [InlineData("2000", "0.2")]
    [InlineData("2001", "0.3")]
    public void Block_AtItsEdges_IsPaidWholeOnceStarted(string tokens, string cost) =>
        RaterOfRow("price: { input_tokens: 0.1 }, per: 1K tokens, round-up: true")
            .CostOf(Meters.InputTokens, D(tokens))
            .ShouldBe(D(cost));

    [Fact]
    public void Block_OfNothing_CostsNothing()
    {
        var rated = RaterOfRow("price: { input_tokens: 0.1 }, per: 1K tokens, round-up: true, minimum: 4")
            .Rate(Event("m", new Measurement(Meters.InputTokens, 0)));
        rated.Charges.ShouldBeEmpty();
        rated.Unpriced.ShouldBeEmpty();
        rated.ListCost.ShouldBe(0);
    }

    [Fact]
    public void Block_AHairAboveASevenfold_StartsAnother() =>
        RaterOfRow("price: { input_tokens: 1 }, per: 7 tokens, round-up: true")
            .CostOf(Meters.InputTokens, 7.0000000000000000000000000001m)
            .ShouldBe(2);

    [Theory]
    [InlineData("128000", "0.0128")]
    [InlineData("128001", "0.0256002")]
    [InlineData("200000", "0.04")]
    [InlineData("200001", "0.0600003")]
    public void ContextStep_AtItsEdges_RepricesTheWholeRequest(string tokens, string cost) =>
        RaterOfRow(
                """
                price: { input_tokens: 0.1 }, over: [
                  { input-tokens: 128000, price: { input_tokens: 0.2 } },
                  { input-tokens: 200000, price: { input_tokens: 0.3 } } ]
                """
            )
            .CostOf(Meters.InputTokens, D(tokens))
            .ShouldBe(D(cost));

    /// <summary>The step looks at all input, cached or not, and re-prices output as well.</summary>
    [Theory]
    [InlineData("100000", "0.2")]
    [InlineData("100001", "0.4")]
    public void ContextStep_InputInParts_CountsAllOfThem(string cached, string outputCost)
    {
        var rater = RaterOfRow(
            """
            price: { input_tokens: 1, cached_input_tokens: 0.1, output_tokens: 2 },
            over: [{ input-tokens: 200000, price: { output_tokens: 4 } }]
            """
        );
        var rated = rater.Rate(
            Event(
                "m",
                new(Meters.InputTokens, 100_000),
                new(Meters.CachedInputTokens, D(cached)),
                new(Meters.OutputTokens, 100_000)
            )
        );
        rated.Charges.Single(charge => charge.Meter == Meters.OutputTokens).ListCost.ShouldBe(D(outputCost));
        rated.Charges.Single(charge => charge.Meter == Meters.InputTokens).ListCost.ShouldBe(0.1m);
    }

    /// <summary>Output of a batch is no input, however long.</summary>
    [Theory]
    [InlineData("input", "0.6")]
    [InlineData("output", "0.9")]
    public void ContextStep_BatchTokens_CountOnlyWhenTheyAreInput(string direction, string cost)
    {
        var rater = RaterOfRow(
            """
            mode: batch, price: { input_tokens: 1, output_tokens: 3 },
            over: [{ input-tokens: 200000, price: { input_tokens: 2, output_tokens: 30 } }]
            """
        );
        var usage = Event("m", new Measurement(Meters.BatchTokens, 300_000)).With(("direction", direction));
        rater.Rate(usage).ListCost.ShouldBe(D(cost));
    }

    [Theory]
    [InlineData("0", "100", "100", "1")]
    [InlineData("0", "101", "101", "1.005")]
    [InlineData("99", "1", "100", "0.01")]
    [InlineData("100", "1", "101", "0.005")]
    [InlineData("0", "1001", "1001", "5.501")]
    [InlineData("1000", "1", "1001", "0.001")]
    [InlineData("99.5", "1", "100.5", "0.0075")]
    public void Graduated_AtTierEdges_EachPartAtItsTier(string before, string quantity, string total, string cost) =>
        RaterOfRow(Tiers("graduated"))
            .CostOf(Meters.InputTokens, D(quantity), new TierPosition(D(before), D(total)))
            .ShouldBe(D(cost));

    [Theory]
    [InlineData("100", "100", "1")]
    [InlineData("101", "101", "0.505")]
    [InlineData("1000", "1000", "5")]
    [InlineData("1001", "1001", "1.001")]
    [InlineData("10", "1001", "0.01")]
    [InlineData("100", "100.0000000001", "0.5")]
    public void Volume_AtTierEdges_AllAtTheTierOfTheMonth(string quantity, string total, string cost) =>
        RaterOfRow(Tiers("volume"))
            .CostOf(Meters.InputTokens, D(quantity), new TierPosition(0, D(total)))
            .ShouldBe(D(cost));

    /// <summary>The part beyond a tier has 29 digits and more: it is refused, not cut.</summary>
    [Fact]
    public void Graduated_PartWithMoreDigitsThanCanBeHeld_IsRefused() =>
        Should.Throw<InexactAmountException>(() =>
            RaterOfRow(
                    "per: token, price: { input_tokens: { graduated: [{ up-to: 900T, amount: 1 }, { amount: 2 }] } }"
                )
                .CostOf(
                    Meters.InputTokens,
                    1_000_000_000_000_000m,
                    new TierPosition(0.0000000000000000000000000001m, 1_000_000_000_000_000m)
                )
        );

    [Theory]
    [InlineData("3999999", "4")]
    [InlineData("4000000", "4")]
    [InlineData("4000001", "4.000001")]
    [InlineData("1", "4")]
    public void Minimum_AtItsEdge_IsTheLeastOfACharge(string tokens, string cost)
    {
        var charge = RaterOfRow("price: { fine_tuning_tokens: 1 }, minimum: 4")
            .ChargeOf(Meters.FineTuningTokens, D(tokens));
        charge.ListCost.ShouldBe(D(cost));
        charge.ListUnitPrice.ShouldBe(D(tokens) < 4_000_000 ? null : 1m);
    }

    [Theory]
    [InlineData("1", "1.048576")]
    [InlineData("28", "1.048576")]
    [InlineData("29", "1.086025142857")]
    [InlineData("56", "2.097152")]
    public void ImageSteps_AroundTheDefault_MultiplyOnlyAboveIt(string steps, string quantity)
    {
        var usage = Event("m", new Measurement(Meters.ImageMegapixels, 1.048576m)).With(("steps", steps));
        var charge = RaterOfRow("price: { image_megapixels: 0.0027 }, default-steps: 28").ChargeOf(usage);
        charge.PricingQuantity.ShouldBe(D(quantity));
        charge.ListCost.ShouldBe(D(quantity) * 0.0027m);
        charge.ConsumedQuantity.ShouldBe(1.048576m);
    }

    /// <summary>1.5 x 10^-12 x 29/28 / 3 is just above half of 10^-12; rounded in two goes it becomes 0.000000000001 by chance or 0.</summary>
    [Fact]
    public void ImageSteps_PerUnitThatDoesNotEnd_RoundsOnce()
    {
        // 0.0000000000044 x 30/28 = 0.00000000000471..., /3 = 0.00000000000157... -> 2; rounding to 5 first gives 1.67 -> 2.
        // 0.0000000000042 x 30/28 = 0.0000000000045, /3 = 0.0000000000015 -> 2 (even); rounding to 4 first gives 1.33 -> 1.
        var usage = Event("m", new Measurement(Meters.ImageMegapixels, 0.0000000000042m)).With(("steps", "30"));
        var charge = RaterOfRow("price: { image_megapixels: 1 }, per: 3 megapixels, default-steps: 28").ChargeOf(usage);
        charge.PricingQuantity.ShouldBe(0.000000000002m);
        charge.ListCost.ShouldBe(0.000000000002m);
    }

    [Theory]
    [InlineData("minute", "1", "6")]
    [InlineData("minute", "0.016666666667", "0.1000000000020")]
    [InlineData("hour", "0.5", "0.05")]
    [InlineData("second", "2", "720")]
    public void TimePrice_PerAnotherUnitThanTheMeter_CountsInItsOwn(string per, string hours, string cost) =>
        RaterOfRow($"mode: dedicated, price: {{ dedicated_endpoint_hours: 0.1 }}, per: {per}")
            .ChargeOf(
                Event("m", new Measurement(Meters.DedicatedEndpointHours, D(hours))) with
                {
                    Mode = Mode.Dedicated,
                }
            )
            .ListCost.ShouldBe(D(cost));

    /// <summary>Ten cents for three images: one image is a third of the block, rounded to 12 decimals once.</summary>
    [Theory]
    [InlineData("1", "0.333333333333", "0.0333333333333")]
    [InlineData("2", "0.666666666667", "0.0666666666667")]
    [InlineData("3", "1", "0.1")]
    public void UnitThatDoesNotEnd_RoundsTheQuantityAndNotTheCost(string images, string quantity, string cost)
    {
        var charge = RaterOfRow("price: { image_generations: 0.1 }, per: 3 images")
            .ChargeOf(Meters.ImageGenerations, D(images));
        charge.PricingQuantity.ShouldBe(D(quantity));
        charge.ListCost.ShouldBe(D(cost));
    }

    /// <summary>A price of 0.3 for three images ends per image: nothing is rounded.</summary>
    [Fact]
    public void UnitThatEnds_QuantityThatDoesNot_CostIsStillExact() =>
        RaterOfRow("price: { image_generations: 0.3 }, per: 3 images")
            .CostOf(Meters.ImageGenerations, 1)
            .ShouldBe(0.1m);

    [Fact]
    public void UnitPrice_QuantityOfMoreThanTwelveDecimals_IsShownWhole()
    {
        var charge = RaterOfRow("price: { storage_hours: 2 }").ChargeOf(Meters.StorageHours, 0.1234567890123456789m);
        charge.PricingQuantity.ShouldBe(0.1234567890123456789m);
        charge.ListCost.ShouldBe(0.2469135780246913578m);
    }

    /// <summary>10^-18 per 10^12 tokens is 10^-30 a token, which a decimal cannot hold; the cost of 2.5 x 10^12 it can.</summary>
    [Fact]
    public void UnitAmountBeyondADecimal_CostIsExactOrRefused()
    {
        var rater = RaterOfRow("price: { input_tokens: 0.000000000000000001 }, per: 1T tokens");
        rater.CostOf(Meters.InputTokens, 2_500_000_000_000m).ShouldBe(0.0000000000000000025m);
        rater.CostOf(Meters.InputTokens, 100m).ShouldBe(0.0000000000000000000000000001m);
        Should.Throw<InexactAmountException>(() => rater.CostOf(Meters.InputTokens, 1m));
    }

    [Fact]
    public void Cost_MoreThanADecimalHolds_IsRefused() =>
        Should.Throw<InexactAmountException>(() =>
            RaterOfRow("price: { input_tokens: 79228162514264337593543950335 }, per: token")
                .CostOf(Meters.InputTokens, 2)
        );

    [Fact]
    public void Cost_MoreDigitsThanADecimalHolds_IsRefused() =>
        Should.Throw<InexactAmountException>(() =>
            RaterOfRow("price: { audio_seconds: 0.1234567890123456789 }")
                .CostOf(Meters.AudioSeconds, 1.123456789012345678m)
        );

    /// <summary>0.5 of 0.1 is 0.05: the factor is on the unit price, before any block.</summary>
    [Fact]
    public void MultipleOfAnotherMode_KeepsItsShape()
    {
        var rater = RaterOf(
            """
            models:
              - id: m
                kind: chat
                prices:
                  - { source: page, price: { input_tokens: 0.1 }, per: 1K tokens, round-up: true }
                  - { source: page, mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens] } }
            """
        );
        var charge = rater.ChargeOf(Event("m", new Measurement(Meters.InputTokens, 1_001)) with { Mode = Mode.Batch });
        charge.ListCost.ShouldBe(0.1m);
        charge.ListUnitPrice.ShouldBe(0.05m);
        charge.PricingQuantity.ShouldBe(2);
        charge.Sku.ShouldBe("acme/m/batch/input_tokens");
    }

    /// <summary>Two factors of 20 digits have a product of 40: a decimal would round it.</summary>
    [Fact]
    public void MultipleOfAMultiple_FactorWithTooManyDigits_IsRefused()
    {
        var rater = RaterOf(
            """
            models:
              - id: m
                kind: chat
                prices:
                  - { source: page, price: { input_tokens: 1 }, per: token }
                  - { source: page, mode: batch, multiply: { mode: serverless, by: 0.12345678901234567891, meters: [input_tokens] } }
                  - { source: page, mode: dedicated, multiply: { mode: batch, by: 0.12345678901234567891, meters: [input_tokens] } }
            """
        );
        Should.Throw<InexactAmountException>(() =>
            rater.Rate(Event("m", new Measurement(Meters.InputTokens, 1)) with { Mode = Mode.Dedicated })
        );
    }

    private static string Tiers(string kind) =>
        $"per: token, price: {{ input_tokens: {{ {kind}: [{{ up-to: 100, amount: 0.01 }}, {{ up-to: 1K, amount: 0.005 }}, {{ amount: 0.001 }}] }} }}";

    private static decimal D(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
