using Permil.Usage;
using static Permil.Pricing.TestBooks;

namespace Permil.Rating;

/// <summary>Every charge says how its quantity became its amount, and says nothing where there is nothing to say.</summary>
public sealed class DerivationTests
{
    [Fact]
    public void Of_PlainUnitPrice_HasNoDerivation() =>
        RaterOfRow("price: { input_tokens: 0.3 }").ChargeOf(Meters.InputTokens, 7).Derivation.ShouldBeEmpty();

    [Fact]
    public void Of_BelowTheMinimum_SaysTheMinimum() =>
        RaterOfRow("price: { fine_tuning_tokens: 1 }, minimum: 4")
            .ChargeOf(Meters.FineTuningTokens, 1_000_000)
            .Derivation.ShouldBe(["below the minimum charge of 4"]);

    [Fact]
    public void Of_AtTheMinimum_SaysNothing() =>
        RaterOfRow("price: { fine_tuning_tokens: 1 }, minimum: 4")
            .ChargeOf(Meters.FineTuningTokens, 4_000_000)
            .Derivation.ShouldBeEmpty();

    [Theory]
    [InlineData("28", null)]
    [InlineData("42", "2 x 42/28 steps = 3")]
    public void Of_ImageSteps_SaysTheRatioAboveTheDefault(string steps, string? derivation)
    {
        var usage = Event("m", new Measurement(Meters.ImageMegapixels, 2)).With(("steps", steps));
        RaterOfRow("price: { image_megapixels: 0.1 }, default-steps: 28")
            .ChargeOf(usage)
            .Derivation.ShouldBe(derivation is null ? [] : [derivation]);
    }

    [Theory]
    [InlineData(128_000, null)]
    [InlineData(128_001, "the whole request is priced at 0.2: its 128001 input tokens pass a step")]
    public void Of_ContextStep_SaysThePriceItPassesTo(int tokens, string? derivation) =>
        RaterOfRow("price: { input_tokens: 0.1 }, over: [{ input-tokens: 128000, price: { input_tokens: 0.2 } }]")
            .ChargeOf(Meters.InputTokens, tokens)
            .Derivation.ShouldBe(derivation is null ? [] : [derivation]);

    [Fact]
    public void Of_Volume_SaysTheMonthAndItsPrice() =>
        RaterOfRow("per: token, price: { input_tokens: { volume: [{ up-to: 100, amount: 0.01 }, { amount: 0.005 }] } }")
            .ChargeOf(Meters.InputTokens, 7, new TierPosition(0, 101))
            .Derivation.ShouldBe(["the month's 101 are all at 0.005"]);

    [Fact]
    public void Of_StartedBlocks_SaysHowMany() =>
        RaterOfRow("price: { input_tokens: 0.1 }, per: 1K tokens, round-up: true")
            .ChargeOf(Meters.InputTokens, 2_001)
            .Derivation.ShouldBe(["2001 fill 3 started blocks of 1K tokens"]);

    /// <summary>Tiers that the quantity only touches have no part in it.</summary>
    [Theory]
    [InlineData(0, 100, "100 at 0.01")]
    [InlineData(100, 5, "5 at 0.005")]
    [InlineData(90, 20, "10 at 0.01;10 at 0.005")]
    [InlineData(90, 911, "10 at 0.01;900 at 0.005;1 at 0.001")]
    public void Of_Graduated_SaysEachPartAndItsPrice(int before, int quantity, string derivation) =>
        RaterOfRow(
                """
                per: token, price: { input_tokens: { graduated: [
                  { up-to: 100, amount: 0.01 }, { up-to: 1K, amount: 0.005 }, { amount: 0.001 }] } }
                """
            )
            .ChargeOf(Meters.InputTokens, quantity, new TierPosition(before, before + quantity))
            .Derivation.ShouldBe(derivation.Split(';'));

    [Fact]
    public void Explain_PlainPrice_NamesItsSourceOnce() =>
        RaterOfRow("price: { input_tokens: 0.3 }")
            .ChargeOf(Meters.InputTokens, 1_000_000)
            .Explain()
            .ShouldBe([
                "acme/m/serverless/input_tokens: 1000000 tokens list for 0.3 USD",
                "1 x 1M tokens at 0.3",
                "price in force always, learned 2026-01-01, official, acme.yaml:8: the price page",
            ]);

    [Fact]
    public void Explain_Minimum_HasNoUnitPrice() =>
        RaterOfRow("price: { fine_tuning_tokens: 1 }, minimum: 4")
            .ChargeOf(Meters.FineTuningTokens, 1)
            .Explain()
            .Take(2)
            .ShouldBe([
                "acme/m/serverless/fine_tuning_tokens: 1 tokens list for 4 USD",
                "below the minimum charge of 4",
            ]);

    [Fact]
    public void Explain_Remarks_StandBehindTheDerivation()
    {
        var charge = RaterOfRow("price: { fine_tuning_tokens: 1 }, minimum: 4").ChargeOf(Meters.FineTuningTokens, 1);

        (charge with { Price = charge.Price.With("billed as another") })
            .Explain()
            .Skip(1)
            .Take(2)
            .ShouldBe(["below the minimum charge of 4", "billed as another"]);
    }
}
