using System.Numerics;

namespace Permil.Rating;

/// <summary>
/// Decimal arithmetic that never rounds in silence: <see cref="decimal"/> holds 28 digits and rounds what does not fit,
/// these refuse it.
/// </summary>
public static class Exact
{
    /// <summary>Digits behind the point of a quantity that does not end. Source: the one rounding rule for quantities.</summary>
    public const int QuantityDecimals = 12;

    /// <exception cref="InexactAmountException">The product has too many digits.</exception>
    public static decimal Multiply(decimal left, decimal right)
    {
        var product = left * right;
        if (product.Scale == left.Scale + right.Scale)
        {
            return product;
        }

        // Too many digits as written: trailing zeros may be what does not fit.
        var (leftMantissa, leftScale) = Parts(left);
        var (rightMantissa, rightScale) = Parts(right);
        return FromParts(leftMantissa * rightMantissa, leftScale + rightScale)
            ?? throw new InexactAmountException($"{left} x {right} has more digits than can be held");
    }

    /// <exception cref="InexactAmountException">The sum has too many digits.</exception>
    public static decimal Add(decimal left, decimal right)
    {
        var sum = left + right;
        if (sum.Scale >= Math.Max(left.Scale, right.Scale))
        {
            return sum;
        }

        var (leftMantissa, leftScale) = Parts(left);
        var (rightMantissa, rightScale) = Parts(right);
        var scale = Math.Max(leftScale, rightScale);
        return FromParts(
                (leftMantissa * BigInteger.Pow(10, scale - leftScale))
                    + (rightMantissa * BigInteger.Pow(10, scale - rightScale)),
                scale
            ) ?? throw new InexactAmountException($"{left} + {right} has more digits than can be held");
    }

    /// <summary>Divides when the quotient ends within a decimal's digits.</summary>
    /// <returns><see langword="false"/> when it does not end.</returns>
    public static bool TryDivide(decimal dividend, decimal divisor, out decimal quotient)
    {
        quotient = dividend / divisor;
        var (dividendMantissa, dividendScale) = Parts(dividend);
        var (divisorMantissa, divisorScale) = Parts(divisor);
        var (quotientMantissa, quotientScale) = Parts(quotient);

        // quotient x divisor == dividend, compared as whole numbers of the same scale.
        var product = quotientMantissa * divisorMantissa;
        var productScale = quotientScale + divisorScale;
        return productScale >= dividendScale
            ? product == dividendMantissa * BigInteger.Pow(10, productScale - dividendScale)
            : product * BigInteger.Pow(10, dividendScale - productScale) == dividendMantissa;
    }

    /// <summary>
    /// multiplicand x multiplier / divisor, rounded once, to <see cref="QuantityDecimals"/> decimals, half to even.
    /// </summary>
    public static decimal MultiplyDivideToQuantity(decimal multiplicand, decimal multiplier, decimal divisor)
    {
        var (multiplicandMantissa, multiplicandScale) = Parts(multiplicand);
        var (multiplierMantissa, multiplierScale) = Parts(multiplier);
        var (divisorMantissa, divisorScale) = Parts(divisor);
        var dividend = multiplicandMantissa * multiplierMantissa;
        var exponent = QuantityDecimals + divisorScale - multiplicandScale - multiplierScale;
        if (exponent >= 0)
        {
            dividend *= BigInteger.Pow(10, exponent);
        }
        else
        {
            divisorMantissa *= BigInteger.Pow(10, -exponent);
        }

        var quotient = BigInteger.DivRem(dividend, divisorMantissa, out var remainder);
        var twice = BigInteger.Abs(remainder) * 2;
        var comparison = twice.CompareTo(BigInteger.Abs(divisorMantissa));
        if (comparison > 0 || (comparison == 0 && !quotient.IsEven))
        {
            quotient += dividend.Sign * divisorMantissa.Sign;
        }

        return FromParts(quotient, QuantityDecimals)
            ?? throw new InexactAmountException(
                $"{multiplicand} x {multiplier} / {divisor} has more digits than can be held"
            );
    }

    private static (BigInteger Mantissa, int Scale) Parts(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return (value < 0 ? -mantissa : mantissa, value.Scale);
    }

    private static decimal? FromParts(BigInteger mantissa, int scale)
    {
        const int MaxScale = 28;
        while (scale > 0 && (scale > MaxScale || BigInteger.Abs(mantissa) > MaxMantissa))
        {
            mantissa = BigInteger.DivRem(mantissa, 10, out var remainder);
            if (!remainder.IsZero)
            {
                return null;
            }

            scale--;
        }

        if (BigInteger.Abs(mantissa) > MaxMantissa)
        {
            return null;
        }

        Span<int> bits = stackalloc int[4];
        decimal.GetBits((decimal)BigInteger.Abs(mantissa), bits);
        return new decimal(bits[0], bits[1], bits[2], mantissa.Sign < 0, (byte)scale);
    }

    private static readonly BigInteger MaxMantissa = (BigInteger.One << 96) - 1;
}
