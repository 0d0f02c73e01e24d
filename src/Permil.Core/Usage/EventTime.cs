using System.Globalization;

namespace Permil.Usage;

/// <summary>Reads the ways in which logs write an instant.</summary>
public static class EventTime
{
    /// <summary>The first instant taken for real; earlier ones are broken clocks.</summary>
    public static readonly DateTimeOffset Min = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first instant no longer taken for real.</summary>
    public static readonly DateTimeOffset Max = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] TextFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd' 'HH:mm:ssK",
        "yyyy-MM-dd' 'HH:mm:ss.FFFFFFF' UTC'",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd",
    ];

    /// <summary>
    /// Reads an RFC 3339 text (without a zone it is UTC; digits beyond 100 ns are cut), or a number of
    /// seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size.
    /// </summary>
    /// <exception cref="UsageFormatException">No instant, or one outside [2000, 2100).</exception>
    public static DateTimeOffset Parse(string field, string text)
    {
        if (
            decimal.TryParse(
                text,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            return FromNumber(field, number);
        }

        var trimmed = CutBeyondTicks(text);
        if (
            !DateTimeOffset.TryParseExact(
                trimmed,
                TextFormats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
        {
            throw new UsageFormatException(
                $"{field}: '{Shown(text)}' is no time; allowed: RFC 3339 or seconds since 1970"
            );
        }

        return InRange(field, text, time);
    }

    private static DateTimeOffset FromNumber(string field, decimal number)
    {
        // 1e11 seconds is the year 5138, 1e11 milliseconds is 1973: the sizes do not meet between 2000 and 2100.
        var ticks = Math.Abs(number) switch
        {
            < 1e11m => number * TimeSpan.TicksPerSecond,
            < 1e14m => number * TimeSpan.TicksPerMillisecond,
            < 1e17m => number * TimeSpan.TicksPerMicrosecond,
            < 1e20m => number / TimeSpan.NanosecondsPerTick,
            _ => decimal.MaxValue,
        };
        var limit = (decimal)(Max - DateTimeOffset.UnixEpoch).Ticks;
        if (ticks < 0 || ticks >= limit)
        {
            throw OutOfRange(field, number.ToString(CultureInfo.InvariantCulture));
        }

        return InRange(
            field,
            number.ToString(CultureInfo.InvariantCulture),
            DateTimeOffset.UnixEpoch.AddTicks((long)ticks)
        );
    }

    private static DateTimeOffset InRange(string field, string text, DateTimeOffset time) =>
        time >= Min && time < Max ? time : throw OutOfRange(field, text);

    private static UsageFormatException OutOfRange(string field, string text) =>
        new($"{field}: '{Shown(text)}' is outside the years 2000 to 2099");

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "...";

    private static string CutBeyondTicks(string text)
    {
        const int MaxFractionDigits = 7;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
        {
            return text;
        }

        var end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - point - 1 <= MaxFractionDigits
            ? text
            : string.Concat(text.AsSpan(0, point + 1 + MaxFractionDigits), text.AsSpan(end));
    }
}
