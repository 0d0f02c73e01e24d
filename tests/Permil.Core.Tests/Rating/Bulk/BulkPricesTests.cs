using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating.Bulk;

public sealed class BulkPricesTests
{
    private static readonly BulkTotals.Sum Sum = new()
    {
        Events = 2,
        Input = 1_000,
        Cached = 20_000,
        Output = 300_000,
    };

    [Fact]
    public void CostOf_Sum_IsEachQuantityAtItsPriceOfTheStretch()
    {
        var prices = PricesOf("long");

        (prices.AreAllFound, prices.CanBeSummed).ShouldBe((true, true));
        prices.CostOf(Sum, 0).ShouldBe(0.002m + 0.02m + 1.2m);
        prices.CostOf(Sum, 1).ShouldBe(0.003m + 0.02m + 1.2m);
        prices.CostOf(Sum, 2).ShouldBe(0.007m + 0.02m + 2.4m);
    }

    /// <summary>Input and output change at 5 000 tokens, input alone at 1 000.</summary>
    [Fact]
    public void Steps_OfSeveralMeters_AreEachOnceRising()
    {
        var answers = AnswersFor("long");
        var prices = new BulkPrices(TestBooks.Event("long"), [answers[2], answers[1], answers[0]]);

        prices.Steps.ShouldBe([1_000, 5_000]);
        prices.StepOf(0).ShouldBe(0);
        prices.StepOf(1_000).ShouldBe(0);
        prices.StepOf(1_001).ShouldBe(1);
        prices.StepOf(5_000).ShouldBe(1);
        prices.StepOf(5_001).ShouldBe(2);
        prices.InputTokensIn(0).ShouldBe(0);
        prices.InputTokensIn(1).ShouldBe(1_001);
        prices.InputTokensIn(2).ShouldBe(5_001);
    }

    [Fact]
    public void CanBeSummed_NoPriceForOneReason_CostsNothing()
    {
        var prices = PricesOf("no-such-model");

        (prices.AreAllFound, prices.CanBeSummed).ShouldBe((false, true));
        prices.Steps.ShouldBeEmpty();
        prices.StepOf(900_000).ShouldBe(0);
        prices.CostOf(Sum, 0).ShouldBe(0);
    }

    [Fact]
    public void CanBeSummed_NoPriceForSeveralReasons_IsFalse()
    {
        var none = PriceAnswer.None("not known");

        Summable(none, none, none).ShouldBe((false, true));
        Summable(none, PriceAnswer.None("not public"), none).ShouldBe((false, false));
        Summable(none, none, PriceAnswer.None("not public")).ShouldBe((false, false));
        Summable(none, none, PriceAnswer.None("Not known")).ShouldBe((false, false));
    }

    [Fact]
    public void CanBeSummed_SomePrices_IsFalse()
    {
        var none = PriceAnswer.None("not known");
        var found = AnswersFor("m");

        Summable(found[0], found[1], found[2]).ShouldBe((true, true));
        Summable(found[0], found[1], none).ShouldBe((false, false));
        Summable(none, found[1], found[2]).ShouldBe((false, false));
        Summable(none, none, found[2]).ShouldBe((false, false));
    }

    [Fact]
    public void CanBeSummed_OnePriceInTiers_IsFalse()
    {
        var (tiered, found) = (AnswersFor("tiered"), AnswersFor("m"));

        Summable(tiered[0], found[1], found[2]).ShouldBe((true, false));
        Summable(found[0], found[1], tiered[0]).ShouldBe((true, false));
        new BulkPrices(TestBooks.Event("tiered"), tiered).Steps.ShouldBeEmpty();
    }

    [Fact]
    public void Sample_AndAnswers_AreKept()
    {
        var sample = TestBooks.Event("m");
        var answers = AnswersFor("m");

        var prices = new BulkPrices(sample, answers);

        prices.Sample.ShouldBeSameAs(sample);
        prices.Answers.ShouldBeSameAs(answers);
    }

    private static (bool AreAllFound, bool CanBeSummed) Summable(params PriceAnswer[] answers)
    {
        var prices = new BulkPrices(TestBooks.Event("m"), answers);
        return (prices.AreAllFound, prices.CanBeSummed);
    }

    private static BulkPrices PricesOf(string model) => new(TestBooks.Event(model), AnswersFor(model));

    private static PriceAnswer[] AnswersFor(string model) =>
        Array.ConvertAll(
            BulkTrait.SummedMeters,
            meter =>
                ShapeReading.Catalog.Find(
                    new PriceQuery(
                        Provider: null,
                        model,
                        Mode.Serverless,
                        meter,
                        TestBooks.Event(model).Attributes,
                        TestBooks.Noon
                    )
                )
        );
}
