using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Permil.Usage.Readers;

/// <summary>
/// Reads one complete JSON text at a time, whatever its format: a line, a document, an element of a document. Every
/// text ends as events or as a rejection, never as an exception.
/// </summary>
/// <remarks>Holds the readers and which of them took the last record; one object a thread.</remarks>
public sealed class JsonLineReader
{
    private readonly string _file;
    private readonly ReadOptions _options;
    private readonly AppLogReader _appLog;
    private readonly IReadOnlyList<IRecordReader> _readers;
    private readonly IRecordReader? _forced;
    private readonly List<UsageEvent> _events = [];
    private readonly RepeatedMessages _repeated = new();
    private IRecordReader? _last;
    private string _place = "";

    /// <param name="file">The file as messages name it.</param>
    /// <param name="options">How to read.</param>
    /// <exception cref="ArgumentException">The options name an unknown format or field.</exception>
    public JsonLineReader(string file, ReadOptions options)
        : this(file, options, new FieldMap(options?.Map ?? throw new ArgumentNullException(nameof(options)))) { }

    internal JsonLineReader(string file, ReadOptions options, FieldMap map)
    {
        EventDefaults.Check(options.Defaults);
        _file = file;
        _options = options;
        _appLog = new AppLogReader(map, options);
        _readers = RecordReaders.Create(map, _appLog);
        _forced = options.Format is { } format and not ("csv" or "sse" or "json" or "jsonl") ? Find(format) : null;
    }

    /// <summary>Reads one complete line. An empty one is nothing.</summary>
    /// <param name="line">The line's bytes, UTF-8, without its end.</param>
    /// <param name="lineNumber">From 1.</param>
    /// <param name="sink">Takes the events, or the reason why there are none.</param>
    public void ReadLine(ReadOnlyMemory<byte> line, long lineNumber, IUsageSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        _place = "";
        if (line.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return;
        }

        if (!Utf8.IsValid(line.Span))
        {
            Reject(lineNumber, $"no UTF-8 at byte {TextFault.FirstInvalidByte(line.Span) + 1}", sink);
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(line, JsonRecord.Strict);
            ReadRoot(document.RootElement, line, lineNumber, sink);
        }
        catch (JsonException exception)
        {
            Reject(lineNumber, JsonFault.Of(exception, line.Span), sink);
        }
        catch (InvalidOperationException)
        {
            // The parser meets half a surrogate pair (\ud83d alone) only when it unescapes the text.
            Reject(lineNumber, "a text is no Unicode: an escaped surrogate stands without its pair", sink);
        }
    }

    /// <summary>Hands over what waited for the end of the text. Call it once, after the last line.</summary>
    public void Complete(IUsageSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        _repeated.Complete(sink);
    }

    /// <summary>Reads a line only if it is an application's own log line with one event.</summary>
    /// <returns><see langword="null"/> for every other line, whatever is wrong with it.</returns>
    internal UsageEvent? TryReadAppLogLine(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, JsonRecord.Strict);
            var record = document.RootElement;
            if (record.ValueKind != JsonValueKind.Object || !ReferenceEquals(ReaderOf(record), _appLog))
            {
                return null;
            }

            var events = new List<UsageEvent>();
            _appLog.Read(record, new RecordContext(_file, 0, 0, _options), events);
            return events.Count == 1 ? events[0] : null;
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException || RecordFault.Is(exception))
        {
            // Whoever reads the line in full says what is wrong with it.
            return null;
        }
    }

    private void ReadRoot(JsonElement root, ReadOnlyMemory<byte> line, long lineNumber, IUsageSink sink)
    {
        var context = new RecordContext(_file, lineNumber, 0, _options) { Content = line };
        if (root.ValueKind != JsonValueKind.Array)
        {
            ReadRecord(root, context, sink);
            return;
        }

        var index = 0;
        foreach (var record in root.EnumerateArray())
        {
            _place = $"{RejectedLine.RecordPrefix}{index + 1}: ";
            ReadRecord(record, context with { Index = index++, Content = BytesOf(record, line) }, sink);
        }
    }

    /// <summary>Of its own, so that its name does not change with the other records.</summary>
    private static ReadOnlyMemory<byte> BytesOf(JsonElement record, ReadOnlyMemory<byte> line)
    {
        var bytes = JsonMarshal.GetRawUtf8Value(record);
        return line.Span.Overlaps(bytes, out var start) ? line.Slice(start, bytes.Length) : line;
    }

    private void ReadRecord(JsonElement record, RecordContext context, IUsageSink sink)
    {
        if (record.ValueKind != JsonValueKind.Object)
        {
            Reject(context.Line, $"found {JsonFields.Shown(record)}, allowed: a JSON object", sink);
            return;
        }

        if (ReaderOf(record) is not { } reader)
        {
            Reject(context.Line, Unknown(record), sink);
            return;
        }

        if (reader is IPageReader pageReader)
        {
            ReadPage(pageReader, record, context, sink);
            return;
        }

        try
        {
            _events.Clear();
            reader.Read(record, context, _events);
        }
        catch (Exception exception) when (RecordFault.Is(exception))
        {
            Reject(context.Line, RecordFault.ReasonOf(exception), sink);
            return;
        }

        if (reader is CodingSessionReader)
        {
            foreach (var message in _events)
            {
                _repeated.Add(message, sink);
            }

            return;
        }

        Emit(sink);
    }

    private void ReadPage(IPageReader reader, JsonElement page, RecordContext context, IUsageSink sink)
    {
        var index = context.Index;
        try
        {
            foreach (var item in reader.ItemsOf(page))
            {
                ReadItem(reader, item, context with { Index = index++ }, sink);
            }
        }
        catch (UsageFormatException exception)
        {
            Reject(context.Line, exception.Message, sink);
        }
    }

    private void ReadItem(IPageReader reader, PageItem item, RecordContext place, IUsageSink sink)
    {
        try
        {
            _events.Clear();
            reader.ReadItem(item, place, _events);
        }
        catch (Exception exception) when (RecordFault.Is(exception))
        {
            Reject(
                place.Line,
                $"{RejectedLine.RecordPrefix}{place.Index + 1}: {RecordFault.ReasonOf(exception)}",
                sink
            );
            return;
        }

        Emit(sink);
    }

    private IRecordReader? ReaderOf(JsonElement record)
    {
        if (_forced is not null)
        {
            return ReferenceEquals(_forced, _appLog) || _forced.Recognises(record) ? _forced : null;
        }

        if (_appLog.HasOwnPath(record) && _appLog.Recognises(record))
        {
            return _appLog;
        }

        if (_last is not null && _last.Recognises(record))
        {
            return _last;
        }

        foreach (var reader in _readers)
        {
            if (reader.Recognises(record) && !(ReferenceEquals(reader, _appLog) && NonUsage.RepeatsUsage(record)))
            {
                // Readers that take what others may know better are never asked out of turn: what a record means
                // must not depend on the one before it.
                _last = reader is AppLogReader or ErrorReader or TranscriptionReader or ImageReader or ExchangeReader
                    ? null
                    : reader;
                return reader;
            }
        }

        return null;
    }

    private string Unknown(JsonElement record)
    {
        if (_forced is not null)
        {
            return $"not of the format '{_forced.Format}': found the keys {JsonFields.KeysOf(record)}";
        }

        return NonUsage.TryDescribe(record, out var reason)
            ? reason
            : $"no known format: found the keys {JsonFields.KeysOf(record)}; name its fields with --map field=path, or its format with --input-format";
    }

    private IRecordReader Find(string format)
    {
        foreach (var reader in _readers)
        {
            if (string.Equals(reader.Format, format, StringComparison.OrdinalIgnoreCase))
            {
                return reader;
            }
        }

        throw new ArgumentException(
            $"no format is named '{format}'; allowed: {string.Join(", ", RecordReaders.Formats)}",
            nameof(format)
        );
    }

    private void Emit(IUsageSink sink)
    {
        foreach (var usageEvent in _events)
        {
            sink.Accept(usageEvent);
        }
    }

    private void Reject(long line, string reason, IUsageSink sink) =>
        sink.Reject(new RejectedLine(_file, line, _place + reason));
}
