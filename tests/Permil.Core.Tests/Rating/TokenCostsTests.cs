using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating;

public sealed class TokenCostsTests
{
    private const string Book = """
        models:
          - id: a
            kind: chat
            prices: [{ source: page, price: { input_tokens: 1, output_tokens: 4, image_generations: 0.5 } }]
          - id: b
            kind: chat
            prices: [{ source: page, price: { input_tokens: 0.1 } }]
        """;

    [Fact]
    public void AreToldBy_TokensThatAllHaveAPrice_IsTrue()
    {
        TokenCosts.AreToldBy(Rate([], Used("a", (Meters.InputTokens, 5)))).ShouldBeTrue();
        TokenCosts
            .AreToldBy(Rate([], Used("a", (Meters.InputTokens, 5), (Meters.ImageGenerations, 1))))
            .ShouldBeFalse();
        TokenCosts.AreToldBy(Rate([], Used("b", (Meters.InputTokens, 5), (Meters.OutputTokens, 1)))).ShouldBeFalse();
        TokenCosts.AreToldBy(Rate([])).ShouldBeTrue();
    }

    [Fact]
    public void PerMillion_OnlyTokens_IsTheCostOverAllOfThem()
    {
        var keys = GroupKey.ParseAll(["model"]);
        var summary = Rate(
            keys,
            Used("a", (Meters.InputTokens, 1_000_000), (Meters.OutputTokens, 1_000_000)),
            Used("b", (Meters.InputTokens, 2_000_000))
        );
        var costs = TokenCosts.Of(summary, keys.Count);

        // a: 5 for 2M tokens; b: 0.2 for 2M; together 5.2 for 4M.
        costs.PerMillionOf(GroupOf(summary, "a")).ShouldBe(2.5m);
        costs.PerMillionOf(GroupOf(summary, "b")).ShouldBe(0.1m);
        costs.PerMillion.ShouldBe(1.3m);
    }

    /// <summary>Images are paid by the image and unpriced tokens by nobody: neither moves the average of the rest.</summary>
    [Fact]
    public void PerMillion_ByCharge_LeavesOutWhatIsNoPricedToken()
    {
        var keys = GroupKey.ParseAll(["model"]);
        UsageEvent[] events =
        [
            Used("a", (Meters.InputTokens, 1_000_000), (Meters.OutputTokens, 1_000_000), (Meters.ImageGenerations, 9)),
            Used("b", (Meters.InputTokens, 1_000_000), (Meters.OutputTokens, 7_000_000)),
            Used("c", (Meters.InputTokens, 1_000_000)),
        ];
        var byModel = Rate(keys, events);
        var costs = TokenCosts.Of(Rate(TokenCosts.KeysFor(keys), events), keys.Count);

        costs.PerMillionOf(GroupOf(byModel, "a")).ShouldBe(2.5m);
        costs.PerMillionOf(GroupOf(byModel, "b")).ShouldBe(0.1m);
        costs.PerMillionOf(GroupOf(byModel, "c")).ShouldBeNull();
        costs.PerMillion.ShouldBe(1.7m);
    }

    [Fact]
    public void PerMillion_NoTokens_IsNull()
    {
        var summary = Rate([], Used("a", (Meters.ImageGenerations, 3)));

        TokenCosts.Of(summary, 0).PerMillion.ShouldBeNull();
        TokenCosts.Of(summary, 0).PerMillionOf(summary.Groups[0]).ShouldBeNull();
    }

    /// <summary>4 tokens in and 3 out: 16 millionths for 7 tokens.</summary>
    [Fact]
    public void PerMillion_AverageThatDoesNotEnd_IsRoundedToTwelveDecimals() =>
        TokenCosts
            .Of(Rate([], Used("a", (Meters.InputTokens, 4), (Meters.OutputTokens, 3))), 0)
            .PerMillion.ShouldBe(2.285714285714m);

    [Fact]
    public void KeysFor_Keys_AddsMeterAndSkuBehindThem() =>
        TokenCosts
            .KeysFor(GroupKey.ParseAll(["day"]))
            .Select(key => (key.Name, key.Dimension))
            .ShouldBe([("day", GroupDimension.Day), ("meter", GroupDimension.Meter), ("sku", GroupDimension.Sku)]);

    private static UsageGroup GroupOf(RatingSummary summary, string model) =>
        summary.Groups.Single(group => group.Values[0] == model);

    private static UsageEvent Used(string model, params (Meter Meter, decimal Quantity)[] usage) =>
        TestBooks.Event(model, [.. usage.Select(one => new Measurement(one.Meter, one.Quantity))]) with
        {
            Id = model,
        };

    private static RatingSummary Rate(IReadOnlyList<GroupKey> keys, params UsageEvent[] events)
    {
        var rating = new UsageRating(TestBooks.RaterOf(Book), keys);
        foreach (var usageEvent in events)
        {
            rating.Accept(usageEvent);
        }

        return rating.Finish();
    }
}
