using System.Text.Json;
using Permil.Json;

namespace Permil.Rating;

/// <summary>Writes what a pile of usage came to as JSON; who knows more adds fields, none is renamed.</summary>
public static class RatingJson
{
    /// <summary>Writes the fields of an object that has been begun.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="summary">The usage.</param>
    /// <param name="writeMore">Adds fields to the whole.</param>
    /// <param name="writeMoreOfGroup">Adds fields to a group.</param>
    public static void Write(
        Utf8JsonWriter json,
        RatingSummary summary,
        Action<Utf8JsonWriter>? writeMore = null,
        Action<Utf8JsonWriter, UsageGroup>? writeMoreOfGroup = null
    )
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(summary);
        json.WriteString("currency", summary.Currency);
        json.WriteNumber("events", summary.Events);
        json.WriteNumber("duplicates", summary.Duplicates);
        json.WriteNumber("unsettled", summary.Unsettled);
        json.WriteNumber("failed", summary.Failed);
        json.WriteNumber("rejected", summary.Rejected);
        json.WriteNumber("unpriced", summary.Unpriced);
        json.WriteAmount("listCost", summary.ListCost);
        writeMore?.Invoke(json);
        json.WriteStartArray("groups");
        foreach (var group in summary.Groups)
        {
            json.WriteStartObject();
            for (var i = 0; i < summary.Keys.Count; i++)
            {
                json.WriteString(summary.Keys[i].Name, group.Values[i]);
            }

            json.WriteNumber("events", group.Events);
            json.WriteQuantities(group.Quantities);
            json.WriteAmount("listCost", group.ListCost);
            json.WriteNumber("unpriced", group.Unpriced);
            writeMoreOfGroup?.Invoke(json, group);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteFindings(json, summary);
        json.WriteStartArray("rejectedLines");
        foreach (var line in summary.RejectedLines)
        {
            json.WriteStartObject();
            json.WriteString("file", line.File);
            json.WriteNumber("line", line.Line);
            json.WriteString("reason", line.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Why usage is not in the cost.</summary>
    public static void WriteFindings(Utf8JsonWriter json, RatingSummary summary)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(summary);
        json.WriteStartArray("unpricedGroups");
        foreach (var group in summary.UnpricedGroups)
        {
            json.WriteStartObject();
            json.WriteString("model", group.Model);
            json.WriteString("reason", group.Reason);
            json.WriteNumber("events", group.Events);
            json.WriteQuantities(group.Quantities);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("unsettledReasons");
        foreach (var (reason, events) in summary.UnsettledReasons)
        {
            json.WriteStartObject();
            json.WriteString("reason", reason);
            json.WriteNumber("events", events);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
