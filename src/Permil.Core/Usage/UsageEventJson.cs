using System.Globalization;
using System.Text.Json;
using Permil.Rating;

namespace Permil.Usage;

/// <summary>Writes events as Permil's own event lines (docs/usage-logs.md): what is written is read back the same.</summary>
public static class UsageEventJson
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <summary>One event as UTF-8, without a line feed.</summary>
    public static byte[] Bytes(UsageEvent usageEvent) => JsonBytes.Of(usageEvent, Write);

    /// <summary>Writes the event as an object.</summary>
    public static void Write(Utf8JsonWriter json, UsageEvent usageEvent)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(usageEvent);
        json.WriteStartObject();
        json.WriteString("id", usageEvent.Id);
        json.WriteString("source", usageEvent.Source);
        WriteTime(json, "time", usageEvent.Time);
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
            WriteDecimal(json, "reportedCost", reportedCost);
            json.WriteString("reportedCurrency", usageEvent.ReportedCurrency);
        }

        json.WriteStartObject("usage");
        foreach (var (meter, quantity) in usageEvent.Usage)
        {
            WriteDecimal(json, meter.Name, quantity);
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
            WriteTime(json, "recordedAt", recordedAt);
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
        IEnumerable<KeyValuePair<string, string>> inOrder =
            texts.Count == 1 ? texts : texts.OrderBy(pair => pair.Key, StringComparer.Ordinal);
        foreach (var (key, text) in inOrder)
        {
            json.WriteString(key, text);
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[32];
        json.WriteString(
            name,
            time.UtcDateTime.TryFormat(text, out var length, TimeFormat, CultureInfo.InvariantCulture)
                ? text[..length]
                : throw new InvalidOperationException("a time takes more bytes than its form has")
        );
    }

    private static void WriteDecimal(Utf8JsonWriter json, string name, decimal number)
    {
        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        json.WriteString(name, text[..DecimalText.Write(number, text)]);
    }
}
