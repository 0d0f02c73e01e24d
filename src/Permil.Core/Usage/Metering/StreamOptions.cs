using System.Buffers;
using System.Text.Json;

namespace Permil.Usage.Metering;

/// <summary>Sets <c>stream_options.include_usage</c> in a request, and changes no other byte of it.</summary>
internal static class StreamOptions
{
    private static ReadOnlySpan<byte> Member => "\"stream_options\":{\"include_usage\":true}"u8;

    /// <exception cref="UsageFormatException">It is no JSON object, or its <c>stream_options</c> is no object.</exception>
    public static ReadOnlyMemory<byte> AskForUsage(ReadOnlyMemory<byte> body)
    {
        var asked = new ArrayBufferWriter<byte>(body.Length + Member.Length + 1);
        try
        {
            Write(body.Span, asked);
        }
        catch (JsonException exception)
        {
            throw new UsageFormatException($"the request is no JSON: {Readers.JsonFault.Of(exception)}", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageFormatException("the request: a key is no Unicode", exception);
        }

        return asked.WrittenMemory;
    }

    private static void Write(ReadOnlySpan<byte> body, ArrayBufferWriter<byte> asked)
    {
        var json = new Utf8JsonReader(body, RequestReader.Json);
        Span<char> buffer = stackalloc char[JsonName.MaxLength];
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new UsageFormatException($"the request: found {json.TokenType}, allowed: a JSON object");
        }

        var begin = (int)json.BytesConsumed;
        var copied = 0;
        var isEmpty = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var isOptions = JsonName.Of(ref json, buffer) is "stream_options";
            json.Read();
            if (isOptions)
            {
                copied = WriteOptions(ref json, body, copied, asked);
            }
            else
            {
                json.Skip();
            }
        }

        while (json.Read())
        {
            // Throws for what follows the object.
        }

        if (copied == 0)
        {
            asked.Write(body[..begin]);
            asked.Write(Member);
            asked.Write(isEmpty ? ""u8 : ","u8);
            copied = begin;
        }

        asked.Write(body[copied..]);
    }

    /// <summary>Writes the body up to within this value, in which usage is asked for.</summary>
    /// <returns>How much of the body is written then.</returns>
    private static int WriteOptions(
        ref Utf8JsonReader json,
        ReadOnlySpan<byte> body,
        int copied,
        ArrayBufferWriter<byte> asked
    )
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            asked.Write(body[copied..(int)json.TokenStartIndex]);
            asked.Write("{\"include_usage\":true}"u8);
            return (int)json.BytesConsumed;
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new UsageFormatException($"stream_options: found {json.TokenType}, allowed: an object");
        }

        Span<char> buffer = stackalloc char[JsonName.MaxLength];
        var begin = (int)json.BytesConsumed;
        var isEmpty = true;
        var isAsked = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var isUsage = JsonName.Of(ref json, buffer) is "include_usage";
            json.Read();
            var start = (int)json.TokenStartIndex;
            json.Skip();
            if (isUsage)
            {
                isAsked = true;
                asked.Write(body[copied..start]);
                asked.Write("true"u8);
                copied = (int)json.BytesConsumed;
            }
        }

        if (!isAsked)
        {
            asked.Write(body[copied..begin]);
            asked.Write("\"include_usage\":true"u8);
            asked.Write(isEmpty ? ""u8 : ","u8);
            copied = begin;
        }

        return copied;
    }
}
