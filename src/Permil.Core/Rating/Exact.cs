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
        try
        {
            var product = left * right;
            if (product.Scale == left.Scale + right.Scale)
            {
                return product;
            }
        }
        catch (OverflowException exception)
        {
            throw new InexactAmountException($"{left} x {right} is more than can be held", exception);
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
        try
        {
            var sum = left + right;
            if (sum.Scale >= Math.Max(left.Scale, right.Scale))
            {
                return sum;
            }
        }
        catch (OverflowException exception)
        {
            throw new InexactAmountException($"{left} + {right} is more than can be held", exception);
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
    /// <returns><see langword="false"/> when it does not end there.</returns>
    public static bool TryDivide(decimal dividend, decimal divisor, out decimal quotient)
    {
        try
        {
            quotient = dividend / divisor;
            var product = quotient * divisor;
            if (product.Scale == quotient.Scale + divisor.Scale)
            {
                return product == dividend;
            }
        }
        catch (OverflowException)
        {
            quotient = 0;
            return false;
        }

        // The product has too many digits as written: the two are compared as whole numbers of the same scale.
        var (dividendMantissa, dividendScale) = Parts(dividend);
        var (divisorMantissa, divisorScale) = Parts(divisor);
        var (quotientMantissa, quotientScale) = Parts(quotient);
        var productMantissa = quotientMantissa * divisorMantissa;
        var productScale = quotientScale + divisorScale;
        var scale = Math.Max(productScale, dividendScale);
        return productMantissa * BigInteger.Pow(10, scale - productScale)
            == dividendMantissa * BigInteger.Pow(10, scale - dividendScale);
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

    /// <summary>How many whole divisors it takes to reach the dividend; both above 0.</summary>
    /// <exception cref="InexactAmountException">The number has too many digits.</exception>
    public static decimal DivideUp(decimal dividend, decimal divisor)
    {
        var (numerator, denominator) = WholeParts(dividend, divisor);
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        return FromParts(remainder.IsZero ? quotient : quotient + 1, 0)
            ?? throw new InexactAmountException($"{dividend} / {divisor} has more digits than can be held");
    }

    /// <summary>
    /// Whether the quotient has a last digit, even one that a decimal has no room for: nothing but 2 and 5 divides what
    /// is left of the divisor.
    /// </summary>
    public static bool Ends(decimal dividend, decimal divisor)
    {
        var (numerator, denominator) = WholeParts(dividend, divisor);
        denominator /= BigInteger.GreatestCommonDivisor(numerator, denominator);
        while (denominator.IsEven)
        {
            denominator >>= 1;
        }

        while ((denominator % 5).IsZero)
        {
            denominator /= 5;
        }

        return BigInteger.Abs(denominator).IsOne;
    }

    /// <summary>Two whole numbers of the same ratio.</summary>
    private static (BigInteger Numerator, BigInteger Denominator) WholeParts(decimal dividend, decimal divisor)
    {
        var (numerator, numeratorScale) = Parts(dividend);
        var (denominator, denominatorScale) = Parts(divisor);
        var scale = Math.Max(numeratorScale, denominatorScale);
        return (
            numerator * BigInteger.Pow(10, scale - numeratorScale),
            denominator * BigInteger.Pow(10, scale - denominatorScale)
        );
    }

    internal static (BigInteger Mantissa, int Scale) Parts(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);

        // The words are unsigned, whatever GetBits calls them: a set top bit must not count as overflow.
        var mantissa = unchecked(((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0]);
        return (value < 0 ? -mantissa : mantissa, value.Scale);
    }

    /// <returns><see langword="null"/> when it has more digits than can be held.</returns>
    internal static decimal? FromParts(BigInteger mantissa, int scale)
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

    internal static readonly BigInteger MaxMantissa = new(decimal.MaxValue);
}
