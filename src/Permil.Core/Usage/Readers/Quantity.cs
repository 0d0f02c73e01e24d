using System.Globalization;

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
    public static decimal Count(string field, string text)
    {
        var number = Number(field, text, "a whole number");
        var whole = decimal.Truncate(number);
        return whole == number && number is >= 0 and <= Measurement.MaxQuantity
            ? whole
            : throw Refused(field, text, "a whole number");
    }

    /// <summary>One side of a picture: a whole number of pixels from 0 to <see cref="MaxPixels"/>.</summary>
    /// <exception cref="UsageFormatException">No number, or one outside the range.</exception>
    public static decimal Pixels(string field, string text)
    {
        const string Allowed = "a whole number of pixels from 0 to 1000000";
        var number = decimal.TryParse(text, Written, CultureInfo.InvariantCulture, out var read) ? read : -1;
        return number is >= 0 and <= MaxPixels && decimal.IsInteger(number)
            ? decimal.Truncate(number)
            : throw new UsageFormatException($"{field}: found '{JsonFields.Shorten(text)}', allowed: {Allowed}");
    }

    /// <summary>A number from 0 to <see cref="Measurement.MaxQuantity"/>.</summary>
    /// <exception cref="UsageFormatException">No number, or one outside the range.</exception>
    public static decimal Amount(string field, string text)
    {
        var number = Number(field, text, "a number");
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

    public static string Text(decimal number) => number.ToString("0.############################", null);

    private static decimal Number(string field, string text, string kind) =>
        decimal.TryParse(text, Written, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refused(field, text, kind);

    private static UsageFormatException Refused(string field, string text, string kind) =>
        new($"{field}: found '{JsonFields.Shorten(text)}', allowed: {kind} from 0 to 10^15");
}
