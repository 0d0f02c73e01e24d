using System.Globalization;
using System.Text;
using FsCheck.Fluent;

namespace Permil.Focus.Validation;

public sealed class ExactNumberTests
{
    [Fact]
    public void TryRound_AnyDecimal_IsDecimalRounding() =>
        Prop.ForAll(
                Gen.Choose(0, 9)
                    .SelectMany(scale =>
                        Gen.Choose(int.MinValue, int.MaxValue).Select(digits => new decimal(digits) / Power(scale))
                    )
                    .ToArbitrary(),
                Gen.Choose(0, 9).ToArbitrary(),
                (value, decimals) =>
                {
                    ExactNumber.TryParse(Text(value), out var number).ShouldBeTrue();
                    number.TryRound(decimals, out var rounded, out var isExact).ShouldBeTrue();
                    var expected = decimal.Round(value, decimals, MidpointRounding.ToEven);
                    rounded.ShouldBe(expected);
                    isExact.ShouldBe(expected == value);
                    return true;
                }
            )
            .Holds(300);

    [Theory]
    [InlineData("0.0000000000000000005", "0")]
    [InlineData("0.0000000000000000015", "0.000000000000000002")]
    [InlineData("-0.0000000000000000015", "-0.000000000000000002")]
    [InlineData("-0.00000000000000000051", "-0.000000000000000001")]
    [InlineData("1.2345678901234567E-10", "0.000000000123456789")]
    [InlineData("1E+5", "100000")]
    public void TryRound_To18Decimals_IsHalfToEven(string text, string expected)
    {
        ExactNumber.TryParse(Encoding.ASCII.GetBytes(text), out var number).ShouldBeTrue();
        number.TryRound(18, out var rounded, out _).ShouldBeTrue();
        rounded.ShouldBe(decimal.Parse(expected, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void TryRound_MoreDigitsThanADecimal_IsRefused()
    {
        ExactNumber.TryParse("123456789012345678901234567890"u8, out var number).ShouldBeTrue();
        number.TryRound(18, out _, out _).ShouldBeFalse();
    }

    private static decimal Power(int exponent) =>
        decimal.Parse($"1E{exponent}", NumberStyles.Float, CultureInfo.InvariantCulture);

    private static byte[] Text(decimal value) => Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
}
