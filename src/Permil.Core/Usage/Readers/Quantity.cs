using System.Globalization;
using Permil.Rating;

namespace Permil.Usage.Readers;

/// <summary>Reads the numbers of a record. Every method names the field, what was found and what is allowed.</summary>
internal static class Quantity
{
    /// <summary>The longest side of a picture taken for real: tenfold what any model makes.</summary>
    private const decimal MaxPixels = 1_000_000;

    private const NumberStyles Written =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A whole number from 0 to <see cref="Measurement.MaxQuantity"/>; <c>3.0</c> is whole.</summary>
    /// <exception cref="UsageFormatException">No number, or one outside the range.</exception>
    public static decimal Count(string field, string text) =>
        TryNumber(text, decimals: 0, out var number) && number is >= 0 and <= Measurement.MaxQuantity
            ? decimal.Truncate(number)
            : throw Refused(field, text, "a whole number");

    /// <summary>One side of a picture: a whole number of pixels from 0 to <see cref="MaxPixels"/>.</summary>
    /// <exception cref="UsageFormatException">No number, or one outside the range.</exception>
    public static decimal Pixels(string field, string text)
    {
        const string Allowed = "a whole number of pixels from 0 to 1000000";
        return TryNumber(text, decimals: 0, out var number) && number is >= 0 and <= MaxPixels
            ? decimal.Truncate(number)
            : throw new UsageFormatException($"{field}: found '{JsonFields.Shorten(text)}', allowed: {Allowed}");
    }

    /// <summary>
    /// A number from 0 to <see cref="Measurement.MaxQuantity"/> of at most <see cref="Exact.QuantityDecimals"/> decimals;
    /// zeros at its end do not count.
    /// </summary>
    /// <exception cref="UsageFormatException">No number, one outside the range, or one of more decimals.</exception>
    public static decimal Amount(string field, string text)
    {
        if (!TryNumber(text, Exact.QuantityDecimals, out var number))
        {
            var isNumber = decimal.TryParse(text, Written, CultureInfo.InvariantCulture, out _);
            throw Refused(field, text, isNumber ? "a number of at most 12 decimals" : "a number");
        }

        return number is >= 0 and <= Measurement.MaxQuantity ? number : throw Refused(field, text, "a number");
    }

    /// <summary>Money: negative is a credit.</summary>
    /// <exception cref="UsageFormatException">No number, or one beyond <see cref="Measurement.MaxQuantity"/> either way.</exception>
    public static decimal Money(string field, string text)
    {
        var number = Number(field, text, "an amount of money");
        return Math.Abs(number) <= Measurement.MaxQuantity
            ? number
            : throw new UsageFormatException(
                $"{field}: found '{JsonFields.Shorten(text)}', allowed: an amount within 10^15 of 0"
            );
    }

    /// <summary>Tokens are counted, everything else is measured.</summary>
    public static decimal Of(Meter meter, string field, string text) =>
        string.Equals(meter.Unit, "token", StringComparison.Ordinal) ? Count(field, text) : Amount(field, text);

    public static string Text(decimal number) => Permil.Rating.DecimalText.Of(number);

    private static decimal Number(string field, string text, string kind) =>
        decimal.TryParse(text, Written, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refused(field, text, kind);

    /// <summary>Reads a number whose digits end within so many decimals as it is written, not as a decimal rounds it.</summary>
    private static bool TryNumber(string text, int decimals, out decimal number) =>
        decimal.TryParse(text, Written, CultureInfo.InvariantCulture, out number)
        && (IsPlainInteger(text) || DecimalsOf(text) <= decimals);

    private static bool IsPlainInteger(string text) => !text.AsSpan().ContainsAny('.', 'e', 'E');

    /// <summary>How many decimals a number has as it is written, without the zeros at its end: 1.50e-3 has four.</summary>
    private static long DecimalsOf(string number)
    {
        var exponentAt = number.AsSpan().IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? number.AsSpan() : number.AsSpan(0, exponentAt);
        if (!mantissa.ContainsAnyInRange('1', '9'))
        {
            return 0;
        }

        // An exponent beyond a long was parsed as 0 or not at all: the digits lie beyond every decimal either way.
        var exponent = 0L;
        if (
            exponentAt >= 0
            && !long.TryParse(
                number.AsSpan(exponentAt + 1),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out exponent
            )
        )
        {
            return int.MaxValue;
        }

        var point = mantissa.IndexOf('.');
        var written = point < 0 ? 0 : mantissa.Length - point - 1;
        var zeros = 0;
        for (var last = mantissa.Length - 1; mantissa[last] is '0' or '.'; last--)
        {
            zeros += mantissa[last] == '0' ? 1 : 0;
        }

        return exponent > int.MinValue ? written - zeros - exponent : int.MaxValue;
    }

    private static UsageFormatException Refused(string field, string text, string kind) =>
        new($"{field}: found '{JsonFields.Shorten(text)}', allowed: {kind} from 0 to 10^15");
}
