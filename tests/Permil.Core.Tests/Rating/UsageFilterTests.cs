using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating;

public sealed class UsageFilterTests
{
    private static readonly UsageEvent OfAcme = TestBooks.Event("m") with { SubAccount = "acme" };
    private static readonly UsageEvent OfBlue = TestBooks.Event("m") with { SubAccount = "blue" };
    private static readonly UsageEvent OfNobody = TestBooks.Event("m");

    [Theory]
    [InlineData("tenant=acme", "acme")]
    [InlineData("tenant=acme,blue", "acme blue")]
    [InlineData("tenant=acme|subAccount=blue", "acme blue")]
    [InlineData("tenant=", "nobody")]
    [InlineData("tenant=acme,", "acme nobody")]
    [InlineData("tenant=acme,model=m", "acme")]
    [InlineData("tenant=acme,model=n", "")]
    [InlineData(" tenant =acme", "acme")]
    [InlineData("model=m", "acme blue nobody")]
    public void Parse_Filters_TakeWhatTheyAskFor(string texts, string taken)
    {
        var filters = UsageFilterText.Parse(texts.Split('|'));

        string.Join(
                ' ',
                new[] { OfAcme, OfBlue, OfNobody }
                    .Where(usage => filters.All(filter => filter.Takes(usage)))
                    .Select(usage => usage.SubAccount ?? "nobody")
            )
            .ShouldBe(taken);
    }

    [Fact]
    public void Parse_SameKeyAgain_IsOneFilterWithAllValues()
    {
        var filters = UsageFilterText.Parse(["tenant=a,model=x", "subAccount=b", "tag:t=1", "tag:u=1"]);

        filters
            .Select(filter => $"{filter.Key.Name}={string.Join('|', filter.Values)}")
            .ShouldBe(["tenant=a|b", "model=x", "tag:t=1", "tag:u=1"]);
    }

    [Fact]
    public void Parse_ValueWithAnEqualsSign_KeepsItInTheValue() =>
        UsageFilterText.Parse(["model=a=b"]).ShouldHaveSingleItem().Values.ShouldBe(["a=b"]);

    [Fact]
    public void Parse_Nothing_IsNoFilter()
    {
        UsageFilterText.Parse(null).ShouldBeEmpty();
        UsageFilterText.Parse([]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("acme", "acme")]
    [InlineData("", "")]
    [InlineData("=acme", "=acme")]
    [InlineData("tenant=a,=b", "=b")]
    [InlineData("week=1", "week=1")]
    [InlineData("tenant=a,day=2026-01-01", "day=2026-01-01")]
    [InlineData("sku=x", "sku=x")]
    [InlineData("hour=1", "hour=1")]
    [InlineData("month=1", "month=1")]
    [InlineData("meter=1", "meter=1")]
    public void Parse_NoKeyOfEvents_IsRefused(string text, string found) =>
        Should
            .Throw<FormatException>(() => UsageFilterText.Parse([text]))
            .Message.ShouldBe(
                $"found '{found}', allowed: KEY=VALUE with a key of model, provider, mode, account, subAccount (or tenant), feature, environment (or env), tag:NAME"
            );

    [Fact]
    public void Parse_ValueBesideAnotherTextsKey_IsRefused() =>
        Should.Throw<FormatException>(() => UsageFilterText.Parse(["tenant=a", "b"]));

    [Fact]
    public void Takes_Provider_IsTheBooksWhereItIsKnown()
    {
        var filter = UsageFilterText.Parse(["provider=acme"]).ShouldHaveSingleItem();
        var usage = OfAcme with { Provider = "said" };

        filter.Takes(usage).ShouldBeFalse();
        filter.Takes(usage, "acme").ShouldBeTrue();
        filter.Takes(OfAcme).ShouldBeTrue();
    }
}
