using Permil.Usage;

namespace Permil.Billing.Reconciliation.Causes;

public sealed class PriceCausesTests
{
    private const decimal Million = 1_000_000;

    [Fact]
    public void Of_ACostWithoutAQuantity_HasNoCauseThatCanBeTested() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, Million)
            .Billed(9, "small", Meters.InputTokens, null, 0.17m)
            .Finding()
            .ShouldBe(
                "PriceDiffers Unknown 0.02: the bill gives a cost without a quantity; no known cause can be tested"
            );

    [Fact]
    public void Of_LinesWhoseProductsAreNotTheirCost_IsBillArithmetic() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 3 * Million)
            .Billed(9, "small", Meters.InputTokens, Million, 0.15m, unitPrice: 0.00000015m)
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.33m, unitPrice: 0.00000015m)
            .Finding()
            .ShouldBe(
                "PriceDiffers BillArithmetic 0.03: the bill does not add up: its quantity x its unit price is 0.45 USD, its cost 0.48"
            );

    /// <summary>The bill prints the price of a million tokens.</summary>
    [Fact]
    public void Of_AUnitPriceForABlock_AddsUp() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 3 * Million)
            .Billed(9, "small", Meters.InputTokens, Million, 0.2m, unitPrice: 0.2m)
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.4m, unitPrice: 0.2m)
            .Finding()
            .ShouldBe(
                "PriceDiffers Unknown 0.15: the bill charges 0.2 USD per 1M tokens, the price books say 0.15 USD per 1M tokens; no known cause fits"
            );

    [Fact]
    public void Of_BatchAtTheServerlessRate_IsTheBatchRate() =>
        new HandMonth()
            .Stored(9, "big", Meters.InputTokens, 3 * Million, Mode.Batch)
            .Billed(9, "big", Meters.InputTokens, Million, 1.4m, Mode.Batch)
            .Billed(9, "big", Meters.InputTokens, 2 * Million, 2.8m, Mode.Batch)
            .Finding()
            .ShouldBe(
                "PriceDiffers BatchRate 2.1: the bill charges 1.4 USD per 1M tokens, the price books say 0.7 USD per 1M tokens: the bill charges batch work at the serverless rate"
            );

    [Fact]
    public void Of_ServerlessAtTheBatchRate_IsTheBatchRate() =>
        new HandMonth()
            .Stored(9, "big", Meters.InputTokens, 3 * Million)
            .Billed(9, "big", Meters.InputTokens, 3 * Million, 2.1m)
            .Finding()
            .ShouldBe(
                "PriceDiffers BatchRate -2.1: the bill charges 0.7 USD per 1M tokens, the price books say 1.4 USD per 1M tokens: the bill gives the batch rate for what is serverless here"
            );

    [Fact]
    public void Of_CachedInputAtThePriceOfInput_IsCachedTokens() =>
        new HandMonth()
            .Stored(9, "big", Meters.CachedInputTokens, 3 * Million)
            .Billed(9, "big", Meters.CachedInputTokens, 3 * Million, 4.2m)
            .Finding()
            .ShouldBe(
                "PriceDiffers CachedTokens 3.42: the bill charges 1.4 USD per 1M tokens, the price books say 0.26 USD per 1M tokens: the bill charges cached_input_tokens at the price of input_tokens"
            );

    [Fact]
    public void Of_OutputAtThePriceOfInput_HasNoKnownCause() =>
        new HandMonth()
            .Stored(9, "big", Meters.OutputTokens, 3_000_001)
            .Billed(9, "big", Meters.OutputTokens, 3_000_001, 4.2000014m)
            .Finding()
            .ShouldBe(
                "PriceDiffers Unknown -9.000003: the bill charges 1.4 USD per 1M tokens, the price books say 4.4 USD per 1M tokens; no known cause fits"
            );

    [Fact]
    public void Of_TheNextPriceBeforeItsTime_IsThePriceChange() =>
        new HandMonth()
            .Stored(9, "big", Meters.OutputTokens, 3 * Million)
            .Billed(9, "big", Meters.OutputTokens, 3 * Million, 15.9m)
            .Finding()
            .ShouldBe(
                "PriceDiffers PriceChange 2.7: the bill charges 5.3 USD per 1M tokens, the price books say 4.4 USD per 1M tokens: the bill charges the price in force from 2026-09-16, the day is before the change"
            );

    [Fact]
    public void Of_TheFormerPriceOnTheDayOfTheChange_IsThePriceChange() =>
        new HandMonth()
            .Stored(16, "big", Meters.OutputTokens, 3 * Million)
            .Billed(16, "big", Meters.OutputTokens, 3 * Million, 13.2m)
            .Finding()
            .ShouldBe(
                "PriceDiffers PriceChange -2.7: the bill charges 4.4 USD per 1M tokens, the price books say 5.3 USD per 1M tokens: the bill charges the price in force until 2026-09-16, the day is after the change"
            );

    /// <summary>The bill's change is some hours behind the one here: so it has a part of the day at the former price.</summary>
    [Theory]
    [InlineData(13.3001)]
    [InlineData(15.7999)]
    public void Of_ACostBetweenThePricesOnTheDayOfTheChange_IsThePriceChange(double cost) =>
        new HandMonth()
            .Stored(16, "big", Meters.OutputTokens, 3 * Million)
            .Billed(16, "big", Meters.OutputTokens, Million, 4.4m, hours: 5)
            .Billed(16, "big", Meters.OutputTokens, 2 * Million, (decimal)cost - 4.4m, hour: 5, hours: 19)
            .Finding()
            .ShouldEndWith(
                ": between the prices before and after the change of 2026-09-16, which the bill makes at another hour"
            );

    /// <summary>The 15th ends with the change: a zone behind UTC makes it in the 16th, one before in the 15th.</summary>
    [Fact]
    public void Of_ACostBetweenThePricesOnADayBesideTheChange_IsThePriceChange() =>
        new HandMonth()
            .Stored(15, "big", Meters.OutputTokens, 3 * Million)
            .Billed(15, "big", Meters.OutputTokens, 3 * Million, 14)
            .Finding()
            .ShouldBe(
                "PriceDiffers PriceChange 0.8: the bill charges 4.666666666667 USD per 1M tokens, the price books say 4.4 USD per 1M tokens: between the prices before and after the change of 2026-09-16, which the bill makes at another hour"
            );

    [Fact]
    public void Of_ACostBetweenThePricesOnADayFarFromTheChange_HasNoKnownCause() =>
        new HandMonth()
            .Stored(14, "big", Meters.OutputTokens, 3 * Million)
            .Billed(14, "big", Meters.OutputTokens, 3 * Million, 14)
            .Finding()
            .ShouldBe(
                "PriceDiffers Unknown 0.8: the bill charges 4.666666666667 USD per 1M tokens, the price books say 4.4 USD per 1M tokens; no known cause fits"
            );

    /// <summary>Windows longer than a day, the change between them.</summary>
    [Fact]
    public void Of_ACostBetweenThePricesInAMonthAsAWhole_IsThePriceChange() =>
        new HandMonth()
            .Stored(3, "big", Meters.OutputTokens, Million)
            .Stored(22, "big", Meters.OutputTokens, 2 * Million)
            .Billed(20, "big", Meters.OutputTokens, 2 * Million, 10.0001m, hours: 240)
            .Billed(1, "big", Meters.OutputTokens, Million, 4.4m, hours: 240)
            .Finding()
            .ShouldBe(
                "PriceDiffers PriceChange -0.5999: the bill charges 4.800033333333 USD per 1M tokens, the price books say 5 USD per 1M tokens: between the prices before and after the change of 2026-09-16, which the bill makes at another hour"
            );

    [Fact]
    public void Of_ThePriceThatAnotherSourceSays_IsOtherSource() =>
        new HandMonth()
            .Stored(9, "disputed", Meters.InputTokens, 2 * Million, Mode.Batch)
            .Billed(9, "disputed", Meters.InputTokens, 2 * Million, 3, Mode.Batch)
            .Finding()
            .ShouldBe(
                "PriceDiffers OtherSource 1: the bill charges 1.5 USD per 1M tokens, the price books say 1 USD per 1M tokens: the price book notes that price too (a blog)"
            );

    /// <summary>The book has prices of minutes, the meter counts hours.</summary>
    [Fact]
    public void Of_ThePriceThatAnotherSourceSaysForAnotherUnit_IsOtherSource() =>
        new HandMonth()
            .Stored(9, "", Meters.DedicatedEndpointHours, 2, Mode.Dedicated, gpu: "h100")
            .Billed(9, "", Meters.DedicatedEndpointHours, 2, 24, Mode.Dedicated, gpu: "h100")
            .Finding()
            .ShouldBe(
                "PriceDiffers OtherSource 12: the bill charges 12 USD per GPU-hour, the price books say 6 USD per GPU-hour: the price book notes that price too (a blog)"
            );

    [Fact]
    public void Of_NothingCharged_IsADiscount() =>
        new HandMonth()
            .Stored(9, "small", Meters.OutputTokens, 2 * Million)
            .Billed(9, "small", Meters.OutputTokens, 2 * Million, 0)
            .Finding()
            .ShouldBe(
                "PriceDiffers Discount -1.2: the bill charges 0 USD per 1M tokens, the price books say 0.6 USD per 1M tokens: the bill charges nothing for it"
            );

    [Theory]
    [InlineData(1, 1.188)]
    [InlineData(99, 0.012)]
    public void Of_AWholePercentageOff_IsADiscount(int percent, double cost) =>
        new HandMonth()
            .Stored(9, "small", Meters.OutputTokens, 2 * Million)
            .Billed(9, "small", Meters.OutputTokens, 2 * Million, (decimal)cost)
            .Finding()
            .ShouldEndWith($": exactly {percent}% below the list price; a contract would say so");

    /// <summary>The bill shows whole dollars: many percentages come to it.</summary>
    [Fact]
    public void Of_ACostTooRoughToTellAPercentage_HasNoKnownCause() =>
        new HandMonth()
            .Stored(9, "small", Meters.OutputTokens, 4 * Million)
            .Billed(9, "small", Meters.OutputTokens, 4 * Million, 1)
            .Finding()
            .ShouldBe(
                "PriceDiffers Unknown -1.4: the bill charges 0.25 USD per 1M tokens, the price books say 0.6 USD per 1M tokens; no known cause fits"
            );

    [Fact]
    public void Of_FreeUsageThatIsCharged_HasNoKnownCause() =>
        new HandMonth()
            .Stored(9, "gift", Meters.InputTokens, 2 * Million)
            .Billed(9, "gift", Meters.InputTokens, 2 * Million, 0.5m)
            .Finding()
            .ShouldBe(
                "PriceDiffers Unknown 0.5: the bill charges 0.25 USD per 1M tokens, the price books say 0 USD per 1M tokens; no known cause fits"
            );

    [Fact]
    public void Of_OtherBlocks_TellsThePriceOfThese() =>
        new HandMonth()
            .Stored(9, "painter", Meters.ImageGenerations, 10)
            .Billed(9, "painter", Meters.ImageGenerations, 10, 0.4567m)
            .Stored(9, "", Meters.WebSearches, 1000)
            .Billed(9, "", Meters.WebSearches, 1000, 11.2345m)
            .Findings()
            .ShouldBe([
                "PriceDiffers Unknown 1.2345: the bill charges 11.2345 USD per 1K searches, the price books say 10 USD per 1K searches; no known cause fits",
                "PriceDiffers Unknown 0.0567: the bill charges 0.04567 USD per image, the price books say 0.04 USD per image; no known cause fits",
            ]);

    [Fact]
    public void Of_ACostOfNoQuantity_TellsTheCost() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, Million)
            .Billed(9, "small", Meters.InputTokens, 0, 0.5m)
            .Findings()
            .ShouldBe([
                "PriceDiffers Unknown 0.5: the bill charges 0.5 USD; no known cause fits",
                "QuantityDiffers Unknown -0.15: less on the bill by 1,000,000 tokens; no known cause fits",
            ]);
}
