using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage;

/// <summary>
/// Reads one event from outside, whatever is said around it: an event line of Permil's, a CloudEvent that holds one as its
/// data, or a CloudEvent with quantities as OpenMeter takes them.
/// </summary>
internal sealed class CloudEventReader : IUsageSink
{
    private static readonly string[] Envelope = ["id", "source"];

    private readonly JsonLineReader _quantities = new(
        "event",
        new ReadOptions { DefaultTime = null, Format = "openmeter" }
    );
    private UsageEvent? _event;
    private string? _reason;

    /// <returns><see langword="null"/>: there is none, for the reason.</returns>
    public UsageEvent? Read(ReadOnlyMemory<byte> json, OneEventReader reader, out string? id, out string? reason)
    {
        id = null;
        try
        {
            using var document = JsonDocument.Parse(json, JsonRecord.Strict);
            var record = document.RootElement;
            if (record.ValueKind != JsonValueKind.Object)
            {
                reason = $"found {JsonFields.Shown(record)}, allowed: a JSON object";
                return null;
            }

            id = record.TextOrNothing("id");
            return Read(record, json, reader, out reason);
        }
        catch (JsonException exception)
        {
            reason = JsonFault.Of(exception, json.Span);
        }
        catch (InvalidOperationException)
        {
            reason = "a text is no Unicode: an escaped surrogate stands without its pair";
        }

        return null;
    }

    void IUsageSink.Accept(UsageEvent usageEvent) => _event = usageEvent;

    void IUsageSink.Reject(RejectedLine rejectedLine) => _reason = rejectedLine.Reason;

    private UsageEvent? Read(JsonElement record, ReadOnlyMemory<byte> json, OneEventReader reader, out string? reason)
    {
        var isCloudEvent = record.Has("specversion");
        if (MissingFrom(record, isCloudEvent) is { } missing)
        {
            reason = missing;
            return null;
        }

        if (!isCloudEvent)
        {
            var read = reader.ReadInFull(json, 1);
            reason = reader.Reason;
            return read;
        }

        if (record.TryObject("data", out var data) && IsEvent(data))
        {
            var read = reader.ReadInFull(WithEnvelope(record, data), 1);
            reason = reader.Reason is { } fault ? $"data.{fault}" : null;
            return read;
        }

        (_event, _reason) = (null, null);
        _quantities.ReadLine(json, 1, this);
        reason = _reason;
        return _event;
    }

    /// <summary>What names an event, and says when it was, is never made up.</summary>
    private static string? MissingFrom(JsonElement record, bool isCloudEvent)
    {
        foreach (var name in Envelope)
        {
            if (
                !record.TryField(name, out var value)
                || value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)
                || record.Text(name) is null
            )
            {
                return $"{name}: found {FoundAt(record, name)}, allowed: a text";
            }
        }

        var time = isCloudEvent && record.TryObject("data", out var data) && data.Has("time") ? data : record;
        return time.Has("time") ? null : "time: found nothing, allowed: RFC 3339";
    }

    private static string FoundAt(JsonElement record, string name) =>
        record.TryField(name, out var value) ? JsonFields.Shown(value) : "nothing";

    private static bool IsEvent(JsonElement data) =>
        data.TryObject("usage", out _) || data.HasText("unsettledReason") || data.HasText("retracts");

    /// <summary>The data with the name that the CloudEvent has, and its time and subject where it says nothing itself.</summary>
    private static byte[] WithEnvelope(JsonElement record, JsonElement data) =>
        JsonBytes.Of(
            (record, data),
            static (json, parts) =>
            {
                var (record, data) = parts;
                json.WriteStartObject();
                foreach (var name in Envelope)
                {
                    json.WriteString(name, record.Text(name));
                }

                CopyMissing(json, "time", record, "time", data);
                if (!data.Has("tenant"))
                {
                    CopyMissing(json, "subAccount", record, "subject", data);
                }

                foreach (var member in data.EnumerateObject())
                {
                    if (!Envelope.Contains(member.Name, StringComparer.Ordinal))
                    {
                        member.WriteTo(json);
                    }
                }

                json.WriteEndObject();
            }
        );

    private static void CopyMissing(Utf8JsonWriter json, string name, JsonElement record, string from, JsonElement data)
    {
        if (!data.TryGetProperty(name, out _) && record.TryField(from, out var value))
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }
}
