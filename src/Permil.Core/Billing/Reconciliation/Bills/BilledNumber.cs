using System.Globalization;
using Permil.Rating;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Billing.Reconciliation.Bills;

/// <summary>A number of a bill with how exactly it is written. The default is 0.</summary>
/// <param name="Value">The digits as they are written.</param>
/// <param name="Noise">
/// What the digits may be off by beyond their own rounding: a JSON number of 16 digits or more was a binary fraction
/// before it was written. 0 for everything else.
/// </param>
public readonly record struct BilledNumber(decimal Value, decimal Noise = 0)
{
    /// <summary>Digits a binary fraction keeps through writing and reading.</summary>
    private const int SureDigits = 15;

    private const NumberStyles Written =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>How many decimals it shows; zeros at its end count, as the bill wrote them.</summary>
    public int Decimals => Noise == 0 ? Value.Scale : 0;

    /// <param name="field">For messages.</param>
    /// <param name="text">The number as it is written.</param>
    /// <param name="isBinary">Whether whoever wrote it may have held it as a binary fraction.</param>
    /// <exception cref="UsageFormatException">No number, or one beyond 10^15 either way.</exception>
    internal static BilledNumber Parse(string field, string text, bool isBinary = false)
    {
        if (
            !decimal.TryParse(text, Written, CultureInfo.InvariantCulture, out var value)
            || Math.Abs(value) > Measurement.MaxQuantity
        )
        {
            throw new UsageFormatException(
                $"{field}: found '{JsonFields.Shorten(text)}', allowed: a number within 10^15 of 0"
            );
        }

        if (!isBinary)
        {
            return new BilledNumber(value);
        }

        var digits = Exact.Parts(Math.Abs(value)).Mantissa.ToString(CultureInfo.InvariantCulture).Length;
        return digits <= SureDigits
            ? new BilledNumber(value)
            : new BilledNumber(value, PowerOfTen(digits - SureDigits - value.Scale));
    }

    /// <summary>10 to a power from -28 to 1.</summary>
    internal static decimal PowerOfTen(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < Math.Abs(exponent); i++)
        {
            power = exponent > 0 ? power * 10 : power / 10;
        }

        return power;
    }
}
