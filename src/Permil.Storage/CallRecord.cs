using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Permil.Rating;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage;

/// <summary>
/// What the journal says of calls beside their events: <c>{"begin":1,"call":{...},"bound":"0.5","likely":"0.1"}</c> and
/// <c>{"end":1,"id":"..."}</c>, told from events by the first key; 1 is the version of the form.
/// </summary>
internal static class CallRecord
{
    private const int Version = 1;

    private static ReadOnlySpan<byte> BeginStart => "{\"begin\":"u8;

    private static ReadOnlySpan<byte> EndStart => "{\"end\":"u8;

    public static bool IsBegin(ReadOnlySpan<byte> record) => record.StartsWith(BeginStart);

    public static bool IsEnd(ReadOnlySpan<byte> record) => record.StartsWith(EndStart);

    public static byte[] Begin(CallIntent intent) =>
        JsonBytes.Of(
            intent,
            static (json, intent) =>
            {
                json.WriteStartObject();
                json.WriteNumber("begin", Version);
                json.WritePropertyName("call");
                UsageEventJson.Write(json, intent.Call);
                WriteAmount(json, "bound", intent.BoundListCost);
                WriteAmount(json, "likely", intent.LikelyCost);
                json.WriteEndObject();
            }
        );

    public static byte[] End(string id) =>
        JsonBytes.Of(
            id,
            static (json, id) =>
            {
                json.WriteStartObject();
                json.WriteNumber("end", Version);
                json.WriteString("id", id);
                json.WriteEndObject();
            }
        );

    /// <summary>Which call a record is about.</summary>
    /// <exception cref="InvalidDataException">The record is of a later form.</exception>
    public static string IdOf(ReadOnlySpan<byte> record)
    {
        var json = new Utf8JsonReader(record);
        json.Read();
        json.Read();
        json.Read();
        CheckVersion(json.GetInt32());
        while (json.Read())
        {
            // The event of the call begins with its id, too.
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("id"u8))
            {
                json.Read();
                return json.GetString() ?? "";
            }
        }

        throw new InvalidDataException("the record names no call");
    }

    /// <summary>The intent of a record of the beginning of a call.</summary>
    /// <exception cref="InvalidDataException">The record cannot be read.</exception>
    public static CallIntent IntentOf(ReadOnlyMemory<byte> record, OneEventReader reader)
    {
        using var document = JsonDocument.Parse(record);
        var root = document.RootElement;
        CheckVersion(root.GetProperty("begin").GetInt32());
        var call = root.GetProperty("call");
        var read =
            reader.Read(JsonMarshal.GetRawUtf8Value(call).ToArray(), 1)
            ?? throw new InvalidDataException($"the call cannot be read: {reader.Reason}");

        // Readers give an event without usage a reason for it; a call that is not over needs none.
        return new CallIntent(
            call.Has("unsettledReason") ? read : read with { UnsettledReason = null },
            AmountOf(root, "bound"),
            AmountOf(root, "likely")
        );
    }

    private static void WriteAmount(Utf8JsonWriter json, string name, decimal? amount)
    {
        if (amount is { } known)
        {
            json.WriteString(name, DecimalText.Of(known));
        }
    }

    private static decimal? AmountOf(JsonElement record, string name) =>
        record.Text(name) is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;

    private static void CheckVersion(int found)
    {
        if (found != Version)
        {
            throw new InvalidDataException($"a call is written in form {found}, this program knows form {Version}");
        }
    }
}
