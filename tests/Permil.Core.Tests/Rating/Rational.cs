using System.Globalization;
using System.Numerics;

namespace Permil.Rating;

/// <summary>A fraction of whole numbers, in lowest terms with a denominator above 0: the arithmetic nobody can argue with.</summary>
internal readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    private readonly BigInteger _numerator;
    private readonly BigInteger _denominator;

    public Rational(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        _numerator = numerator / divisor;
        _denominator = denominator / divisor;
    }

    public static Rational Zero { get; } = new(0, 1);

    public static Rational One { get; } = new(1, 1);

    public BigInteger Numerator => _numerator;

    /// <summary>Above 0; 1 for the default value, which is 0.</summary>
    public BigInteger Denominator => _denominator.IsZero ? 1 : _denominator;

    /// <summary>Whether it can be written with finitely many digits behind the point.</summary>
    public bool Ends
    {
        get
        {
            var rest = Denominator;
            foreach (var factor in (ReadOnlySpan<int>)[2, 5])
            {
                while ((rest % factor).IsZero)
                {
                    rest /= factor;
                }
            }

            return rest.IsOne;
        }
    }

    /// <summary>Whether a <see cref="decimal"/> can hold it: whole number below 2^96 over a power of ten up to 10^28.</summary>
    public bool FitsDecimal
    {
        get
        {
            for (var scale = 0; scale <= 28; scale++)
            {
                var scaled = this * new Rational(BigInteger.Pow(10, scale), 1);
                if (scaled.Denominator.IsOne)
                {
                    return BigInteger.Abs(scaled.Numerator) < BigInteger.Pow(2, 96);
                }
            }

            return false;
        }
    }

    /// <summary>Reads plain digits, with a point or without; a decimal's own written form.</summary>
    public static Rational Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        return new(
            BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture),
            BigInteger.Pow(10, decimals)
        );
    }

    public static Rational Of(decimal value) => Parse(value.ToString(CultureInfo.InvariantCulture));

    public static Rational Whole(BigInteger value) => new(value, 1);

    public static Rational operator +(Rational left, Rational right) =>
        new(
            (left.Numerator * right.Denominator) + (right.Numerator * left.Denominator),
            left.Denominator * right.Denominator
        );

    public static Rational operator -(Rational left, Rational right) =>
        left + new Rational(-right.Numerator, right.Denominator);

    public static Rational operator *(Rational left, Rational right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    public static Rational operator /(Rational left, Rational right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    public static bool operator ==(Rational left, Rational right) => left.Equals(right);

    public static bool operator !=(Rational left, Rational right) => !left.Equals(right);

    public static bool operator <(Rational left, Rational right) => left.CompareTo(right) < 0;

    public static bool operator >(Rational left, Rational right) => left.CompareTo(right) > 0;

    public static bool operator <=(Rational left, Rational right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Rational left, Rational right) => left.CompareTo(right) >= 0;

    public static Rational Min(Rational left, Rational right) => left < right ? left : right;

    public static Rational Max(Rational left, Rational right) => left > right ? left : right;

    /// <summary>The largest whole number that is not above it.</summary>
    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    public BigInteger Ceiling() => -(Zero - this).Floor();

    /// <summary>The nearest number with so many decimals; of two equally near ones the even one.</summary>
    public Rational RoundHalfToEven(int decimals)
    {
        var unit = BigInteger.Pow(10, decimals);
        var scaled = this * Whole(unit);
        var below = scaled.Floor();
        var beyond = scaled - Whole(below);
        var half = new Rational(1, 2);
        var isUp = beyond > half || (beyond == half && !below.IsEven);
        return new(isUp ? below + 1 : below, unit);
    }

    /// <summary>Plain digits of a number that ends.</summary>
    public string ToPlainText()
    {
        for (var scale = 0; ; scale++)
        {
            var scaled = this * Whole(BigInteger.Pow(10, scale));
            if (scaled.Denominator.IsOne)
            {
                var digits = scaled.Numerator.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
                return scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
            }

            if (!Ends)
            {
                throw new InvalidOperationException($"{this} has no last digit");
            }
        }
    }

    public bool Equals(Rational other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public override string ToString() => Denominator.IsOne ? $"{Numerator}" : $"{Numerator}/{Denominator}";
}
