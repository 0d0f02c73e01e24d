namespace Permil.Storage.DuckDb.Interop;

/// <summary>DuckDB's decimals of up to 38 digits as <see cref="decimal"/>.</summary>
internal static class DuckDbDecimal
{
    private const int MaxScale = 28;
    private static readonly UInt128 MaxDigits = (UInt128.One << 96) - 1;

    /// <summary>Digits / 10^scale, exactly. Zeros at the end go only where they must.</summary>
    /// <exception cref="DuckDbException">The number has more digits than <see cref="decimal"/> holds.</exception>
    public static decimal ToDecimal(Int128 digits, int scale)
    {
        var negative = Int128.IsNegative(digits);
        var rest = unchecked((UInt128)(negative ? -digits : digits));
        var places = scale;
        while (places > MaxScale || (places > 0 && rest > MaxDigits))
        {
            var (quotient, remainder) = UInt128.DivRem(rest, 10);
            if (remainder != 0)
            {
                throw TooLong(digits, scale);
            }

            rest = quotient;
            places--;
        }

        return rest > MaxDigits
            ? throw TooLong(digits, scale)
            : new decimal(
                unchecked((int)rest),
                unchecked((int)(rest >> 32)),
                unchecked((int)(rest >> 64)),
                negative,
                (byte)places
            );
    }

    private static DuckDbException TooLong(Int128 digits, int scale) =>
        new(DuckDbErrorType.OutOfRange, $"{digits}E-{scale} has more digits than a .NET decimal holds.");
}
