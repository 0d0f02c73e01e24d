using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Permil.Json;

namespace Permil.Billing.Events;

/// <summary>The JSON of what others are told.</summary>
public static class EventPayload
{
    /// <summary>
    /// A whole event as receivers get it: <c>type</c>, <c>id</c>, <c>at</c>, <c>account</c>, and in <c>data</c> what is its
    /// kind's own.
    /// </summary>
    public static byte[] Envelope(BillingEvent billingEvent)
    {
        ArgumentNullException.ThrowIfNull(billingEvent);
        return Encoding.UTF8.GetBytes(
            Of(json =>
            {
                json.WriteString("type", billingEvent.Kind);
                json.WriteString("id", billingEvent.Id);
                json.WriteTime("at", billingEvent.Time);
                json.WriteString("account", billingEvent.Account);
                json.WritePropertyName("data");
                json.WriteRawValue(billingEvent.Payload);
            })
        );
    }

    /// <summary>An object with what is written into it.</summary>
    internal static string Of(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (
            var json = new Utf8JsonWriter(
                bytes,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
