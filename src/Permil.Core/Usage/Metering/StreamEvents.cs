using System.Text.Json;
using Permil.Usage.Readers;

namespace Permil.Usage.Metering;

/// <summary>Takes an event stream apart, in pieces of any size, and gathers its usage.</summary>
internal sealed class StreamEvents
{
    /// <summary>As deep as a chunk may be nested for the parser.</summary>
    private const int MaxDepth = 64;

    private ByteBuffer _line;
    private ByteBuffer _data;
    private JsonReduction? _reduction;
    private LongLine _longLine;
    private bool _isReduced;
    private bool _hasFields;
    private bool _hasEventData;
    private bool _isLineFeedDue;
    private bool _isPastFirstLine;

    /// <summary>Data of more than this is reduced as it passes by.</summary>
    public int MaxDataBytes { get; set; } = 64 * 1024;

    /// <summary>What the stream said so far.</summary>
    public StreamUsage Usage { get; } = new();

    /// <summary>Chunks with a part of the answer.</summary>
    public long Deltas { get; private set; }

    /// <summary>Events with data, the end mark not counted.</summary>
    public long Chunks { get; private set; }

    /// <summary>Whether the bytes so far end with an event or with comments that belong to none.</summary>
    public bool IsBetween { get; private set; } = true;

    /// <summary>Whether the last bytes were the line feed of a line end whose carriage return came before them.</summary>
    public bool IsLateLineFeed { get; private set; }

    /// <summary>Whether the last event has only usage: no part of an answer.</summary>
    public bool IsOnlyUsage { get; private set; }

    /// <summary>Takes bytes up to the end of a line at most.</summary>
    /// <returns>How many it took: one at least.</returns>
    public int Add(ReadOnlySpan<byte> bytes)
    {
        IsLateLineFeed = _isLineFeedDue && bytes[0] == (byte)'\n';
        _isLineFeedDue = false;
        if (IsLateLineFeed)
        {
            return 1;
        }

        IsOnlyUsage = false;
        var length = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        if (length < 0)
        {
            IsBetween = false;
            AddPart(bytes);
            return bytes.Length;
        }

        EndLine(bytes[..length]);
        if (bytes[length] == (byte)'\n')
        {
            return length + 1;
        }

        _isLineFeedDue = length + 1 == bytes.Length;
        return !_isLineFeedDue && bytes[length + 1] == (byte)'\n' ? length + 2 : length + 1;
    }

    /// <summary>The stream ended. An event that lacks only the empty line behind it is one.</summary>
    public void End()
    {
        IsOnlyUsage = false;
        if (_line.Length > 0 || _longLine != LongLine.None)
        {
            EndLine([]);
        }

        Dispatch();
    }

    private void AddPart(ReadOnlySpan<byte> bytes)
    {
        if (_longLine == LongLine.Data)
        {
            Reduction.Add(bytes);
        }
        else if (_longLine == LongLine.None)
        {
            _line.Add(bytes);
            if (_line.Length > MaxDataBytes)
            {
                BeginLongLine();
            }
        }
    }

    private void BeginLongLine()
    {
        _hasFields = true;
        var line = FirstTrimmed(_line.Written.Span);
        if (TryData(line, out var data))
        {
            AddData(data);
            Reduce();
            _longLine = LongLine.Data;
        }
        else
        {
            _longLine = LongLine.Other;
        }

        _line.Clear();
    }

    private void EndLine(ReadOnlySpan<byte> rest)
    {
        if (_longLine != LongLine.None)
        {
            AddPart(rest);
            _longLine = LongLine.None;
            _isPastFirstLine = true;
            IsBetween = false;
            return;
        }

        if (_line.Length == 0)
        {
            ReadLine(FirstTrimmed(rest));
        }
        else
        {
            _line.Add(rest);
            ReadLine(FirstTrimmed(_line.Written.Span));
            _line.Clear();
        }

        _isPastFirstLine = true;
    }

    private ReadOnlySpan<byte> FirstTrimmed(ReadOnlySpan<byte> line)
    {
        var mark = "\uFEFF"u8;
        return !_isPastFirstLine && line.StartsWith(mark) ? line[mark.Length..] : line;
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            Dispatch();
            IsBetween = true;
            return;
        }

        var isComment = line[0] == (byte)':';
        _hasFields |= !isComment;
        IsBetween = !_hasFields;
        if (TryData(line, out var data))
        {
            AddData(data);
        }
    }

    private static bool TryData(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> data)
    {
        var name = "data"u8;
        data = default;
        if (!line.StartsWith(name) || (line.Length > name.Length && line[name.Length] != (byte)':'))
        {
            return false;
        }

        data = line.Length > name.Length ? line[(name.Length + 1)..].TrimStart((byte)' ') : default;
        return true;
    }

    private void AddData(ReadOnlySpan<byte> data)
    {
        if (!_isReduced && _data.Length + data.Length >= MaxDataBytes)
        {
            Reduce();
        }

        if (_isReduced)
        {
            Reduction.Add(_hasEventData ? "\n"u8 : []);
            Reduction.Add(data);
        }
        else
        {
            _data.Add(_hasEventData ? "\n"u8 : []);
            _data.Add(data);
        }

        _hasEventData = true;
    }

    private JsonReduction Reduction => _reduction ??= new JsonReduction(MaxDepth);

    private void Reduce()
    {
        if (!_isReduced)
        {
            Reduction.Reset();
            Reduction.Add(_data.Written.Span);
            _data.Clear();
            _isReduced = true;
        }
    }

    private void Dispatch()
    {
        if (_isReduced)
        {
            Chunks++;
            if (Reduction.Fault is null)
            {
                Deltas++;
                AddChunk(Reduction.Digest);
            }
        }
        else if (_data.Length > 0)
        {
            DispatchData(_data.Written);
        }

        _data.Clear();
        _isReduced = false;
        _hasEventData = false;
        _hasFields = false;
    }

    private void DispatchData(ReadOnlyMemory<byte> data)
    {
        if (data.Span.Trim(" \n"u8).SequenceEqual("[DONE]"u8))
        {
            Usage.Complete();
            return;
        }

        Chunks++;
        var scan = ChunkScan.Of(data.Span, Usage);
        Deltas += scan.HasContent ? 1 : 0;
        if (scan.Matters)
        {
            AddChunk(data);
        }
    }

    /// <summary>A chunk that cannot be read tells nothing; without another that has usage the call stays unsettled.</summary>
    private void AddChunk(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var document = JsonDocument.Parse(data, JsonRecord.Strict);
            var chunk = document.RootElement;
            Usage.Add(chunk);
            IsOnlyUsage =
                chunk.TryObject("usage", out _)
                && chunk.TryArray("choices", out var choices)
                && choices.GetArrayLength() == 0;
        }
        catch (Exception exception)
            when (RecordFault.Is(exception) || exception is JsonException or InvalidOperationException)
        {
            IsOnlyUsage = false;
        }
    }
}
