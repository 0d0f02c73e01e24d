using System.Text.Json;
using Google.Protobuf;

namespace Permil.Server.Api;

/// <summary>
/// OTLP traces in protobuf, as far as usage needs them: resources, spans with their names, start, attributes and status.
/// Field numbers are those of opentelemetry-proto 1.
/// </summary>
internal static class TraceProtobuf
{
    /// <summary>An ExportTraceServiceRequest as OTLP's JSON.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is none.</exception>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlyMemory<byte> request)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            WriteList(json, "resourceSpans", 1, ByteString.CopyFrom(request.Span), WriteResourceSpans);
            json.WriteEndObject();
        }

        return text.GetBuffer().AsMemory(0, (int)text.Length);
    }

    /// <summary>An ExportTraceServiceResponse.</summary>
    public static byte[] Answer(long rejected, string? reason) =>
        rejected == 0
            ? []
            : Message(output =>
            {
                var partialSuccess = Message(inner =>
                {
                    inner.WriteTag(1, WireFormat.WireType.Varint);
                    inner.WriteInt64(rejected);
                    inner.WriteTag(2, WireFormat.WireType.LengthDelimited);
                    inner.WriteString(reason ?? "");
                });
                output.WriteTag(1, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(partialSuccess));
            });

    /// <summary>A google.rpc.Status.</summary>
    public static byte[] Status(int code, string reason) =>
        Message(output =>
        {
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteInt32(code);
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteString(reason);
        });

    private static void WriteResourceSpans(Utf8JsonWriter json, ByteString message)
    {
        foreach (var resource in Parts(message, 1))
        {
            json.WriteStartObject("resource");
            WriteList(json, "attributes", 1, resource, WriteAttribute);
            json.WriteEndObject();
        }

        WriteList(json, "scopeSpans", 2, message, WriteScopeSpans);
    }

    private static void WriteScopeSpans(Utf8JsonWriter json, ByteString message) =>
        WriteList(json, "spans", 2, message, WriteSpan);

    private static void WriteSpan(Utf8JsonWriter json, ByteString message)
    {
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))
            {
                case (1, WireFormat.WireType.LengthDelimited):
                    json.WriteString("traceId", Convert.ToHexStringLower(input.ReadBytes().Span));
                    break;
                case (2, WireFormat.WireType.LengthDelimited):
                    json.WriteString("spanId", Convert.ToHexStringLower(input.ReadBytes().Span));
                    break;
                case (7, WireFormat.WireType.Fixed64):
                    json.WriteString(
                        "startTimeUnixNano",
                        input.ReadFixed64().ToString(System.Globalization.CultureInfo.InvariantCulture)
                    );
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        WriteList(json, "attributes", 9, message, WriteAttribute);
        foreach (var status in Parts(message, 15))
        {
            WriteStatus(json, status);
        }
    }

    private static void WriteStatus(Utf8JsonWriter json, ByteString message)
    {
        var code = 0;
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 3)
            {
                code = input.ReadEnum();
            }
            else
            {
                input.SkipLastField();
            }
        }

        json.WriteStartObject("status");
        json.WriteNumber("code", code);
        json.WriteEndObject();
    }

    private static void WriteAttribute(Utf8JsonWriter json, ByteString message)
    {
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))
            {
                case (1, WireFormat.WireType.LengthDelimited):
                    json.WriteString("key", input.ReadString());
                    break;
                case (2, WireFormat.WireType.LengthDelimited):
                    json.WriteStartObject("value");
                    WriteValue(json, input.ReadBytes());
                    json.WriteEndObject();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    /// <summary>Lists and maps say nothing about usage.</summary>
    private static void WriteValue(Utf8JsonWriter json, ByteString message)
    {
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))
            {
                case (1, WireFormat.WireType.LengthDelimited):
                    json.WriteString("stringValue", input.ReadString());
                    break;
                case (2, WireFormat.WireType.Varint):
                    json.WriteBoolean("boolValue", input.ReadBool());
                    break;
                case (3, WireFormat.WireType.Varint):
                    json.WriteString(
                        "intValue",
                        input.ReadInt64().ToString(System.Globalization.CultureInfo.InvariantCulture)
                    );
                    break;
                case (4, WireFormat.WireType.Fixed64):
                    WriteDouble(json, input.ReadDouble());
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber("doubleValue", value);
        }
        else
        {
            json.WriteString("doubleValue", value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static void WriteList(
        Utf8JsonWriter json,
        string name,
        int field,
        ByteString message,
        Action<Utf8JsonWriter, ByteString> write
    )
    {
        json.WriteStartArray(name);
        foreach (var part in Parts(message, field))
        {
            json.WriteStartObject();
            write(json, part);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static IEnumerable<ByteString> Parts(ByteString message, int field)
    {
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (
                WireFormat.GetTagFieldNumber(tag) == field
                && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited
            )
            {
                yield return input.ReadBytes();
            }
            else
            {
                input.SkipLastField();
            }
        }
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
