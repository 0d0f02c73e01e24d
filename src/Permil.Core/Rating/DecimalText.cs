using System.Globalization;
using System.Text;

namespace Permil.Rating;

/// <summary>The one written form of amounts and quantities: plain digits, no trailing zeros, no exponent.</summary>
public static class DecimalText
{
    /// <summary>The most bytes a decimal can take.</summary>
    public const int MaxLength = 32;

    public static string Of(decimal value)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..Write(value, text)]);
    }

    /// <summary>Writes ASCII into a buffer of at least <see cref="MaxLength"/> bytes.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int Write(decimal value, Span<byte> text)
    {
        // The general format never has an exponent for a decimal, but keeps its trailing zeros.
        if (!value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture))
        {
            throw new ArgumentException($"the buffer has {text.Length} bytes, needed: {MaxLength}", nameof(text));
        }

        return value.Scale == 0 ? length : text[..length].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
    }
}
