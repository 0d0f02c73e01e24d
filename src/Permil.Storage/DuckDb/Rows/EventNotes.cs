using System.Globalization;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>What an event notes that no sum is made of, as one text.</summary>
internal static class EventNotes
{
    // No attribute has a space in front.
    private const string ReportedCost = " reportedCost";

    public static string? Write(UsageEvent usageEvent, IReadOnlyList<Slot> slots)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in usageEvent.Attributes)
        {
            if (Usage.Attribute.IsNote(name) && !slots.Contains(new Slot(SlotPart.Note, name)))
            {
                notes.Add(name, value);
            }
        }

        if (usageEvent.ReportedCost is { } cost)
        {
            notes.Add(ReportedCost, DecimalText.Of(cost));
        }

        return TextPairs.Write(notes);
    }

    public static (IReadOnlyDictionary<string, string> Attributes, decimal? ReportedCost) Read(string? text)
    {
        var notes = TextPairs.Read(text);
        if (!notes.TryGetValue(ReportedCost, out var cost))
        {
            return (notes, null);
        }

        var attributes = notes.Where(pair => pair.Key != ReportedCost).ToDictionary(StringComparer.Ordinal);
        return (attributes, decimal.Parse(cost, CultureInfo.InvariantCulture));
    }
}
