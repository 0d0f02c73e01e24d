using FsCheck;
using FsCheck.Fluent;

namespace Permil.Rating;

public sealed class ExactTests
{
    private static readonly Arbitrary<decimal> Any = Generators.AnyDecimal.ToArbitrary();
    private static readonly Arbitrary<decimal> Short = Generators.ShortDecimal.ToArbitrary();
    private static readonly Arbitrary<decimal> Divisors = Gen.OneOf(
            Generators.AnyPositiveDecimal,
            Generators.ShortDecimal
        )
        .ToArbitrary();

    [Fact]
    public void Multiply_AnyNumbers_IsExactOrRefused() =>
        Prop.ForAll(
                Any,
                Any,
                (left, right) =>
                    IsExactOrRefused(() => Exact.Multiply(left, right), Rational.Of(left) * Rational.Of(right))
            )
            .Holds(20_000);

    [Fact]
    public void Multiply_ShortNumbers_IsExactOrRefused() =>
        Prop.ForAll(
                Short,
                Any,
                (left, right) =>
                    IsExactOrRefused(() => Exact.Multiply(left, right), Rational.Of(left) * Rational.Of(right))
            )
            .Holds(20_000);

    [Fact]
    public void Add_AnyNumbers_IsExactOrRefused() =>
        Prop.ForAll(
                Any,
                Any,
                (left, right) => IsExactOrRefused(() => Exact.Add(left, right), Rational.Of(left) + Rational.Of(right))
            )
            .Holds(20_000);

    [Fact]
    public void TryDivide_AnyNumbers_IsTrueWhenAndOnlyWhenADecimalHoldsTheQuotient() =>
        Prop.ForAll(Gen.OneOf(Generators.AnyDecimal, Generators.ShortDecimal).ToArbitrary(), Divisors, DividesExactly)
            .Holds(20_000);

    [Fact]
    public void MultiplyDivideToQuantity_AnyNumbers_RoundsOnceHalfToEven() =>
        Prop.ForAll(
                Gen.OneOf(Generators.AnyDecimal, Generators.ShortDecimal).ToArbitrary(),
                Short,
                Divisors,
                (multiplicand, multiplier, divisor) =>
                    IsExactOrRefused(
                        () => Exact.MultiplyDivideToQuantity(multiplicand, multiplier, divisor),
                        Rounded(multiplicand, multiplier, divisor)
                    )
            )
            .Holds(20_000);

    /// <summary>Quotients that lie on a tie of the 12th decimal or 10^-16 of it beside: rounding twice goes wrong there.</summary>
    [Fact]
    public void MultiplyDivideToQuantity_TiesAndNearTies_RoundsOnceHalfToEven() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                Gen.Elements(1, 3, 7, 28, 60, 3600, 999_983).ToArbitrary(),
                Gen.Elements(0, 1, -1).ToArbitrary(),
                (half, divisor, beside) =>
                {
                    // (half + 0.5) x 10^-12, and the divisor once more to be divided away.
                    var tie = new decimal((2L * half) + 1) * 0.0000000000005m;
                    var multiplicand = tie + (beside * 0.0000000000000000000000000001m);
                    return Exact.MultiplyDivideToQuantity(multiplicand, divisor, divisor) == RoundedTo12(multiplicand)
                        && Rational.Of(Exact.MultiplyDivideToQuantity(multiplicand, 1, divisor))
                            == Rounded(multiplicand, 1, divisor)
                        && Exact.MultiplyDivideToQuantity(-multiplicand, divisor, divisor)
                            == -RoundedTo12(multiplicand);
                }
            )
            .Holds(5_000);

    [Theory]
    [InlineData("0.0000000000005", "1", "1", "0")]
    [InlineData("0.0000000000015", "1", "1", "0.000000000002")]
    [InlineData("0.0000000000025", "1", "1", "0.000000000002")]
    [InlineData("0.0000000000005000000000000001", "1", "1", "0.000000000001")]
    [InlineData("1", "1", "3", "0.333333333333")]
    [InlineData("2", "1", "3", "0.666666666667")]
    [InlineData("1.048576", "30", "28", "1.123474285714")]
    // A decimal rounds this quotient up to a tie, and the tie up to even: 0.000000000002.
    [InlineData("0.0000000000044999999999999999", "1", "3", "0.000000000001")]
    // 29 digits of quotient: 7.5 x 10^-12 less 10^-29 or so becomes the tie itself in a decimal.
    [InlineData("70000000000000.0000000000035", "0.0000000000001", "1", "7")]
    [InlineData("79228162514.264337593543950335", "1", "1", "79228162514.264337593544")]
    public void MultiplyDivideToQuantity_KnownCases(
        string multiplicand,
        string multiplier,
        string divisor,
        string expected
    ) => Exact.MultiplyDivideToQuantity(D(multiplicand), D(multiplier), D(divisor)).ShouldBe(D(expected));

    [Fact]
    public void DivideUp_AnyNumbers_IsTheSmallestWholeNumberNotBelow() =>
        Prop.ForAll(
                Gen.OneOf(Generators.AnyPositiveDecimal, Generators.ShortDecimal).ToArbitrary(),
                Divisors,
                (dividend, divisor) =>
                    IsExactOrRefused(
                        () => Exact.DivideUp(dividend, divisor),
                        Rational.Whole((Rational.Of(dividend) / Rational.Of(divisor)).Ceiling())
                    )
            )
            .Holds(20_000);

    /// <summary>A decimal division makes 1.0000000000000000000000000000 of it.</summary>
    [Fact]
    public void DivideUp_AHairAboveAWholeNumber_IsTheNextOne() =>
        Exact.DivideUp(7.0000000000000000000000000001m, 7).ShouldBe(2);

    [Fact]
    public void Ends_AnyNumbers_IsTrueWhenAndOnlyWhenTheQuotientHasALastDigit() =>
        Prop.ForAll(
                Gen.OneOf(Generators.AnyDecimal, Generators.ShortDecimal).ToArbitrary(),
                Divisors,
                (dividend, divisor) =>
                    Exact.Ends(dividend, divisor) == (Rational.Of(dividend) / Rational.Of(divisor)).Ends
            )
            .Holds(20_000);

    [Fact]
    public void Multiply_TooLarge_IsRefusedAsInexact() =>
        Should.Throw<InexactAmountException>(() => Exact.Multiply(decimal.MaxValue, 2));

    [Fact]
    public void Add_TooLarge_IsRefusedAsInexact() =>
        Should.Throw<InexactAmountException>(() => Exact.Add(decimal.MaxValue, 1));

    [Fact]
    public void Multiply_TooManyDigitsOnlyByTrailingZeros_IsHeld() =>
        Exact.Multiply(1.00000000000000000000m, 0.12500000000000000000m).ShouldBe(0.125m);

    /// <summary>2^96 tenths: the digits of the largest decimal and one more.</summary>
    [Fact]
    public void Multiply_OneMoreThanTheLargestMantissa_IsRefusedAsInexact() =>
        Should.Throw<InexactAmountException>(() => Exact.Multiply(28147497671065.6m, 281474976710656m));

    [Fact]
    public void Multiply_TheLargestMantissa_IsHeld() =>
        Exact.Multiply(-7922816251426433759354395033.50m, 1.0m).ShouldBe(-7922816251426433759354395033.5m);

    /// <summary>40 decimals as written, 28 of them are needed: all that a decimal has.</summary>
    [Fact]
    public void Multiply_ProductOfTheLastDecimal_IsHeld() =>
        Exact.Multiply(0.00000000000001000000m, 0.00000000000001000000m).ShouldBe(0.0000000000000000000000000001m);

    [Fact]
    public void DivideUp_MoreThanADecimalHolds_IsRefusedAsInexact() =>
        Should.Throw<InexactAmountException>(() => Exact.DivideUp(10_000_000_000_000_000_000_000_000_000m, 0.1m));

    /// <summary>Quotients of 28 decimals and more: their products with the divisor have more digits than a decimal.</summary>
    [Theory]
    [InlineData("0.0000000000000000000000000001", "0.2", "0.0000000000000000000000000005")]
    [InlineData("0.0000000000000000000000000010", "2.0000", "0.0000000000000000000000000005")]
    [InlineData("1", "0.3", null)]
    [InlineData("0.0000000000000000000000000001", "0.3", null)]
    public void TryDivide_ProductBeyondADecimal_IsTrueWhenItEnds(string dividend, string divisor, string? quotient)
    {
        Exact.TryDivide(D(dividend), D(divisor), out var found).ShouldBe(quotient is not null);
        if (quotient is not null)
        {
            found.ShouldBe(D(quotient));
        }
    }

    [Fact]
    public void TryDivide_QuotientTooLarge_IsFalse()
    {
        Exact.TryDivide(decimal.MaxValue, 0.0001m, out var quotient).ShouldBeFalse();
        quotient.ShouldBe(0);
    }

    private static bool DividesExactly(decimal dividend, decimal divisor)
    {
        var expected = Rational.Of(dividend) / Rational.Of(divisor);
        return Exact.TryDivide(dividend, divisor, out var quotient)
            ? expected == Rational.Of(quotient)
            : !expected.FitsDecimal;
    }

    private static bool IsExactOrRefused(Func<decimal> compute, Rational expected)
    {
        try
        {
            return Rational.Of(compute()) == expected;
        }
        catch (InexactAmountException)
        {
            return !expected.FitsDecimal;
        }
    }

    private static Rational Rounded(decimal multiplicand, decimal multiplier, decimal divisor) =>
        (Rational.Of(multiplicand) * Rational.Of(multiplier) / Rational.Of(divisor)).RoundHalfToEven(12);

    private static decimal RoundedTo12(decimal value) => Math.Round(value, 12, MidpointRounding.ToEven);

    private static decimal D(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
