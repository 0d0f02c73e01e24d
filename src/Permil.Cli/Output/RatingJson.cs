using System.Text.Json;
using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>Prints what a pile of usage came to as JSON; commands that know more add fields, none is renamed.</summary>
internal static class RatingJson
{
    private const int MaxIndentedGroups = 1_000;

    /// <param name="summary">The usage.</param>
    /// <param name="writeMore">Adds fields to the whole.</param>
    /// <param name="writeMoreOfGroup">Adds fields to a group.</param>
    public static void Print(
        RatingSummary summary,
        Action<Utf8JsonWriter>? writeMore = null,
        Action<Utf8JsonWriter, UsageGroup>? writeMoreOfGroup = null
    ) =>
        JsonAnswer.Print(
            summary.Groups.Count <= MaxIndentedGroups,
            json =>
            {
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
        );

    /// <summary>Why usage is not in the cost.</summary>
    public static void WriteFindings(Utf8JsonWriter json, RatingSummary summary)
    {
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
