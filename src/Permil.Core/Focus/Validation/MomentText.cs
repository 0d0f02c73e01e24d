using System.Globalization;
using System.Text;

namespace Permil.Focus.Validation;

/// <summary>Moments in any of the usual spellings: whether it is the specification's is a question of format.</summary>
internal static class MomentText
{
    private const int MaxLength = 40;

    public static bool TryParse(ReadOnlySpan<byte> value, out DateTimeOffset moment)
    {
        if (FocusFormats.TryParseMoment(value, out moment))
        {
            return true;
        }

        Span<char> text = stackalloc char[MaxLength];
        return value.Length is >= 10 and <= MaxLength
            && Encoding.UTF8.TryGetChars(value, text, out var length)
            && DateTimeOffset.TryParse(
                text[..length],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out moment
            );
    }
}
