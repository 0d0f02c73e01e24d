using System.Globalization;

namespace Permil.Billing;

/// <summary>What one invoice is for: a calendar month in UTC, from <see cref="Start"/> until <see cref="End"/>, exclusive.</summary>
public readonly record struct BillingMonth : IComparable<BillingMonth>
{
    private const string Form = "yyyy-MM";

    /// <param name="year">1 to 9998.</param>
    /// <param name="month">1 to 12.</param>
    public BillingMonth(int year, int month)
    {
        Start = new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero);
    }

    public DateTimeOffset Start { get; }

    /// <summary>The first instant of the next month.</summary>
    public DateTimeOffset End => Start.AddMonths(1);

    public BillingMonth Next => Of(End);

    /// <summary>The month an instant is in.</summary>
    public static BillingMonth Of(DateTimeOffset time) => new(time.UtcDateTime.Year, time.UtcDateTime.Month);

    /// <summary>Reads <c>2026-10</c>.</summary>
    /// <exception cref="FormatException">It is no month.</exception>
    public static BillingMonth Parse(string text) =>
        DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
        && month.Year < DateTime.MaxValue.Year
            ? new BillingMonth(month.Year, month.Month)
            : throw new FormatException($"found '{text}', allowed: a month as in 2026-10");

    public bool Contains(DateTimeOffset time) => time >= Start && time < End;

    public int CompareTo(BillingMonth other) => Start.CompareTo(other.Start);

    public static bool operator <(BillingMonth left, BillingMonth right) => left.CompareTo(right) < 0;

    public static bool operator <=(BillingMonth left, BillingMonth right) => left.CompareTo(right) <= 0;

    public static bool operator >(BillingMonth left, BillingMonth right) => left.CompareTo(right) > 0;

    public static bool operator >=(BillingMonth left, BillingMonth right) => left.CompareTo(right) >= 0;

    /// <summary>As in <c>2026-10</c>.</summary>
    public override string ToString() => Start.ToString(Form, CultureInfo.InvariantCulture);
}
