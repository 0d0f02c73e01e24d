using System.Globalization;
using Permil.Usage;

namespace Permil.Pricing;

/// <summary>What a price is per: so many of the meter's units, or of a smaller unit that divides it.</summary>
/// <param name="Per">The block, counted in the price's own unit. Greater than 0.</param>
/// <param name="UnitsPerMeterUnit">How many of the price's own unit make one of the meter's.</param>
/// <param name="Text">For people.</param>
internal readonly record struct PriceUnit(decimal Per, decimal UnitsPerMeterUnit, string Text)
{
    /// <summary>The unit the meter is usually quoted in.</summary>
    public static PriceUnit DefaultOf(Meter meter) => new(meter.Block, 1, Shown(meter.Block, meter.Unit));

    /// <summary>Reads <c>1M tokens</c>, <c>1K documents</c>, <c>minute</c>, <c>image</c>.</summary>
    /// <returns><see langword="null"/> when the text is no unit of the meter.</returns>
    public static PriceUnit? Parse(string text, Meter meter)
    {
        var words = text.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return null;
        }

        var hasCount = CountText.TryParse(words[0], out var count);
        var unit = hasCount ? words.ElementAtOrDefault(1) : text.Trim();
        count = hasCount ? count : 1;
        if (count <= 0)
        {
            return null;
        }

        if (unit is null || UnitWord.IsOf(unit, meter.Unit))
        {
            return new(count, 1, Shown(count, meter.Unit));
        }

        // A GPU-hour may be quoted by the hour or the GPU-minute, never by the TiB-hour.
        var (of, ownTime) = TimeOf(meter.Unit);
        var (quotedOf, time) = TimeOf(Singular(unit));
        if (quotedOf.Length > 0 && !string.Equals(quotedOf, of, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return (ownTime, time) switch
        {
            ("second", "minute") => new(count * 60, 1, Shown(count, "minute")),
            ("second", "hour") => new(count * 3600, 1, Shown(count, "hour")),
            ("hour", "hour") => new(count, 1, Shown(count, meter.Unit)),
            ("hour", "minute") => new(
                count,
                60,
                Shown(count, meter.Unit.Replace("hour", "minute", StringComparison.Ordinal))
            ),
            ("hour", "second") => new(
                count,
                3600,
                Shown(count, meter.Unit.Replace("hour", "second", StringComparison.Ordinal))
            ),
            _ => null,
        };
    }

    private static (string Of, string Time) TimeOf(string unit)
    {
        var dash = unit.LastIndexOf('-');
        return dash < 0 ? ("", unit) : (unit[..dash], unit[(dash + 1)..]);
    }

    private static string Singular(string unit) => unit.EndsWith('s') ? unit[..^1] : unit;

    /// <summary>So many units as prices are quoted, as <c>1M tokens</c>.</summary>
    public static string Shown(decimal count, string unit) =>
        count switch
        {
            1 => unit,
            1_000_000 => $"1M {UnitWord.Plural(unit)}",
            1_000 => $"1K {UnitWord.Plural(unit)}",
            _ => $"{count.ToString(CultureInfo.InvariantCulture)} {UnitWord.Plural(unit)}",
        };
}
