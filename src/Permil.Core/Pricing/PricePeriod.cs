using System.Globalization;

namespace Permil.Pricing;

/// <summary>When a price is in force: from <see cref="From"/>, inclusive, until <see cref="Until"/>, exclusive; UTC.</summary>
/// <param name="From"><see langword="null"/>: since before it was first seen.</param>
/// <param name="Until"><see langword="null"/>: no end is known.</param>
public readonly record struct PricePeriod(DateTimeOffset? From, DateTimeOffset? Until)
{
    public bool Contains(DateTimeOffset instant) =>
        (From is null || instant >= From) && (Until is null || instant < Until);

    public bool Overlaps(PricePeriod other) =>
        (From is null || other.Until is null || From < other.Until)
        && (other.From is null || Until is null || other.From < Until);

    /// <summary>Whether it is in force all of another period.</summary>
    public bool Covers(PricePeriod other) =>
        (From is null || other.From >= From) && (Until is null || other.Until <= Until);

    /// <summary>When both are in force; <see langword="null"/>: never.</summary>
    public PricePeriod? Common(PricePeriod other) =>
        Overlaps(other)
            ? new PricePeriod(
                From is null || other.From > From ? other.From : From,
                Until is null || other.Until < Until ? other.Until : Until
            )
            : null;

    public override string ToString() =>
        (From, Until) switch
        {
            (null, null) => "always",
            (null, { } until) => $"until {Shown(until)}",
            ({ } from, null) => $"from {Shown(from)}",
            ({ } from, { } until) => $"{Shown(from)} to {Shown(until)}",
        };

    private static string Shown(DateTimeOffset instant) =>
        instant.ToString(
            instant.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture
        );
}
