using FsCheck;
using FsCheck.Fluent;
using Permil.Rating;

namespace Permil.Allocation;

public sealed class ApportionmentTests
{
    private static readonly Gen<decimal> Quantities = Gen.OneOf(
        Generators.Tokens,
        Generators.ShortDecimal,
        Generators.AnyDecimal,
        Gen.Elements(0m, 1_000_000_000_000_000m, 0.000000000001m, 999_999_999_999_999.999999999999m)
    );

    private static readonly Gen<decimal[]> SomeWeights = Gen.OneOf(
            Generators.Tokens,
            Generators.ShortDecimal,
            Generators.AnyPositiveDecimal,
            Gen.Elements(0m, 1m, 1m, 2m)
        )
        .NonEmptyListOf()
        .Select(weights => weights.ToArray())
        .Where(weights => weights.Any(weight => weight != 0));

    [Theory]
    [InlineData("1", "1 1 1", 12, "0.333333333334 0.333333333333 0.333333333333")]
    [InlineData("2", "1 1 1", 12, "0.666666666667 0.666666666667 0.666666666666")]
    [InlineData("10", "1 2 3", 0, "2 3 5")]
    [InlineData("24", "3 1 2", 12, "12 4 8")]
    [InlineData("0.000000000001", "1 2 1", 12, "0 0.000000000001 0")]
    [InlineData("0.0000000000001", "1 2", 6, "0 0.0000000000001")]
    [InlineData("-1", "1 1 1", 2, "-0.34 -0.33 -0.33")]
    [InlineData("5", "0 1 0", 12, "0 5 0")]
    [InlineData(
        "79228162514264337593543950335",
        "1 1",
        12,
        "39614081257132168796771975168 39614081257132168796771975167"
    )]
    public void Apportion_KnownCases(string whole, string weights, int decimals, string shares) =>
        Apportionment
            .Apportion(D(whole), [.. weights.Split(' ').Select(D)], decimals)
            .Select(DecimalText.Of)
            .ShouldBe(shares.Split(' '));

    [Fact]
    public void Apportion_AnyWhole_IsTheSumOfItsShares() =>
        Prop.ForAll(
                Quantities.ToArbitrary(),
                SomeWeights.ToArbitrary(),
                Gen.Choose(0, 12).ToArbitrary(),
                (whole, weights, decimals) =>
                    Apportionment.Apportion(whole, weights, decimals).Aggregate(0m, Exact.Add) == whole
            )
            .Holds(20_000);

    /// <summary>Each share is within one unit of the last decimal of what is due, and nothing is due to a weight of 0.</summary>
    [Fact]
    public void Apportion_AnyWhole_GivesEachWhatIsDue() =>
        Prop.ForAll(
                Generators.Tokens.ToArbitrary(),
                SomeWeights.ToArbitrary(),
                (whole, weights) =>
                {
                    var total = weights.Aggregate(Rational.Zero, (sum, weight) => sum + Rational.Of(weight));
                    var shares = Apportionment.Apportion(whole, weights, 12);
                    return shares
                        .Zip(weights)
                        .All(pair =>
                        {
                            var due = Rational.Of(whole) * Rational.Of(pair.Second) / total;
                            var beside = Rational.Of(pair.First) - due;
                            var unit = Rational.Of(0.000000000001m);
                            return beside < unit
                                && Rational.Zero - unit < beside
                                && pair.First.Scale <= 12
                                && (pair.Second != 0 || pair.First == 0);
                        });
                }
            )
            .Holds(10_000);

    [Fact]
    public void Apportion_NoWeights_IsRefused()
    {
        Should.Throw<ArgumentException>(() => Apportionment.Apportion(1, [], 12));
        Should.Throw<ArgumentException>(() => Apportionment.Apportion(1, [0, 0], 12));
        Should.Throw<ArgumentException>(() => Apportionment.Apportion(1, [2, -1], 12));
    }

    private static decimal D(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
