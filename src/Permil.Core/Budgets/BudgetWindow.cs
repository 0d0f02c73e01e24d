namespace Permil.Budgets;

/// <summary>One period of a budget, half-open, UTC.</summary>
/// <param name="From">The first instant; <see langword="null"/>: since ever.</param>
/// <param name="Until">The first instant after it; <see langword="null"/>: for ever.</param>
public readonly record struct BudgetWindow(DateTimeOffset? From, DateTimeOffset? Until)
{
    public bool Contains(DateTimeOffset instant) =>
        (From is null || instant >= From) && (Until is null || instant < Until);

    /// <summary>The period of a kind that holds an instant.</summary>
    public static BudgetWindow Of(BudgetPeriod period, DateTimeOffset time)
    {
        var day = new DateTimeOffset(time.UtcDateTime.Date, TimeSpan.Zero);
        switch (period)
        {
            case BudgetPeriod.Day:
                return new(day, day.AddDays(1));
            case BudgetPeriod.Week:
                var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
                return new(monday, monday.AddDays(7));
            case BudgetPeriod.Month:
                var first = day.AddDays(1 - day.Day);
                return new(first, first.AddMonths(1));
            default:
                return default;
        }
    }
}
