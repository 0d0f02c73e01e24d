using System.Globalization;
using System.Text.Json;
using Google.Protobuf;

namespace Permil.Server.Api;

/// <summary>OTLP's JSON as the protobuf that an exporter would send, with fields nobody reads.</summary>
internal static class OtlpMessage
{
    public static byte[] Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Message(output =>
        {
            foreach (var resource in document.RootElement.GetProperty("resourceSpans").EnumerateArray())
            {
                Write(output, 1, ResourceSpans(resource));
            }
        });
    }

    private static byte[] ResourceSpans(JsonElement spans) =>
        Message(output =>
        {
            if (spans.TryGetProperty("resource", out var resource))
            {
                Write(output, 1, Message(inner => WriteAttributes(inner, 1, resource)));
            }

            foreach (var scope in spans.GetProperty("scopeSpans").EnumerateArray())
            {
                Write(output, 2, ScopeSpans(scope));
            }

            Write(output, 3, "https://opentelemetry.io/schemas/1.30.0"u8.ToArray());
        });

    private static byte[] ScopeSpans(JsonElement scope) =>
        Message(output =>
        {
            Write(output, 1, Message(inner => Write(inner, 1, "scope"u8.ToArray())));
            foreach (var span in scope.GetProperty("spans").EnumerateArray())
            {
                Write(output, 2, Span(span));
            }
        });

    private static byte[] Span(JsonElement span) =>
        Message(output =>
        {
            Write(output, 1, Convert.FromHexString(span.GetProperty("traceId").GetString()!));
            Write(output, 2, Convert.FromHexString(span.GetProperty("spanId").GetString()!));
            Write(output, 5, "a name"u8.ToArray());
            output.WriteTag(6, WireFormat.WireType.Varint);
            output.WriteInt32(3);
            output.WriteTag(7, WireFormat.WireType.Fixed64);
            output.WriteFixed64(
                ulong.Parse(span.GetProperty("startTimeUnixNano").ToString(), CultureInfo.InvariantCulture)
            );
            WriteAttributes(output, 9, span);
            if (span.TryGetProperty("status", out var status) && status.TryGetProperty("code", out var code))
            {
                Write(
                    output,
                    15,
                    Message(inner =>
                    {
                        Write(inner, 2, "it failed"u8.ToArray());
                        inner.WriteTag(3, WireFormat.WireType.Varint);
                        inner.WriteEnum(code.ToString() is "2" or "STATUS_CODE_ERROR" ? 2 : 1);
                    })
                );
            }
        });

    private static void WriteAttributes(CodedOutputStream output, int field, JsonElement owner)
    {
        if (!owner.TryGetProperty("attributes", out var attributes))
        {
            return;
        }

        foreach (var attribute in attributes.EnumerateArray())
        {
            Write(
                output,
                field,
                Message(inner =>
                {
                    inner.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    inner.WriteString(attribute.GetProperty("key").GetString());
                    Write(inner, 2, Value(attribute.GetProperty("value").EnumerateObject().Single()));
                })
            );
        }
    }

    private static byte[] Value(JsonProperty value) =>
        Message(output =>
        {
            switch (value.Name)
            {
                case "stringValue":
                    output.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    output.WriteString(value.Value.GetString());
                    break;
                case "boolValue":
                    output.WriteTag(2, WireFormat.WireType.Varint);
                    output.WriteBool(value.Value.GetBoolean());
                    break;
                case "intValue":
                    output.WriteTag(3, WireFormat.WireType.Varint);
                    output.WriteInt64(long.Parse(value.Value.ToString(), CultureInfo.InvariantCulture));
                    break;
                case "doubleValue":
                    output.WriteTag(4, WireFormat.WireType.Fixed64);
                    output.WriteDouble(value.Value.GetDouble());
                    break;
                default:
                    Write(output, 5, []);
                    break;
            }
        });

    private static void Write(CodedOutputStream output, int field, byte[] bytes)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream))
        {
            write(output);
        }

        return stream.ToArray();
    }
}
