namespace Permil.Billing;

public sealed class MinorUnitTests
{
    [Theory]
    [InlineData("USD", 2)]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("KWD", 3)]
    [InlineData("TND", 3)]
    [InlineData("CLF", 4)]
    [InlineData("XYZ", 2)]
    public void DigitsOf_Currency_AreThoseOfIso4217(string currency, int digits) =>
        MinorUnit.DigitsOf(currency).ShouldBe(digits);

    [Theory]
    [InlineData("USD", "1.005", "1.00")]
    [InlineData("USD", "1.015", "1.02")]
    [InlineData("USD", "-1.015", "-1.02")]
    [InlineData("USD", "1.0150000001", "1.02")]
    [InlineData("JPY", "2.5", "2")]
    [InlineData("JPY", "3.5", "4")]
    [InlineData("KWD", "0.0005", "0.000")]
    [InlineData("KWD", "0.0015", "0.002")]
    public void Round_Amount_IsHalfToEvenInMinorUnits(string currency, string amount, string rounded) =>
        MinorUnit
            .Round(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency)
            .ShouldBe(decimal.Parse(rounded, System.Globalization.CultureInfo.InvariantCulture));
}
