using System.Globalization;
using Permil.Usage;

namespace Permil.Billing.Reconciliation.Bills;

/// <summary>A binary fraction is sure of 15 digits: what stands behind them may be off by one in the 15th.</summary>
public sealed class BilledNumberTests
{
    [Theory]
    [InlineData("0", "0", 0)]
    [InlineData("0.123456789012345", "0", 15)]
    [InlineData("0.1234567890123456", "0.000000000000001", 0)]
    [InlineData("0.9999999999999999", "0.000000000000001", 0)]
    [InlineData("-123456.7890123456", "0.000000001", 0)]
    [InlineData("12345678901234567e-20", "0.000000000000000001", 0)]
    [InlineData("1e15", "10", 0)]
    public void Parse_ABinaryFraction_KnowsWhatItsDigitsAreOffBy(string text, string noise, int decimals)
    {
        var number = BilledNumber.Parse("cost", text, isBinary: true);

        number.ShouldBe(new BilledNumber(Of(text), Of(noise)));
        number.Decimals.ShouldBe(decimals);
    }

    [Theory]
    [InlineData("0.1234567890123456789", 19)]
    [InlineData("-3.50", 2)]
    [InlineData("1000000000000000", 0)]
    [InlineData("-1e15", 0)]
    public void Parse_Digits_AreExact(string text, int decimals)
    {
        var number = BilledNumber.Parse("cost", text);

        number.ShouldBe(new BilledNumber(Of(text)));
        number.Decimals.ShouldBe(decimals);
    }

    [Theory]
    [InlineData("1000000000000001", "'1000000000000001'")]
    [InlineData("-1000000000000000.1", "'-1000000000000000.1'")]
    [InlineData("1,5", "'1,5'")]
    public void Parse_WhatIsTooMuchOrNoNumber_IsRefused(string text, string shown) =>
        Should
            .Throw<UsageFormatException>(() => BilledNumber.Parse("cost", text))
            .Message.ShouldBe($"cost: found {shown}, allowed: a number within 10^15 of 0");

    private static decimal Of(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
