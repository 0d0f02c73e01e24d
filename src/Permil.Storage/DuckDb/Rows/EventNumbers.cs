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
        foreach (var meter in MetersOf(usageEvent))
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

        if (usageEvent.Attributes.Count > 0)
        {
            AddNotes(usageEvent, numbers);
        }

        return numbers;
    }

    /// <summary>Each once, in order.</summary>
    private static List<Meter> MetersOf(UsageEvent usageEvent)
    {
        var usage = usageEvent.Usage;
        var meters = new List<Meter>(usage.Count);
        for (var i = 0; i < usage.Count; i++)
        {
            if (!meters.Contains(usage[i].Meter))
            {
                meters.Add(usage[i].Meter);
            }
        }

        if (meters.Count > 1)
        {
            meters.Sort(Meters.Compare);
        }

        return meters;
    }

    private static void AddNotes(UsageEvent usageEvent, List<(Slot Slot, long Number)> numbers)
    {
        foreach (var (name, value) in usageEvent.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (Usage.Attribute.IsNote(name) && TryCount(value, out var count))
            {
                numbers.Add((new Slot(SlotPart.Note, name), count));
            }
        }
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
