namespace Permil.Rating;

/// <summary>Finds the stretch of time that another is compared with.</summary>
public static class ComparedPeriod
{
    /// <summary>
    /// The stretch just before: as many whole months before whole months, else as long a time. Half-open, UTC.
    /// </summary>
    public static (DateTimeOffset From, DateTimeOffset To) Before(DateTimeOffset from, DateTimeOffset to)
    {
        if (IsMonthStart(from) && IsMonthStart(to))
        {
            var months =
                ((to.UtcDateTime.Year - from.UtcDateTime.Year) * 12) + to.UtcDateTime.Month - from.UtcDateTime.Month;
            return (MonthOf(from).AddMonths(-months), from);
        }

        return (from - (to - from), from);
    }

    /// <summary>The first instant of the calendar month of an instant, UTC.</summary>
    public static DateTimeOffset MonthOf(DateTimeOffset time) =>
        new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    private static bool IsMonthStart(DateTimeOffset time) => time == MonthOf(time);
}
