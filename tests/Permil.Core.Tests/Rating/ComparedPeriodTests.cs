using System.Globalization;

namespace Permil.Rating;

public sealed class ComparedPeriodTests
{
    [Theory]
    [InlineData("2026-03-01", "2026-04-01", "2026-02-01")]
    [InlineData("2026-01-01", "2026-04-01", "2025-10-01")]
    [InlineData("2025-11-01", "2026-02-01", "2025-08-01")]
    [InlineData("2024-02-01", "2024-03-01", "2024-01-01")]
    [InlineData("2026-03-10", "2026-03-17", "2026-03-03")]
    [InlineData("2026-03-01", "2026-03-15", "2026-02-15")]
    public void Before_IsWholeMonthsBesideWholeMonths_ElseAsLong(string from, string to, string before)
    {
        var (start, end) = ComparedPeriod.Before(Day(from), Day(to));

        start.ShouldBe(Day(before));
        end.ShouldBe(Day(from));
    }

    private static DateTimeOffset Day(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
