using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating;

public sealed class GroupKeyTests
{
    private static readonly UsageEvent Used = TestBooks.Event("m-1") with
    {
        Time = new DateTimeOffset(2026, 3, 1, 1, 30, 0, TimeSpan.FromHours(2)),
        Provider = "said",
        Mode = Mode.Batch,
        Account = "acc",
        SubAccount = "sub",
        Feature = "chat",
        Environment = "prod",
        Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "blue" },
    };

    [Theory]
    [InlineData("model", GroupDimension.Model, "m-1")]
    [InlineData("provider", GroupDimension.Provider, "book")]
    [InlineData("mode", GroupDimension.Mode, "batch")]
    [InlineData("account", GroupDimension.Account, "acc")]
    [InlineData("subAccount", GroupDimension.SubAccount, "sub")]
    [InlineData("tenant", GroupDimension.SubAccount, "sub")]
    [InlineData("feature", GroupDimension.Feature, "chat")]
    [InlineData("environment", GroupDimension.Environment, "prod")]
    [InlineData("env", GroupDimension.Environment, "prod")]
    [InlineData("hour", GroupDimension.Hour, "2026-02-28T23:00:00Z")]
    [InlineData("day", GroupDimension.Day, "2026-02-28")]
    [InlineData("month", GroupDimension.Month, "2026-02")]
    [InlineData("tag:team", GroupDimension.Tag, "blue")]
    [InlineData("tag:t", GroupDimension.Tag, null)]
    public void Parse_NameOfADimensionOfEvents_FindsTheirValue(string text, GroupDimension dimension, string? value)
    {
        var key = GroupKey.Parse(text).ShouldNotBeNull();

        key.Name.ShouldBe(text);
        key.Dimension.ShouldBe(dimension);
        key.IsOfCharge.ShouldBeFalse();
        key.ValueOf(Used, "book").ShouldBe(value);
    }

    [Theory]
    [InlineData("meter", GroupDimension.Meter)]
    [InlineData("sku", GroupDimension.Sku)]
    public void Parse_NameOfADimensionOfCharges_HasNoValueOfAnEvent(string text, GroupDimension dimension)
    {
        var key = GroupKey.Parse(text).ShouldNotBeNull();

        key.Dimension.ShouldBe(dimension);
        key.IsOfCharge.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => key.ValueOf(Used, "book")).Message.ShouldStartWith(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Model")]
    [InlineData("tag:")]
    [InlineData("xtag:team")]
    [InlineData("week")]
    public void Parse_AnyOtherText_NamesNoDimension(string text) => GroupKey.Parse(text).ShouldBeNull();

    [Fact]
    public void ValueOf_EventThatDoesNotSay_IsNull()
    {
        var silent = TestBooks.Event("") with { Provider = null };

        GroupKey.Parse("model")!.ValueOf(silent, null).ShouldBeNull();
        GroupKey.Parse("provider")!.ValueOf(silent, null).ShouldBeNull();
        GroupKey.Parse("provider")!.ValueOf(Used, null).ShouldBe("said");
        GroupKey.Parse("tenant")!.ValueOf(silent, null).ShouldBeNull();
    }

    [Fact]
    public void ParseAll_TextsWithCommas_KeepsTheirOrder() =>
        GroupKey
            .ParseAll(["tenant, model", " ,tag:a", "tag:b,"])
            .Select(key => key.Name)
            .ShouldBe(["tenant", "model", "tag:a", "tag:b"]);

    [Theory]
    [InlineData("model,week", "found 'week', allowed: model, provider, mode, meter, sku, account")]
    [InlineData("tenant,model,subAccount", "'tenant' and 'subAccount' are the same")]
    [InlineData("tag:a,tag:a", "'tag:a' and 'tag:a' are the same")]
    public void ParseAll_UnknownOrTwice_IsRefused(string text, string message) =>
        Should.Throw<FormatException>(() => GroupKey.ParseAll([text])).Message.ShouldStartWith(message);
}
