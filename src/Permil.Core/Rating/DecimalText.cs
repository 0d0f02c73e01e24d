using System.Globalization;

namespace Permil.Rating;

/// <summary>The one written form of amounts and quantities: plain digits, no trailing zeros, no exponent.</summary>
public static class DecimalText
{
    /// <summary>The most characters a decimal can take.</summary>
    public const int MaxLength = 31;

    public static string Of(decimal value)
    {
        Span<char> text = stackalloc char[MaxLength];
        return new string(text[..Write(value, text)]);
    }

    /// <summary>Writes into a buffer of at least <see cref="MaxLength"/> characters.</summary>
    /// <returns>How many characters were written.</returns>
    public static int Write(decimal value, Span<char> text)
    {
        // The general format never has an exponent for a decimal, but keeps its trailing zeros.
        if (!value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture))
        {
            throw new ArgumentException($"the buffer has {text.Length} characters, needed: {MaxLength}", nameof(text));
        }

        var written = text[..length];
        if (written.Contains('.'))
        {
            written = written.TrimEnd('0').TrimEnd('.');
        }

        return written is "-0" ? Write(0, text) : written.Length;
    }
}
