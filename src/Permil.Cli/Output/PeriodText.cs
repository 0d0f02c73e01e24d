using System.Globalization;

namespace Permil.Cli.Output;

/// <summary>A half-open stretch of time in words, UTC.</summary>
internal static class PeriodText
{
    public static string Of(DateTimeOffset? from, DateTimeOffset? to) =>
        (from, to) switch
        {
            (null, null) => "all time",
            ({ } start, null) => $"since {Instant(start)}",
            (null, { } end) => $"before {Instant(end)}",
            ({ } start, { } end) when IsMonth(start, end) => start.UtcDateTime.ToString(
                "yyyy-MM",
                CultureInfo.InvariantCulture
            ),
            ({ } start, { } end) => $"{Instant(start)} to before {Instant(end)}",
        };

    /// <summary>A day where it is the first instant of one.</summary>
    public static string Instant(DateTimeOffset time) =>
        time.UtcDateTime.ToString(
            time.UtcDateTime.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
            CultureInfo.InvariantCulture
        );

    public static string Day(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>To the second it is in.</summary>
    public static string Second(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static bool IsMonth(DateTimeOffset from, DateTimeOffset to) =>
        from.UtcDateTime is { Day: 1 } start
        && start.TimeOfDay == TimeSpan.Zero
        && from.UtcDateTime.AddMonths(1) == to.UtcDateTime;
}
