using System.Globalization;

namespace Permil.Rating;

/// <summary>The one written form of amounts and quantities: plain digits, no trailing zeros, no exponent.</summary>
public static class DecimalText
{
    public static string Of(decimal value) =>
        value.ToString("0.############################", CultureInfo.InvariantCulture);
}
