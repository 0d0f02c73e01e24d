using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Permil.Rating;

namespace Permil.Usage;

/// <summary>Writes events as Permil's own event lines (docs/usage-logs.md): what is written is read back the same.</summary>
public static class UsageEventJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One event as UTF-8, without a line feed.</summary>
    public static byte[] Bytes(UsageEvent usageEvent)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, usageEvent);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the event as an object.</summary>
    public static void Write(Utf8JsonWriter json, UsageEvent usageEvent)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(usageEvent);
        json.WriteStartObject();
        json.WriteString("id", usageEvent.Id);
        json.WriteString("source", usageEvent.Source);
        json.WriteString("time", Text(usageEvent.Time));
        WriteRevision(json, usageEvent.Revises);
        WriteText(json, "provider", usageEvent.Provider);
        WriteText(json, "model", usageEvent.Model);
        json.WriteString("mode", ModeName.Of(usageEvent.Mode));
        WriteText(json, "account", usageEvent.Account);
        WriteText(json, "subAccount", usageEvent.SubAccount);
        WriteText(json, "feature", usageEvent.Feature);
        WriteText(json, "environment", usageEvent.Environment);
        WriteTexts(json, "tags", usageEvent.Tags);
        WriteTexts(json, "attributes", usageEvent.Attributes);
        WriteText(json, "unsettledReason", usageEvent.UnsettledReason);
        if (usageEvent.ReportedCost is { } reportedCost)
        {
            json.WriteString("reportedCost", DecimalText.Of(reportedCost));
            json.WriteString("reportedCurrency", usageEvent.ReportedCurrency);
        }

        json.WriteStartObject("usage");
        foreach (var (meter, quantity) in usageEvent.Usage)
        {
            json.WriteString(meter.Name, DecimalText.Of(quantity));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRevision(Utf8JsonWriter json, Revision? revision)
    {
        if (revision is null)
        {
            return;
        }

        json.WriteString(revision.Kind == RevisionKind.Amendment ? "amends" : "retracts", revision.Target);
        if (revision.RecordedAt is { } recordedAt)
        {
            json.WriteString("recordedAt", Text(recordedAt));
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, text) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, text);
        }

        json.WriteEndObject();
    }

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
