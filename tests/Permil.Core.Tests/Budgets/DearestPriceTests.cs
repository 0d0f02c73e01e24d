using FsCheck;
using FsCheck.Fluent;
using Permil.Pricing;
using Permil.Rating;
using static Permil.Pricing.TestBooks;

namespace Permil.Budgets;

public sealed class DearestPriceTests
{
    /// <summary>
    /// Any prices (tiers, context steps, minimum charges, started blocks, units that do not divide), any split of a
    /// quantity over them, any place in the month, any request up to the length: never more than the bound.
    /// </summary>
    [Fact]
    public void Of_AnySplitOverAnyPrices_IsNeverBelowWhatItCosts()
    {
        var (compared, near) = (0, 0);
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var book = new OracleGenerator(seed).Book();
                    if (RationalOracle.IsAmbiguous(book))
                    {
                        return true;
                    }

                    var answers = ReadText(book.ToYaml())
                        .Prices.Where(price =>
                            price.Shape is PriceShape.Unit or PriceShape.Graduated or PriceShape.Volume
                            && price.DefaultSteps is null
                        )
                        .Select(price =>
                            random.Next(3) == 0
                                ? PriceAnswer.MultipleOf(price, PriceAnswer.Of(price), random.Next(1, 300) / 100m)
                                : PriceAnswer.Of(price)
                        )
                        .ToList();
                    if (answers.Count == 0)
                    {
                        return true;
                    }

                    var most = random.Next(1, 3_000_000);
                    var length = random.Next(0, 400_000);
                    var bound = new DearestPrice(answers).Of(most, length);
                    if (CostOf(random, answers, most, length) is not { } cost)
                    {
                        return true;
                    }

                    compared++;
                    near += cost * 2 >= bound ? 1 : 0;
                    return cost <= bound;
                }
            )
            .Holds(300);
        compared.ShouldBeGreaterThan(100);
        near.ShouldBeGreaterThan(20);
    }

    /// <returns><see langword="null"/> when a random amount has more digits than a charge can hold.</returns>
    private static decimal? CostOf(Random random, IEnumerable<PriceAnswer> answers, int most, int length)
    {
        var (cost, left) = (0m, most);
        foreach (var answer in answers.OrderBy(_ => random.Next()))
        {
            var part = random.Next(3) == 0 ? left : random.Next(0, left + 1);
            left -= part;
            if (part == 0)
            {
                continue;
            }

            var before = random.Next(0, 2_000_000);
            var input = random.Next(0, length + 1);
            var measured = new PricedMeasurement(answer.Amounts!.Meter, part, answer, input, null);
            try
            {
                var position = new TierPosition(before, before + part + random.Next(0, 2_000_000));
                cost += ListCost.Of(measured, position).ListCost;
            }
            catch (InexactAmountException)
            {
                return null;
            }
        }

        return cost;
    }
}
