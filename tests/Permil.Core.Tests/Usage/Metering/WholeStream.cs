using System.Text;
using System.Text.Json;
using Permil.Usage.Readers;

namespace Permil.Usage.Metering;

/// <summary>Reads an event stream that is there as a whole in the plainest way, to be compared with.</summary>
internal sealed class WholeStream
{
    private readonly StreamUsage _usage = new();

    /// <summary>Whether a chunk is JSON but for a key that stands twice.</summary>
    public bool HasKeyTwice { get; private set; }

    public bool IsComplete => _usage.IsComplete;

    public static WholeStream Of(byte[] stream)
    {
        var whole = new WholeStream();
        foreach (var (_, data) in Events(stream))
        {
            if (data is not null)
            {
                whole.Add(data);
            }
        }

        return whole;
    }

    /// <summary>The stream without the events that have only usage.</summary>
    /// <param name="stream">The whole of it.</param>
    /// <param name="keepsChoice">Whether one is kept that has a choice somewhere, as it is when it comes in parts.</param>
    public static byte[] WithoutUsage(byte[] stream, bool keepsChoice)
    {
        var left = new List<byte>();
        var whole = new WholeStream();
        foreach (var (bytes, data) in Events(stream))
        {
            if (data is null || !whole.Add(data) || (keepsChoice && bytes.AsSpan().IndexOf("\"choices\":[{"u8) >= 0))
            {
                left.AddRange(bytes);
            }
        }

        return [.. left];
    }

    /// <returns><see langword="null"/> where the usage is wrong.</returns>
    public UsageEvent? Finish(RecordContext context)
    {
        try
        {
            return _usage.Finish(context);
        }
        catch (Exception exception) when (exception is InvalidOperationException || RecordFault.Is(exception))
        {
            return null;
        }
    }

    /// <returns>Whether it has only usage.</returns>
    private bool Add(byte[] data)
    {
        if (Encoding.Latin1.GetString(data).Trim(' ', '\n') is "[DONE]")
        {
            _usage.Complete();
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(data, JsonRecord.Strict);
            var chunk = document.RootElement;
            _usage.Add(chunk);
            return chunk.TryGetProperty("usage", out var usage)
                && usage.ValueKind == JsonValueKind.Object
                && chunk.TryGetProperty("choices", out var choices)
                && choices.ValueKind == JsonValueKind.Array
                && choices.GetArrayLength() == 0;
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException || RecordFault.Is(exception))
        {
            HasKeyTwice |= exception is not UsageFormatException && IsJson(data);
            return false;
        }
    }

    private static bool IsJson(byte[] data)
    {
        try
        {
            JsonDocument.Parse(data).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The bytes of each event and of what is between them, and the data of those that have any.</summary>
    private static IEnumerable<(byte[] Bytes, byte[]? Data)> Events(byte[] stream)
    {
        // One byte a char, so that places are the same.
        var text = Encoding.Latin1.GetString(stream);
        var begin = 0;
        var at = 0;
        List<string> data = [];
        var hasFields = false;
        while (at < text.Length)
        {
            var end = text.IndexOfAny(['\r', '\n'], at);
            var line = text[at..(end < 0 ? text.Length : end)];
            line = at == 0 && line.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal) ? line[3..] : line;
            at =
                end < 0 ? text.Length
                : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2
                : end + 1;
            hasFields |= line.Length > 0 && line[0] != ':';
            if (line.StartsWith("data:", StringComparison.Ordinal) || line is "data")
            {
                data.Add(line is "data" ? "" : line[5..].TrimStart(' '));
            }

            if (line.Length == 0 || !hasFields || at == text.Length)
            {
                var joined = string.Join('\n', data);
                yield return (stream[begin..at], joined.Length == 0 ? null : Encoding.Latin1.GetBytes(joined));
                begin = at;
                data = [];
                hasFields = false;
            }
        }
    }
}
