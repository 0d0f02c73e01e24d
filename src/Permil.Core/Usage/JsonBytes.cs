using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Permil.Usage;

/// <summary>Writes small JSON texts without a writer and a buffer of their own for each.</summary>
internal static class JsonBytes
{
    private const int MostKeptBytes = 1 << 20;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
#if !DEBUG
        SkipValidation = true,
#endif
    };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <summary>What the action writes, as UTF-8.</summary>
    public static byte[] Of<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1024);
        var json = _json ??= new Utf8JsonWriter(buffer, Options);
        buffer.ResetWrittenCount();
        json.Reset();
        write(json, value);
        json.Flush();
        var bytes = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity > MostKeptBytes)
        {
            (_buffer, _json) = (null, null);
        }

        return bytes;
    }
}
