namespace Permil.Pricing;

/// <summary>Texts in which <c>#</c> stands for one digit, compared whatever their case.</summary>
internal static class DigitPattern
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.Length != text.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var isSame =
                pattern[i] == '#'
                    ? char.IsAsciiDigit(text[i])
                    : char.ToUpperInvariant(pattern[i]) == char.ToUpperInvariant(text[i]);
            if (!isSame)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a text ends so, with something before it.</summary>
    public static bool Ends(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text) =>
        text.Length > pattern.Length && Matches(pattern, text[^pattern.Length..]);
}
