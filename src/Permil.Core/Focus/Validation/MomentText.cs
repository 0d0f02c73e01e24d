using System.Globalization;
using System.Text;

namespace Permil.Focus.Validation;

/// <summary>
/// Moments as providers write them, year first; without an offset in UTC. Whether one is written as the specification wants
/// it is a question of format.
/// </summary>
internal static class MomentText
{
    private const int MaxLength = 40;
    private const int DateLength = 10;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzz",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd",
    ];

    public static bool TryParse(ReadOnlySpan<byte> value, out DateTimeOffset moment)
    {
        if (FocusFormats.TryParseMoment(value, out moment))
        {
            return true;
        }

        Span<char> text = stackalloc char[MaxLength];
        return value.Length is >= DateLength and <= MaxLength
            && Encoding.UTF8.TryGetChars(value, text, out var length)
            && DateTimeOffset.TryParseExact(
                text[..length],
                Formats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out moment
            );
    }
}
