using Permil.Usage;
using static Permil.Pricing.TestBooks;

namespace Permil.Rating;

/// <summary>The brief's own arithmetic, from events to cost.</summary>
public sealed class RaterTests
{
    private const string Brief = """
        models:
          - id: m
            kind: chat
            prices:
              - { source: page, price: { input_tokens: 0.90, output_tokens: 3.30 } }
              - { source: page, mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens, output_tokens] } }
          - id: flat
            kind: chat
            prices: [{ source: page, price: { input_tokens: 0.90, output_tokens: 0.90 } }]
          - id: small-embedding
            kind: embedding
            prices: [{ source: page, price: { embedding_tokens: 0.02 } }]
        """;

    [Fact]
    public void Rate_BriefRequest_Costs6Thousandths()
    {
        var rated = RaterOf(Brief).Rate(Request("m", 3_000, 1_000));
        rated.ListCost.ShouldBe(0.006m);
        rated.Charges.Select(charge => charge.ListCost).ShouldBe([0.0027m, 0.0033m]);
        (rated.ListCost * 2_000_000).ShouldBe(12_000m);
    }

    [Fact]
    public void Rate_TwoMillionBriefRequestsInOneEvent_Cost12Thousand() =>
        RaterOf(Brief).Rate(Request("m", 6_000_000_000, 2_000_000_000)).ListCost.ShouldBe(12_000m);

    [Fact]
    public void Rate_BriefRequestInABatch_CostsHalf()
    {
        var rated = RaterOf(Brief).Rate(Request("m", 3_000, 1_000) with { Mode = Mode.Batch });
        (rated.ListCost * 2_000_000).ShouldBe(6_000m);
        rated.Charges[0].ListUnitPrice.ShouldBe(0.45m);
    }

    [Fact]
    public void Rate_ModeWithoutAPrice_IsUnpriced()
    {
        var rated = RaterOf(Brief).Rate(Request("flat", 3_000, 1_000) with { Mode = Mode.Batch });
        rated.Charges.ShouldBeEmpty();
        rated
            .Unpriced.Select(unpriced => unpriced.Reason)
            .ShouldBe([
                "the acme price book has no batch price of flat for this meter",
                "the acme price book has no batch price of flat for this meter",
            ]);
    }

    [Fact]
    public void Rate_FourThousandTokensAt90Cents_Cost36TenThousandths()
    {
        RaterOf(Brief).Rate(Request("flat", 4_000, 0)).ListCost.ShouldBe(0.0036m);
        RaterOf(Brief).Rate(Request("flat", 3_000, 1_000)).ListCost.ShouldBe(0.0036m);
    }

    [Fact]
    public void Rate_TwentyTokensAtTwoCents_IsNotZero() =>
        RaterOf(Brief)
            .Rate(Event("small-embedding", new Measurement(Meters.EmbeddingTokens, 20)))
            .ListCost.ShouldBe(0.0000004m);

    [Fact]
    public void Rate_Nothing_IsNeitherChargedNorUnpriced()
    {
        var rated = RaterOf(Brief).Rate(Request("unheard-of", 0, 0));
        rated.Charges.ShouldBeEmpty();
        rated.Unpriced.ShouldBeEmpty();
    }

    [Fact]
    public void Explain_MultipleOfAnotherMode_NamesSkuQuantityPriceAndSource()
    {
        var rated = RaterOf(Brief).Rate(Request("m", 3_000, 1_000) with { Mode = Mode.Batch });
        rated
            .Charges[0]
            .Explain()
            .ShouldBe([
                "acme/m/batch/input_tokens: 3000 tokens list for 0.00135 USD",
                "0.003 x 1M tokens at 0.45",
                "0.5 of acme/m/serverless/input_tokens, the price page (in force always, learned 2026-01-01, official, acme.yaml:8)",
                "price in force always, learned 2026-01-01, official, acme.yaml:9: the price page",
            ]);
    }

    [Theory]
    [InlineData("input", "0.00045")]
    [InlineData("output", "0.00165")]
    public void Rate_BatchTokens_ByTheirDirection(string direction, string cost)
    {
        var usage = Event("m", new Measurement(Meters.BatchTokens, 1_000)).With(("direction", direction));
        DecimalText.Of(RaterOf(Brief).Rate(usage).ListCost).ShouldBe(cost);
    }

    private static UsageEvent Request(string model, decimal input, decimal output) =>
        Event(model, new(Meters.InputTokens, input), new(Meters.OutputTokens, output));

    [Theory]
    [InlineData("abc")]
    [InlineData("-4")]
    [InlineData("8.5")]
    public void Rate_StepsThatAreNoNumber_AreUnpricedWithTheReason(string steps)
    {
        var rater = RaterOfRow("price: { image_megapixels: 1 }, default-steps: 4");
        var rated = rater.Rate(Event("m", new Measurement(Meters.ImageMegapixels, 1)).With(("steps", steps)));

        rated.Charges.ShouldBeEmpty();
        rated.Unpriced.ShouldHaveSingleItem().Reason.ShouldBe($"steps: found '{steps}', allowed: a whole number");
    }

    [Theory]
    [InlineData("moe", "0.6")]
    [InlineData("Mixture-of-Experts", "0.6")]
    [InlineData("dense", "0.9")]
    [InlineData("sparse", null)]
    public void Rate_Architecture_IsReadOrRefused(string architecture, string? cost)
    {
        var rater = RaterOf(
            """
            classes:
              - { name: dense up to 80B, architecture: dense, up-to: 80B, prices: [{ price: { input_tokens: 0.9 }, source: page }] }
              - { name: moe up to 56B, architecture: moe, up-to: 56B, prices: [{ price: { input_tokens: 0.6 }, source: page }] }
            """
        );
        var rated = rater.Rate(
            Event("unknown", new Measurement(Meters.InputTokens, 1_000_000))
                .With(("parameters", "46.7B"), ("architecture", architecture))
        );

        if (cost is null)
        {
            rated.Unpriced.ShouldHaveSingleItem().Reason.ShouldContain("architecture: found 'sparse'");
        }
        else
        {
            DecimalText.Of(rated.ListCost).ShouldBe(cost);
        }
    }

    [Fact]
    public void Rate_ImageWithoutASize_SaysWhatIsMissing()
    {
        var rater = RaterOfRow("price: { image_megapixels: 1 }");

        rater
            .Rate(Event("m", new Measurement(Meters.ImageGenerations, 1)))
            .Unpriced.ShouldHaveSingleItem()
            .Reason.ShouldBe(
                "m is billed by image_megapixels, not by image_generations: its width and height are missing"
            );
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("8.0", true)]
    [InlineData("1000000", true)]
    [InlineData("1000001", false)]
    [InlineData(" 8", false)]
    [InlineData("", false)]
    public void Rate_Steps_AreWholeAndAtMostAMillion(string steps, bool isPriced)
    {
        var rater = RaterOfRow("price: { image_megapixels: 1 }, default-steps: 4");
        var rated = rater.Rate(Event("m", new Measurement(Meters.ImageMegapixels, 1)).With(("steps", steps)));

        (rated.Charges.Count, rated.Unpriced.Count).ShouldBe(isPriced ? (1, 0) : (0, 1));
    }

    [Fact]
    public void Rate_StepsThatAreNoNumberWhereThePriceHasNone_DoNotMatter() =>
        RaterOfRow("price: { image_megapixels: 1 }")
            .Rate(Event("m", new Measurement(Meters.ImageMegapixels, 1)).With(("steps", "many")))
            .ListCost.ShouldBe(1);

    [Fact]
    public void Rate_BatchTokensWithoutADirection_AreUnpriced() =>
        RaterOf(Brief).Rate(Event("m", new Measurement(Meters.BatchTokens, 1_000))).Unpriced.Count.ShouldBe(1);

    /// <summary>What was unpriced before is another event's: it is neither removed nor does it hide anything.</summary>
    [Fact]
    public void Price_ListWithUnpricedUsageAlready_AddsToIt()
    {
        var before = new UnpricedUsage(Meters.ImageGenerations, 7, "another event");
        var unpriced = new List<UnpricedUsage> { before };

        var priced = RaterOfRow("price: { input_tokens: 1 }")
            .Price(
                Event(
                    "m",
                    new(Meters.InputTokens, 1),
                    new(Meters.ImageGenerations, 2),
                    new(Meters.ImageMegapixels, 3),
                    new(Meters.VideoSeconds, 4),
                    new(Meters.FineTuningTokens, 5),
                    new(Meters.EmbeddingTokens, 6)
                ),
                unpriced
            );

        priced.Select(measured => measured.Meter).ShouldBe([Meters.InputTokens]);
        unpriced
            .Select(usage => (usage.Meter.Name, usage.Quantity))
            .ShouldBe([
                ("image_generations", 7),
                ("image_generations", 2),
                ("video_seconds", 4),
                ("fine_tuning_tokens", 5),
                ("embedding_tokens", 6),
            ]);
    }

    [Fact]
    public void Price_MeterWithoutAPriceBesideOneOfItsFamilyWithOne_IsNoFinding()
    {
        var unpriced = new List<UnpricedUsage> { new(Meters.ImageMegapixels, 7, "another event") };

        var priced = RaterOfRow("price: { image_generations: 1 }")
            .Price(Event("m", new(Meters.ImageMegapixels, 3), new(Meters.ImageGenerations, 2)), unpriced);

        priced.ShouldHaveSingleItem().Meter.ShouldBe(Meters.ImageGenerations);
        unpriced.ShouldHaveSingleItem().Quantity.ShouldBe(7);
    }

    /// <summary>The model's own price counts before its class's, and that before the provider's, whatever comes first.</summary>
    [Theory]
    [InlineData("rerank_tokens", "rerank_documents", "", "rerank_tokens")]
    [InlineData("rerank_documents", "rerank_tokens", "", "rerank_documents")]
    [InlineData("", "rerank_documents", "rerank_tokens", "rerank_documents")]
    [InlineData("", "rerank_tokens", "rerank_documents", "rerank_tokens")]
    [InlineData("rerank_documents", "", "rerank_tokens", "rerank_documents")]
    public void Rate_TwoOfAFamilyPriced_BillsTheNearest(
        string ofModel,
        string ofClass,
        string ofProvider,
        string billed
    )
    {
        var rater = RaterOf(
            $$"""
            models:
              - { id: m, kind: rerank, parameters: 7B, architecture: dense, prices: [{{Row(ofModel)}}] }
            classes:
              - { name: dense up to 8B, architecture: dense, up-to: 8B, prices: [{{Row(ofClass)}}] }
            prices: [{{Row(ofProvider)}}]
            """
        );
        foreach (var order in new[] { 1, -1 })
        {
            Measurement[] usage = [new(Meters.RerankTokens, 1), new(Meters.RerankDocuments, 1)];
            rater
                .Rate(Event("m", [.. usage.OrderBy(one => order * one.Meter.Name.Length)]))
                .Charges.ShouldHaveSingleItem()
                .Meter.Name.ShouldBe(billed);
        }

        static string Row(string meter) => meter.Length == 0 ? "" : $"{{ source: page, price: {{ {meter}: 1 }} }}";
    }

    /// <summary>The book's name where it knows the model, whatever the event calls the provider; the event's where it does not.</summary>
    [Theory]
    [InlineData("Acme", "m", "acme")]
    [InlineData(null, "m", "acme")]
    [InlineData("elsewhere", "unheard-of", "elsewhere")]
    public void ProviderOf_Model_IsWhoseBookKnowsIt(string? said, string model, string provider) =>
        RaterOf(Brief).ProviderOf(Event(model) with { Provider = said }).ShouldBe(provider);

    [Fact]
    public void Price_WithAnAccountsRates_KeepsTheListPriceBesideItsOwn()
    {
        var terms = Billing.TestBilling.Terms(
            "discounts: [{ id: off, for: { meters: output_tokens }, percent: 10, agreed: 2026-01-01 }]"
        );
        var usage = Event("small", new(Meters.InputTokens, 1_000_000), new(Meters.OutputTokens, 1_000_000)) with
        {
            Provider = "house",
            Mode = Mode.Serverless,
        };

        var priced = new Rater(terms.Catalog, rates: terms.Rates).Price(usage, []);

        priced.Count.ShouldBe(2);
        priced[0].Contracted.ShouldBeNull();
        CostOf(priced[0].AtContract).ShouldBe(1);
        CostOf(priced[1]).ShouldBe(2);
        CostOf(priced[1].AtContract).ShouldBe(1.8m);
        new Rater(terms.Catalog).Price(usage, [])[1].Contracted.ShouldBeNull();

        static decimal CostOf(PricedMeasurement measured) =>
            ListCost.Of(measured, TierPosition.Alone(measured.Quantity)).ListCost;
    }

    [Fact]
    public void ListCost_OfCharges_IsTheirExactSum() =>
        RaterOf(Brief).Rate(Request("m", 1, 1)).ListCost.ShouldBe(0.0000042m);
}
