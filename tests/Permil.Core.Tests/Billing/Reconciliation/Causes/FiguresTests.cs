using Permil.Usage;

namespace Permil.Billing.Reconciliation.Causes;

public sealed class FiguresTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("999", "999")]
    [InlineData("-999", "-999")]
    [InlineData("1000", "1,000")]
    [InlineData("-1000", "-1,000")]
    [InlineData("100000", "100,000")]
    [InlineData("-123456", "-123,456")]
    [InlineData("1234567.000125", "1,234,567.000125")]
    [InlineData("0.25", "0.25")]
    public void Of_ANumber_HasCommasBetweenItsThousands(string number, string text) =>
        Figures.Of(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(text);

    [Fact]
    public void Quantity_OneOrOther_IsInTheMetersUnit()
    {
        Figures.Quantity(1, Meters.ImageGenerations).ShouldBe("1 image");
        Figures.Quantity(-1, Meters.ImageGenerations).ShouldBe("-1 image");
        Figures.Quantity(2, Meters.WebSearches).ShouldBe("2 searches");
        Figures.Quantity(2000, Meters.InputTokens).ShouldBe("2,000 tokens");
    }

    [Fact]
    public void Price_OfAMeter_IsForTheBlockThatItIsQuotedFor()
    {
        Figures.Price(0.04m, Meters.ImageGenerations, "USD").ShouldBe("0.04 USD per image");
        Figures.Price(0.01m, Meters.WebSearches, "USD").ShouldBe("10 USD per 1K searches");
        Figures.Price(0.0000014m, Meters.InputTokens, "EUR").ShouldBe("1.4 EUR per 1M tokens");
        Figures.Price(0.5m, new Meter("pages", "page", 20), "USD").ShouldBe("10 USD per 20 pages");
    }

    [Fact]
    public void Price_ThatDoesNotEnd_HasTwelveDecimals() =>
        Figures.Price(1m / 3, Meters.ImageGenerations, "USD").ShouldBe("0.333333333333 USD per image");

    [Fact]
    public void Count_OneOrOther_IsInTheNounsNumber()
    {
        Figures.Count(0, "call").ShouldBe("0 calls");
        Figures.Count(1, "call").ShouldBe("1 call");
        Figures.Count(1200, "call").ShouldBe("1,200 calls");
    }
}
