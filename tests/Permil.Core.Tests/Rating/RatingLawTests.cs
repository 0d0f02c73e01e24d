using FsCheck;
using FsCheck.Fluent;
using Permil.Pricing;
using Permil.Usage;
using static Permil.Pricing.TestBooks;

namespace Permil.Rating;

/// <summary>What must hold of rating whatever the numbers are.</summary>
public sealed class RatingLawTests
{
    private static readonly Arbitrary<decimal> Tokens = Generators.Tokens.ToArbitrary();
    private static readonly Arbitrary<decimal> Prices = Generators.Prices.ToArbitrary();

    private static readonly Rater Graduated = RaterOfRow(
        """
        per: 1K tokens, price: { input_tokens: { graduated: [
          { up-to: 1500, amount: 0.7 }, { up-to: 100K, amount: 0.31 }, { up-to: 2.5M, amount: 0.2 }, { amount: 0.07 }] } }
        """
    );

    [Fact]
    public void UnitPrice_Sum_CostsTheSumOfTheCosts() =>
        Prop.ForAll(
                Tokens,
                Tokens,
                Prices,
                (a, b, price) =>
                {
                    var rater = RaterOfRow($"price: {{ input_tokens: {DecimalText.Of(price)} }}");
                    return rater.CostOf(Meters.InputTokens, a + b)
                        == rater.CostOf(Meters.InputTokens, a) + rater.CostOf(Meters.InputTokens, b);
                }
            )
            .Holds(500);

    /// <summary>
    /// What says of itself that it is additive is: the charge of a sum is the sum of the charges, over every partition,
    /// as long as all parts are requests on one side of a context step.
    /// </summary>
    [Fact]
    public void IsAdditive_RandomPrices_MeansThatSumsAddUp()
    {
        var additive = 0;
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                Tokens,
                Tokens,
                (seed, a, b) =>
                {
                    var generator = new OracleGenerator(seed);
                    var book = generator.Book();
                    if (RationalOracle.IsAmbiguous(book))
                    {
                        return true;
                    }

                    var rater = new Rater(new PriceCatalog([ReadText(book.ToYaml())]));
                    return rater
                        .Catalog.Books[0]
                        .Prices.Where(price => price.Shape is PriceShape.Unit)
                        .Select(PriceAnswer.Of)
                        .Where(ListCost.IsAdditive)
                        .All(price =>
                        {
                            additive++;
                            return CostOf(price, a + b) == CostOf(price, a) + CostOf(price, b);
                        });
                }
            )
            .Holds(1_000);
        additive.ShouldBeGreaterThan(Generators.ShareOf(500));

        static decimal CostOf(PriceAnswer price, decimal quantity) =>
            ListCost
                .Of(
                    new PricedMeasurement(price.Amounts!.Meter, quantity, price, 1_000, null),
                    TierPosition.Alone(quantity)
                )
                .ListCost;
    }

    [Fact]
    public void ListCost_AnyPartitionAndOrderOfEvents_AddsUpToTheWhole() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                Gen.Choose(1, 30).ToArbitrary(),
                (seed, count) =>
                {
                    var random = new Random(seed);
                    var rater = RaterOfRow(
                        """
                        price: { input_tokens: 0.27, cached_input_tokens: 0.013, output_tokens: 1.1000001 },
                        over: [{ input-tokens: 128000, price: { input_tokens: 0.54, output_tokens: 1.65 } }]
                        """
                    );
                    var costs = Enumerable
                        .Range(0, count)
                        .Select(_ =>
                            rater
                                .Rate(
                                    Event(
                                        "m",
                                        new(Meters.InputTokens, random.Next(0, 200_000)),
                                        new(Meters.CachedInputTokens, random.Next(0, 200_000)),
                                        new(Meters.OutputTokens, random.Next(0, 4_000))
                                    )
                                )
                                .ListCost
                        )
                        .ToArray();
                    var whole = costs.Aggregate(Rational.Zero, (sum, cost) => sum + Rational.Of(cost));
                    random.Shuffle(costs);
                    var parts = costs.GroupBy(_ => random.Next(4)).Select(part => part.Aggregate(0m, Exact.Add));
                    return Rational.Of(parts.Aggregate(0m, Exact.Add)) == whole;
                }
            )
            .Holds(500);

    [Fact]
    public void Event_MetersInAnotherOrder_CostTheSame() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var rater = RaterOf(
                        """
                        billed-as: { image_megapixels: [image_generations] }
                        models:
                          - { id: m, kind: image, prices: [{ source: page, price: { image_generations: 0.04, rerank_documents: 2 } }] }
                        prices:
                          - { source: page, price: { rerank_tokens: 0.1, input_tokens: 1 } }
                        """
                    );
                    var random = new Random(seed);
                    var usage = new[]
                    {
                        Meters.ImageGenerations,
                        Meters.ImageMegapixels,
                        Meters.RerankTokens,
                        Meters.RerankDocuments,
                        Meters.InputTokens,
                        Meters.VideoSeconds,
                        Meters.VideoGenerations,
                    }
                        .Select(meter => new Measurement(meter, random.Next(1, 100)))
                        .ToArray();
                    var inOrder = rater.Rate(Event("m", usage));
                    random.Shuffle(usage);
                    var shuffled = rater.Rate(Event("m", usage));
                    return inOrder.ListCost == shuffled.ListCost
                        && inOrder.Charges.Count == 3
                        && shuffled.Charges.Count == 3
                        && inOrder.Unpriced.Count == 1
                        && shuffled.Unpriced.Count == 1;
                }
            )
            .Holds(200);

    [Fact]
    public void Graduated_SplitAnywhere_AddsUpToTheWhole() =>
        Prop.ForAll(
                Tokens,
                Tokens,
                Tokens,
                (before, first, second) =>
                {
                    var total = before + first + second;
                    return Cost(before, first + second, total)
                        == Cost(before, first, total) + Cost(before + first, second, total);
                }
            )
            .Holds(2_000);

    [Fact]
    public void Graduated_MoreOfIt_NeverCostsLess() =>
        Prop.ForAll(Tokens, Tokens, (a, b) => (a <= b) == (Cost(0, a, a) <= Cost(0, b, b))).Holds(2_000);

    /// <summary>A token more at a tier's edge costs a token of the next tier and nothing else changes.</summary>
    [Theory]
    [InlineData("1500", "0.7", "0.31")]
    [InlineData("100000", "0.31", "0.2")]
    [InlineData("2500000", "0.2", "0.07")]
    public void Graduated_AtATierEdge_IsContinuous(string edgeText, string below, string above)
    {
        var edge = D(edgeText);
        (Cost(0, edge, edge) - Cost(0, edge - 1, edge - 1)).ShouldBe(D(below) / 1_000);
        (Cost(0, edge + 1, edge + 1) - Cost(0, edge, edge)).ShouldBe(D(above) / 1_000);
        (Cost(0, edge + 0.000001m, edge + 0.000001m) - Cost(0, edge, edge)).ShouldBe(D(above) / 1_000_000_000);
    }

    [Fact]
    public void Graduated_TierSums_AreTheTotal() =>
        Prop.ForAll(
                Tokens,
                total =>
                {
                    decimal[] edges = [0, 1_500, 100_000, 2_500_000, decimal.MaxValue];
                    var sum = 0m;
                    for (var i = 1; i < edges.Length && edges[i - 1] < total; i++)
                    {
                        var end = Math.Min(edges[i], total);
                        sum += Cost(edges[i - 1], end - edges[i - 1], total);
                    }

                    return sum == Cost(0, total, total);
                }
            )
            .Holds(500);

    [Fact]
    public void ConstantPrice_InTwoPeriods_CostsWhatItDoesInOne()
    {
        var whole = RaterOfRow("price: { input_tokens: 0.27 }");
        var split = RaterOf(
            """
            models:
              - id: m
                kind: chat
                prices:
                  - { source: page, price: { input_tokens: 0.27 }, until: 2026-05-10 }
                  - { source: page, price: { input_tokens: 0.27 }, from: 2026-05-10 }
            """
        );
        var bound = At("2026-05-10");
        Prop.ForAll(
                Tokens,
                Gen.Choose(-1_000_000, 1_000_000).ToArbitrary(),
                (tokens, ticks) =>
                {
                    var usage = Event("m", new Measurement(Meters.InputTokens, tokens)) with
                    {
                        Time = bound.AddTicks(ticks),
                    };
                    return split.Rate(usage).ListCost == whole.Rate(usage).ListCost;
                }
            )
            .Holds(500);
    }

    /// <summary>Whatever has one unit price and a quantity that ends is unit price x quantity, as one reads it.</summary>
    [Fact]
    public void ListUnitPrice_WhenTheQuantityEnds_TimesQuantityIsTheCost()
    {
        var seen = 0;
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var generator = new OracleGenerator(seed);
                    var book = generator.Book();
                    var usage = generator.Event(book);
                    if (RationalOracle.IsAmbiguous(book))
                    {
                        return true;
                    }

                    var prices = ReadText(book.ToYaml()).Prices;
                    var quantity = D(usage.Usage[0].Quantity);
                    return prices
                        .Where(price => price.Shape is PriceShape.Unit or PriceShape.Volume)
                        .Select(price =>
                            ListCost.Of(
                                new PricedMeasurement(price.Meter, quantity, PriceAnswer.Of(price), quantity, 30),
                                TierPosition.Alone(quantity)
                            )
                        )
                        .Where(charge => charge.ListUnitPrice is not null)
                        .All(charge =>
                        {
                            var price = charge.Price.Amounts!;
                            var inUnits =
                                Rational.Of(quantity) * Rational.Of(price.UnitsPerMeterUnit) / Rational.Of(price.Per);
                            if (!inUnits.FitsDecimal || price.DefaultSteps is not null)
                            {
                                return true;
                            }

                            seen++;
                            return Rational.Of(charge.ListUnitPrice!.Value) * Rational.Of(charge.PricingQuantity)
                                == Rational.Of(charge.ListCost);
                        });
                }
            )
            .Holds(2_000);
        seen.ShouldBeGreaterThan(Generators.ShareOf(2_000));
    }

    /// <summary>Any amount, block and quantity: the exact cost, or a refusal because something on the way cannot be held.</summary>
    [Fact]
    public void UnitPrice_AnyNumbersAtAll_IsExactOrRefused()
    {
        var held = 0;
        Prop.ForAll(
                Gen.OneOf(Generators.AnyPositiveDecimal, Generators.ShortDecimal).ToArbitrary(),
                Gen.OneOf(Generators.AnyPositiveDecimal, Generators.ShortDecimal, Generators.Tokens).ToArbitrary(),
                Gen.Elements("1", "3", "7", "0.0001", "1000000", "1.5", "999999999999999", "900T", "0.0000000000003")
                    .ToArbitrary(),
                (amount, quantity, per) =>
                {
                    var rater = RaterOfRow($"price: {{ input_tokens: {DecimalText.Of(amount)} }}, per: {per} tokens");
                    var block = per == "900T" ? Rational.Parse("900000000000000") : Rational.Parse(per);
                    var (a, q) = (Rational.Of(amount), Rational.Of(quantity));
                    var rounded = (q / block).RoundHalfToEven(12);
                    var expected = (a / block).Ends ? q * a / block : rounded * a;
                    try
                    {
                        var cost = rater.CostOf(Meters.InputTokens, quantity);
                        held++;
                        return Rational.Of(cost) == expected;
                    }
                    catch (InexactAmountException)
                    {
                        return !expected.FitsDecimal || !(q * a).FitsDecimal || !rounded.FitsDecimal;
                    }
                }
            )
            .Holds(5_000);
        held.ShouldBeGreaterThan(Generators.ShareOf(1_000));
    }

    [Fact]
    public void DecimalText_AnyNumber_ReadsBackAsItself() =>
        Prop.ForAll(
                Generators.AnyDecimal.ToArbitrary(),
                value =>
                {
                    var text = DecimalText.Of(value);
                    return D(text) == value
                        && !text.Contains('E', StringComparison.Ordinal)
                        && !(text.Contains('.', StringComparison.Ordinal) && text.EndsWith('0'))
                        && text != "-0";
                }
            )
            .Holds(5_000);

    private static decimal Cost(decimal before, decimal quantity, decimal total) =>
        Graduated.CostOf(Meters.InputTokens, quantity, new TierPosition(before, total));

    private static decimal D(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
