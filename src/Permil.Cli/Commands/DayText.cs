using System.CommandLine.Parsing;
using System.Globalization;

namespace Permil.Cli.Commands;

/// <summary>Days and instants on the command line, UTC.</summary>
internal static class DayText
{
    public static DateOnly? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        result.AddError($"found '{text}', allowed: a day as in 2026-10-07");
        return null;
    }

    /// <summary>A day is its first instant.</summary>
    public static DateTimeOffset? ParseInstant(ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (
            DateTimeOffset.TryParseExact(
                text,
                ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var instant
            )
        )
        {
            return instant;
        }

        result.AddError($"found '{text}', allowed: a day or an instant, as in 2026-10-07 or 2026-10-07T12:00:00Z");
        return null;
    }
}
