using System.Globalization;
using Permil.Focus.Export;
using Permil.Rating;

namespace Permil.Storage.Focus;

/// <summary>Numbers as DECIMAL(38,18): exactly or not at all.</summary>
internal static class FocusDecimal
{
    public const int Width = 38;
    public const int Scale = FocusPrice.Decimals;

    private static readonly Int128 Max = Int128.Parse(new string('9', Width), CultureInfo.InvariantCulture);
    private static readonly Int128[] Powers = [.. Enumerable.Range(0, 29).Select(Power)];

    /// <summary>The most digits that may be multiplied by each power.</summary>
    private static readonly Int128[] MaxDigits = [.. Powers.Select(power => Max / power)];

    /// <summary>The number without its point.</summary>
    /// <exception cref="InexactAmountException">It has more digits.</exception>
    public static Int128 Units(decimal value, string column)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var digits = unchecked((Int128)new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]));
        if (value.Scale <= Scale && digits <= ulong.MaxValue)
        {
            // 20 digits and the 18 at most that follow always fit; most numbers are so short.
            digits = (Int128)Math.BigMul((ulong)digits, (ulong)Powers[Scale - value.Scale]);
        }
        else if (value.Scale > Scale)
        {
            (digits, var rest) = Int128.DivRem(digits, Powers[value.Scale - Scale]);
            if (rest != 0)
            {
                throw TooLong(value, column);
            }
        }
        else
        {
            var exponent = Scale - value.Scale;
            if (digits > MaxDigits[exponent])
            {
                throw TooLong(value, column);
            }

            digits *= Powers[exponent];
        }

        return value < 0 ? -digits : digits;
    }

    private static InexactAmountException TooLong(decimal value, string column) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{column}: found {DecimalText.Of(value)}, allowed: {Width - Scale} digits before the point and {Scale} after it"
            )
        );

    private static Int128 Power(int exponent)
    {
        Int128 power = 1;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
