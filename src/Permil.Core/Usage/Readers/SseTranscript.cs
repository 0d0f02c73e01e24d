using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Permil.Usage.Readers;

/// <summary>Reads saved event streams (SSE), one after another in one file.</summary>
internal sealed class SseTranscript(string file, ReadOptions options, IUsageSink sink)
{
    private readonly ArrayBufferWriter<byte> _data = new();
    private StreamUsage _stream = new();
    private long _dataLine;
    private long _streamLine;
    private byte[] _firstData = [];
    private int _index;

    /// <summary>Whether a line begins as lines of an event stream do.</summary>
    public static bool Recognises(ReadOnlySpan<byte> line) =>
        line.StartsWith("data:"u8)
        || line.StartsWith("event:"u8)
        || line.StartsWith(": "u8)
        || line.StartsWith("id: "u8)
        || line.StartsWith("retry:"u8);

    public void Read(LineSource lines, CancellationToken cancellationToken)
    {
        while (lines.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (lines.IsTooLong)
            {
                sink.Reject(LongLine.Rejected(file, lines.Number, lines.Length, options.MaxLineBytes));
                continue;
            }

            var line = lines.Line.Span;
            if (line.IsEmpty)
            {
                Dispatch();
            }
            else if (line.StartsWith("data:"u8))
            {
                AddData(line["data:"u8.Length..].TrimStart((byte)' '), lines.Number);
            }
        }

        Dispatch();
        FinishStream();
    }

    /// <summary>
    /// Data may go over several lines until an empty one. Transcripts that lost their empty lines have a whole chunk
    /// in each line, so a line that is a whole chunk is one.
    /// </summary>
    private void AddData(ReadOnlySpan<byte> data, long line)
    {
        if (_data.WrittenCount == 0)
        {
            _dataLine = line;
        }
        else
        {
            _data.Write("\n"u8);
        }

        _data.Write(data);
        if (_data.WrittenSpan.SequenceEqual("[DONE]"u8) || IsWhole(_data.WrittenSpan))
        {
            Dispatch();
        }
        else if (_data.WrittenCount > options.MaxLineBytes)
        {
            Reject($"an event of more than {options.MaxLineBytes} bytes");
            _data.ResetWrittenCount();
        }
    }

    private void Dispatch()
    {
        if (_data.WrittenCount == 0)
        {
            return;
        }

        if (!_stream.HasStarted)
        {
            BeginStream();
        }

        if (_data.WrittenSpan.SequenceEqual("[DONE]"u8))
        {
            _stream.Complete();
            FinishStream();
        }
        else if (!Utf8.IsValid(_data.WrittenSpan))
        {
            Reject($"no UTF-8 at byte {TextFault.FirstInvalidByte(_data.WrittenSpan) + 1} of the data");
        }
        else
        {
            AddChunk();
        }

        _data.ResetWrittenCount();
    }

    private void BeginStream()
    {
        const int NamingBytes = 4096;
        _streamLine = _dataLine;
        _firstData = _data.WrittenSpan[..Math.Min(NamingBytes, _data.WrittenCount)].ToArray();
    }

    private void AddChunk()
    {
        try
        {
            using var document = JsonDocument.Parse(_data.WrittenMemory, JsonRecord.Strict);
            var chunk = document.RootElement;
            var startsAnother = false;
            if (!TryRead(() => startsAnother = _stream.StartsAnother(chunk)))
            {
                return;
            }

            if (startsAnother)
            {
                FinishStream();
                BeginStream();
            }

            if (TryRead(() => _stream.Add(chunk)) && _stream.IsComplete)
            {
                FinishStream();
            }
        }
        catch (JsonException exception)
        {
            Reject(JsonFault.Of(exception, _data.WrittenSpan));
        }
        catch (InvalidOperationException)
        {
            Reject("a text is no Unicode: an escaped surrogate stands without its pair");
        }
    }

    private bool TryRead(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception exception) when (RecordFault.Is(exception))
        {
            Reject(RecordFault.ReasonOf(exception));
            return false;
        }
    }

    private void FinishStream()
    {
        var stream = _stream;
        _stream = new StreamUsage();
        if (!stream.HasContent)
        {
            return;
        }

        var context = new RecordContext(file, _streamLine, _index++, options) { Content = _firstData };
        UsageEvent usageEvent;
        try
        {
            usageEvent = stream.Finish(context);
        }
        catch (Exception exception) when (RecordFault.Is(exception))
        {
            sink.Reject(new RejectedLine(file, _streamLine, RecordFault.ReasonOf(exception)));
            return;
        }

        sink.Accept(usageEvent);
    }

    private static bool IsWhole(ReadOnlySpan<byte> data)
    {
        if (data.Length < 2 || data[0] != (byte)'{' || data[^1] != (byte)'}')
        {
            return false;
        }

        var reader = new Utf8JsonReader(data);
        try
        {
            return reader.Read() && reader.TrySkip() && reader.BytesConsumed == data.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Reject(string reason) => sink.Reject(new RejectedLine(file, _dataLine, reason));
}
