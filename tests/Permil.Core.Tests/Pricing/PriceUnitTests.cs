using Permil.Usage;

namespace Permil.Pricing;

public sealed class PriceUnitTests
{
    [Theory]
    [InlineData("1K searches", 1000)]
    [InlineData("searches", 1)]
    [InlineData("Search", 1)]
    public void Parse_UnitWithAPluralOfItsOwn_IsRead(string text, int per)
    {
        var unit = PriceUnit.Parse(text, Meters.WebSearches).ShouldNotBeNull();

        unit.Per.ShouldBe(per);
        unit.Text.ShouldBe(per == 1 ? "search" : "1K searches");
    }

    [Theory]
    [InlineData("1K searchs")]
    [InlineData("1K tokens")]
    public void Parse_NoUnitOfTheMeter_IsRefused(string text) =>
        PriceUnit.Parse(text, Meters.WebSearches).ShouldBeNull();
}
