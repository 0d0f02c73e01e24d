using System.Globalization;
using System.Numerics;
using Permil.Rating;

namespace Permil.Focus.Validation;

/// <summary>A decimal number of any length: digits times ten to the power of minus scale. The default is 0.</summary>
internal readonly struct ExactNumber
{
    /// <summary>A longer number, or a power of ten beyond it, is taken for no number.</summary>
    private const int MaxDigits = 1000;

    private readonly BigInteger _digits;
    private readonly int _scale;

    private ExactNumber(BigInteger digits, int scale)
    {
        _digits = digits;
        _scale = scale;
    }

    public bool IsZero => _digits.IsZero;

    /// <summary>Reads <c>-12.5</c> or <c>1.2e-7</c>, with a plus sign or not.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ExactNumber number)
    {
        number = default;
        var at = 0;
        var isNegative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            at++;
        }

        var start = at;
        var digitCount = 0;
        var scale = 0;
        var isFraction = false;
        long small = 0;
        for (; at < text.Length; at++)
        {
            if (text[at] == '.' && !isFraction)
            {
                isFraction = true;
            }
            else if (char.IsAsciiDigit((char)text[at]))
            {
                small = digitCount < 18 ? (small * 10) + (text[at] - '0') : 0;
                digitCount++;
                scale += isFraction ? 1 : 0;
            }
            else
            {
                break;
            }
        }

        var end = at;
        if (digitCount is 0 or > MaxDigits || !TryParseExponent(text[at..], out var exponent))
        {
            return false;
        }

        var digits = digitCount <= 18 ? small : Digits(text[start..end], digitCount);
        scale -= exponent;
        if (scale < 0)
        {
            digits *= BigInteger.Pow(10, -scale);
            scale = 0;
        }

        number = new(isNegative ? -digits : digits, scale);
        return true;
    }

    public static bool IsProduct(ExactNumber left, ExactNumber right, ExactNumber product)
    {
        var digits = left._digits * right._digits;
        return Compare(new(digits, left._scale + right._scale), product) == 0;
    }

    /// <summary>Whether the product is the third one to 14 digits, for numbers that were stored in binary.</summary>
    public static bool IsNearProduct(ExactNumber left, ExactNumber right, ExactNumber product)
    {
        var exact = new ExactNumber(left._digits * right._digits, left._scale + right._scale);
        var difference = exact.Plus(new(-product._digits, product._scale));
        var bound = new ExactNumber(BigInteger.Abs(exact._digits), exact._scale + 14);
        return Compare(new(BigInteger.Abs(difference._digits), difference._scale), bound) <= 0;
    }

    public static int Compare(ExactNumber one, ExactNumber other)
    {
        if (one._scale == other._scale)
        {
            return one._digits.CompareTo(other._digits);
        }

        return one._scale > other._scale
            ? one._digits.CompareTo(other._digits * BigInteger.Pow(10, one._scale - other._scale))
            : (one._digits * BigInteger.Pow(10, other._scale - one._scale)).CompareTo(other._digits);
    }

    public static ExactNumber Of(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var digits =
            (new BigInteger(unchecked((uint)parts[2])) << 64)
            | (new BigInteger(unchecked((uint)parts[1])) << 32)
            | new BigInteger(unchecked((uint)parts[0]));
        return new(decimal.IsNegative(value) ? -digits : digits, value.Scale);
    }

    public ExactNumber Plus(ExactNumber other)
    {
        if (_scale < other._scale)
        {
            return other.Plus(this);
        }

        return new(_digits + (other._digits * BigInteger.Pow(10, _scale - other._scale)), _scale);
    }

    /// <summary>The number with no more than some decimals, rounded half to even where it has more.</summary>
    /// <returns><see langword="false"/>: a decimal does not hold it.</returns>
    public bool TryRound(int decimals, out decimal value, out bool isExact)
    {
        var (digits, scale) = (_digits, _scale);
        isExact = true;
        if (scale > decimals)
        {
            var power = BigInteger.Pow(10, scale - decimals);
            digits = BigInteger.DivRem(digits, power, out var rest);
            isExact = rest.IsZero;
            var comparison = (BigInteger.Abs(rest) * 2).CompareTo(power);
            digits += comparison > 0 || (comparison == 0 && !digits.IsEven) ? _digits.Sign : 0;
            scale = decimals;
        }

        var held = Exact.FromParts(digits, scale);
        value = held ?? 0;
        return held is not null;
    }

    /// <summary>All digits, without zeros at the end.</summary>
    public override string ToString()
    {
        var text = BigInteger.Abs(_digits).ToString(CultureInfo.InvariantCulture).PadLeft(_scale + 1, '0');
        if (_scale > 0)
        {
            text = text.Insert(text.Length - _scale, ".").TrimEnd('0').TrimEnd('.');
        }

        return _digits.Sign < 0 ? "-" + text : text;
    }

    private static BigInteger Digits(ReadOnlySpan<byte> text, int count)
    {
        Span<char> digits = stackalloc char[count];
        var next = 0;
        foreach (var letter in text)
        {
            if (letter != '.')
            {
                digits[next++] = (char)letter;
            }
        }

        return BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        return text[0] is (byte)'e' or (byte)'E'
            && int.TryParse(text[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            && Math.Abs((long)exponent) <= MaxDigits;
    }
}
