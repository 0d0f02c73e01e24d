using Permil.Rating;
using Permil.Usage;
using static Permil.Pricing.TestBooks;

namespace Permil.Pricing;

/// <summary>Which price is taken, and what is said when none is.</summary>
public sealed class PriceCatalogTests
{
    /// <summary>The size classes of the brief, per token of input so that the cost is the price.</summary>
    private const string BriefClasses = """
        classes:
          - { name: dense up to 4B, architecture: dense, up-to: 4B, prices: [{ source: page, price: { input_tokens: 0.10, output_tokens: 0.10 } }] }
          - { name: dense up to 8B, architecture: dense, up-to: 8B, prices: [{ source: page, price: { input_tokens: 0.20, output_tokens: 0.20 } }] }
          - { name: dense up to 21B, architecture: dense, up-to: 21B, prices: [{ source: page, price: { input_tokens: 0.30, output_tokens: 0.30 } }] }
          - { name: dense up to 41B, architecture: dense, up-to: 41B, prices: [{ source: page, price: { input_tokens: 0.80, output_tokens: 0.80 } }] }
          - { name: dense up to 80B, architecture: dense, up-to: 80B, prices: [{ source: page, price: { input_tokens: 0.90, output_tokens: 0.90 } }] }
          - { name: dense up to 110B, architecture: dense, up-to: 110B, prices: [{ source: page, price: { input_tokens: 1.80, output_tokens: 1.80 } }] }
          - { name: moe up to 56B, architecture: moe, up-to: 56B, prices: [{ source: page, price: { input_tokens: 0.60, output_tokens: 0.60 } }] }
          - { name: moe up to 176B, architecture: moe, up-to: 176B, prices: [{ source: page, price: { input_tokens: 1.20, output_tokens: 1.20 } }] }
          - { name: moe up to 480B, architecture: moe, up-to: 480B, prices: [{ source: page, price: { input_tokens: 2.40, output_tokens: 2.40 } }] }
        """;

    [Theory]
    [InlineData("1", "dense", "0.1")]
    [InlineData("4B", "dense", "0.1")]
    [InlineData("4000000001", "dense", "0.2")]
    [InlineData("4.1B", "dense", "0.2")]
    [InlineData("8B", "dense", "0.2")]
    [InlineData("8.1B", "dense", "0.3")]
    [InlineData("21B", "dense", "0.3")]
    [InlineData("21.1B", "dense", "0.8")]
    [InlineData("41B", "dense", "0.8")]
    [InlineData("41.1B", "dense", "0.9")]
    [InlineData("56B", "dense", "0.9")]
    [InlineData("80B", "dense", "0.9")]
    [InlineData("80.1B", "dense", "1.8")]
    [InlineData("110B", "dense", "1.8")]
    [InlineData("4B", "moe", "0.6")]
    [InlineData("56B", "moe", "0.6")]
    [InlineData("56.1B", "moe", "1.2")]
    [InlineData("176B", "moe", "1.2")]
    [InlineData("176.1B", "moe", "2.4")]
    [InlineData("480B", "moe", "2.4")]
    public void SizeClass_AtItsBounds_IsInclusive(string parameters, string architecture, string cost)
    {
        CostOf(RaterOf(BriefClasses), Sized(parameters, architecture)).ShouldBe(cost);

        // The same by a model that the book knows the size of.
        var known = RaterOf(
            $"models:\n  - {{ id: m, kind: chat, parameters: {parameters}, architecture: {architecture} }}\n{BriefClasses}"
        );
        CostOf(known, Event("m", new Measurement(Meters.InputTokens, 1_000_000))).ShouldBe(cost);
    }

    [Theory]
    [InlineData("110.1B", "dense", "110.1B parameters are above the largest dense size class of acme (up to 110B)")]
    [InlineData(
        "480.1B",
        "moe",
        "480.1B parameters are above the largest mixture-of-experts size class of acme (up to 480B)"
    )]
    [InlineData(
        "480000000001",
        "moe",
        "480.000000001B parameters are above the largest mixture-of-experts size class of acme (up to 480B)"
    )]
    public void SizeClass_AboveTheLargest_IsRefusedWithTheReason(
        string parameters,
        string architecture,
        string reason
    ) => RaterOf(BriefClasses).ReasonOf(Sized(parameters, architecture)).ShouldBe(reason);

    [Fact]
    public void SizeClass_ArchitectureNotSaid_IsDense() =>
        CostOf(
                RaterOf(BriefClasses),
                Event("new", new Measurement(Meters.InputTokens, 1_000_000)).With(("parameters", "8B"))
            )
            .ShouldBe("0.2");

    /// <summary>Two classes of one bound are one step of the ladder, whichever stands first.</summary>
    [Theory]
    [InlineData("lora", "1", "a", "b")]
    [InlineData("full", "2", "a", "b")]
    [InlineData("lora", "1", "b", "a")]
    [InlineData("full", "2", "b", "a")]
    public void SizeClass_TwoOfOneBound_AreToldApartByDimensions(
        string method,
        string cost,
        string first,
        string second
    )
    {
        string Class(string name) =>
            name == "a"
                ? "  - { name: a, up-to: 8B, prices: [{ source: page, where: { method: lora }, price: { input_tokens: 1 } }] }\n"
                : "  - { name: b, up-to: 8B, prices: [{ source: page, where: { method: full }, price: { input_tokens: 2 } }] }\n";
        var rater = RaterOf($"classes:\n{Class(first)}{Class(second)}");
        var usage = Event("new", new Measurement(Meters.InputTokens, 1_000_000));
        CostOf(rater, usage.With(("parameters", "4B"), ("method", method))).ShouldBe(cost);
    }

    [Fact]
    public void SizeClass_SizeNotKnown_IsNoPrice() =>
        RaterOf(BriefClasses)
            .ReasonOf(Event("new", new Measurement(Meters.InputTokens, 1)))
            .ShouldBe("the acme price book has no model 'new', and its size is not known");

    [Fact]
    public void Scopes_ModelBeforeClassBeforeProvider()
    {
        const string Classes =
            "classes:\n  - { name: small, up-to: 8B, prices: [{ source: page, price: { input_tokens: 2 }, per: token }] }\n";
        const string Provider = "prices:\n  - { source: page, price: { input_tokens: 3 }, per: token }\n";
        const string Bare = "models:\n  - { id: m, kind: chat, parameters: 8B }\n";
        const string Own =
            "models:\n  - { id: m, kind: chat, parameters: 8B, prices: [{ source: page, price: { input_tokens: 1 }, per: token }] }\n";
        RaterOf(Own + Classes + Provider).CostOf(Meters.InputTokens, 1).ShouldBe(1);
        RaterOf(Bare + Classes + Provider).CostOf(Meters.InputTokens, 1).ShouldBe(2);
        RaterOf(Bare + Provider).CostOf(Meters.InputTokens, 1).ShouldBe(3);
        RaterOf(Bare).ReasonOf(Event("m", new Measurement(Meters.InputTokens, 1))).ShouldContain("no serverless price");
    }

    /// <summary>An id exactly as written is no alias, even where another model has it as one in another case.</summary>
    [Theory]
    [InlineData("Kimi-K3", "1")]
    [InlineData("kimi-k3", "2")]
    [InlineData("KIMI-K3", "2")]
    [InlineData("other", "2")]
    [InlineData("OTHER", "2")]
    [InlineData("acme/Kimi-K3", "1")]
    [InlineData("Other-2026-10-07", "2")]
    public void Model_IdBeforeAlias(string name, string cost)
    {
        var rater = RaterOf(
            """
            model-prefixes: [acme/]
            model-suffixes: [-####-##-##]
            models:
              - { id: Kimi-K3, kind: chat, prices: [{ source: page, price: { input_tokens: 1 } }] }
              - { id: Other, kind: chat, aliases: [kimi-k3], prices: [{ source: page, price: { input_tokens: 2 } }] }
            """
        );
        CostOf(rater, Event(name, new Measurement(Meters.InputTokens, 1_000_000))).ShouldBe(cost);
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("h100", "2")]
    [InlineData("H100", "2")]
    [InlineData("h200", "1")]
    [InlineData("h100 7-30d", "3")]
    public void Where_TheMoreSpecificWins(string dimensions, string cost)
    {
        var rater = RaterOf(
            """
            models:
              - id: m
                kind: chat
                prices:
                  - { source: page, price: { input_tokens: 1 }, per: token }
                  - { source: page, price: { input_tokens: 2 }, per: token, where: { gpu: h100 } }
                  - { source: page, price: { input_tokens: 3 }, per: token, where: { gpu: h100, term: 7-30d } }
            """
        );
        var words = dimensions.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var usage = Event("m", new Measurement(Meters.InputTokens, 1))
            .With(words.Select((word, i) => (i == 0 ? "gpu" : "term", word)).ToArray());
        CostOf(rater, usage).ShouldBe(cost);
    }

    [Fact]
    public void Where_AnotherServiceTier_IsNeverTheStandardPrice() =>
        RaterOfRow("price: { input_tokens: 1 }")
            .ReasonOf(Event("m", new Measurement(Meters.InputTokens, 1)).With(("service_tier", "flex")))
            .ShouldBe("no price for service_tier=flex; the book has: the standard price");

    [Theory]
    [InlineData("2026-05-01T00:00:00", "1")]
    [InlineData("2026-05-31T23:59:59.9999999", "1")]
    [InlineData("2026-06-01T00:00:00", "2")]
    public void Period_IsHalfOpen(string time, string cost)
    {
        var rater = RaterOf(
            """
            prices:
              - { source: page, price: { input_tokens: 1 }, per: token, from: 2026-05-01, until: 2026-06-01 }
              - { source: page, price: { input_tokens: 2 }, per: token, from: 2026-06-01 }
            """
        );
        CostOf(rater, Event("", new Measurement(Meters.InputTokens, 1)) with { Time = At(time) }).ShouldBe(cost);
    }

    [Fact]
    public void Period_BeforeTheFirst_IsNoPriceAndSaysWhatIsKnown() =>
        RaterOfRow("price: { input_tokens: 1 }, from: 2026-06-01")
            .ReasonOf(Event("m", new Measurement(Meters.InputTokens, 1)))
            .ShouldBe("no price of acme/m/serverless/input_tokens is in force at that time; known: from 2026-06-01");

    [Fact]
    public void NotPublic_IsNoPriceAndFreeIsOne()
    {
        RaterOfRow("price: { input_tokens: not-public }")
            .ReasonOf(Event("m", new Measurement(Meters.InputTokens, 1)))
            .ShouldContain("without a public price");
        var free = RaterOfRow("price: { input_tokens: free }").ChargeOf(Meters.InputTokens, 5);
        free.ListCost.ShouldBe(0);
        free.ListUnitPrice.ShouldBe(0);
    }

    [Fact]
    public void BilledAs_OnlyWithoutAnOwnPriceAndInItsOrder()
    {
        const string Chain = "billed-as: { cache_write_tokens: [cached_input_tokens, input_tokens] }\nmodels:\n";
        decimal Cost(string prices) =>
            RaterOf(
                    $"{Chain}  - {{ id: m, kind: chat, prices: [{{ source: page, per: token, price: {{ {prices} }} }}] }}"
                )
                .CostOf(Meters.CacheWriteTokens, 1);
        Cost("input_tokens: 1").ShouldBe(1);
        Cost("input_tokens: 1, cached_input_tokens: 2").ShouldBe(2);
        Cost("input_tokens: 1, cached_input_tokens: 2, cache_write_tokens: 3").ShouldBe(3);
    }

    [Theory]
    // Model before provider.
    [InlineData(
        "models: [{ id: m, kind: image, prices: [{ source: page, price: { image_megapixels: 1 } }] }]\nprices: [{ source: page, price: { image_generations: 5 } }]",
        "image_megapixels",
        "2"
    )]
    // The smaller class.
    [InlineData(
        "models: [{ id: m, kind: image, parameters: 4B }]\nclasses:\n  - { name: a, up-to: 8B, prices: [{ source: page, price: { image_megapixels: 1 } }] }\n  - { name: b, up-to: 16B, prices: [{ source: page, price: { image_generations: 5 } }] }",
        "image_megapixels",
        "2"
    )]
    // The meter's own price before one it is billed as.
    [InlineData(
        "billed-as: { image_megapixels: [image_generations] }\nmodels: [{ id: m, kind: image, prices: [{ source: page, price: { image_generations: 5 } }] }]",
        "image_generations",
        "15"
    )]
    public void Family_IsBilledOnce(string body, string meter, string cost)
    {
        Measurement[] usage = [new(Meters.ImageGenerations, 3), new(Meters.ImageMegapixels, 2)];
        foreach (var inOrder in (Measurement[][])[usage, [usage[1], usage[0]]])
        {
            var rated = RaterOf(body).Rate(Event("m", inOrder));
            rated.Charges.ShouldHaveSingleItem().Meter.Name.ShouldBe(meter);
            DecimalText.Of(rated.ListCost).ShouldBe(cost);
            rated.Unpriced.ShouldBeEmpty();
        }
    }

    /// <summary>It may not recurse until the stack is gone.</summary>
    [Fact]
    public void MultiplesInACircle_AreNoPriceAndSaySo()
    {
        var rater = RaterOf(
            """
            models:
              - id: m
                kind: chat
                prices:
                  - { source: page, mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens] } }
                  - { source: page, multiply: { mode: batch, by: 2, meters: [input_tokens] } }
            """
        );
        rater.ReasonOf(Event("m", new Measurement(Meters.InputTokens, 1))).ShouldContain("in a circle");
    }

    [Fact]
    public void Multiple_OfWhatHasNoPrice_IsNoPriceAndSaysWhy()
    {
        var rater = RaterOf(
            """
            models:
              - id: m
                kind: chat
                prices:
                  - { source: page, mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens] } }
            """
        );
        rater
            .ReasonOf(Event("m", new Measurement(Meters.InputTokens, 1)) with { Mode = Mode.Batch })
            .ShouldBe(
                "acme/m/batch/input_tokens is a multiple of the serverless price, and the acme price book has no serverless price of m for this meter"
            );
    }

    private static UsageEvent Sized(string parameters, string architecture) =>
        Event("new", new Measurement(Meters.InputTokens, 1_000_000))
            .With(("parameters", parameters), ("architecture", architecture));

    private static string CostOf(Rater rater, UsageEvent usageEvent)
    {
        var rated = rater.Rate(usageEvent);
        rated.Unpriced.ShouldBeEmpty();
        return DecimalText.Of(rated.ListCost);
    }
}
