using System.Globalization;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>An event's quantities and noted counts as whole numbers, each with its slot.</summary>
internal static class EventNumbers
{
    /// <summary>In the order of <see cref="Meters.Compare"/>, notes last by name.</summary>
    public static List<(Slot Slot, long Number)> Of(UsageEvent usageEvent)
    {
        var numbers = new List<(Slot Slot, long Number)>(usageEvent.Usage.Count);
        var meters = usageEvent.Usage.Select(measured => measured.Meter).Distinct().ToList();
        meters.Sort(Meters.Compare);
        foreach (var meter in meters)
        {
            var quantity = usageEvent.QuantityOf(meter);
            var whole = decimal.Truncate(quantity);
            if (Math.Abs(whole) > Measurement.MaxQuantity)
            {
                throw new UsageFormatException($"{meter.Name}: found {quantity}, allowed: a number from 0 to 10^15");
            }

            numbers.Add((new Slot(SlotPart.Whole, meter.Name), (long)whole));
            if (quantity != whole)
            {
                numbers.Add((new Slot(SlotPart.Fraction, meter.Name), FractionOf(meter, quantity - whole)));
            }
        }

        foreach (var (name, value) in usageEvent.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (Usage.Attribute.IsNote(name) && TryCount(value, out var count))
            {
                numbers.Add((new Slot(SlotPart.Note, name), count));
            }
        }

        return numbers;
    }

    private static long FractionOf(Meter meter, decimal fraction)
    {
        var parts = fraction / Slot.FractionUnit;
        return parts == decimal.Truncate(parts)
            ? (long)parts
            : throw new UsageFormatException(
                $"{meter.Name}: found {fraction} beside whole units, allowed: 12 decimals"
            );
    }

    /// <summary>Whether a text is a count that is written as counts are: it comes back as the same text.</summary>
    private static bool TryCount(string text, out long count) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count)
        && string.Equals(count.ToString(CultureInfo.InvariantCulture), text, StringComparison.Ordinal);
}
