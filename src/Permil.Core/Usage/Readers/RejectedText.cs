namespace Permil.Usage.Readers;

/// <summary>
/// Collects which lines of a log were rejected and copies them from it, so that they can be put right and read again.
/// </summary>
/// <remarks>
/// Lines of JSON come out as they are, CSV records with the header; a document over several lines and a saved event
/// stream come out whole, since what is good in them is known by its id. Where a record has none its id is made from its
/// place: so where several share a line, and in what comes out whole, every line keeps its number. Gzip is unpacked.
/// </remarks>
public sealed class RejectedText
{
    private const int BlockBytes = 64 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private readonly LineSet _rejected = new();
    private LineSet? _copied;
    private long[] _ranks = [];
    private bool _keepsNumbers;

    /// <summary>Says that a line was rejected.</summary>
    public void Add(RejectedLine rejectedLine)
    {
        ArgumentNullException.ThrowIfNull(rejectedLine);
        _rejected.Add(rejectedLine.Line);
        _keepsNumbers |= rejectedLine.Reason.StartsWith(RejectedLine.RecordPrefix, StringComparison.Ordinal);
    }

    /// <summary>Copies the lines.</summary>
    /// <param name="open">Opens the log that was read, from its beginning.</param>
    /// <param name="options">As it was read.</param>
    /// <param name="target">Takes the lines.</param>
    public void Copy(Func<Stream> open, ReadOptions options, Stream target)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(target);
        _copied = Read(open, log => LinesToCopy(log, options));
        _ranks = _copied?.Ranks() ?? [];
        _ = Read(open, log => CopyLines(log, target));
    }

    /// <summary>Where a rejected line of the log stands in the copy, from 1; 0 when it is not in it.</summary>
    public long PlaceOf(long line)
    {
        if (_copied is null || _keepsNumbers)
        {
            return line;
        }

        return _copied.Contains(line) ? _copied.PlaceOf(line, _ranks) : 0;
    }

    private static LineSet? Read(Func<Stream> open, Func<Stream, LineSet?> read)
    {
        using var stream = open();
        LineSet? lines = null;
        UsageLog.Unpack(stream, text => lines = read(text), static (_, _) => { });
        return lines;
    }

    /// <returns><see langword="null"/> for all.</returns>
    private LineSet? LinesToCopy(Stream log, ReadOptions options)
    {
        using var lines = new LineSource(log, options.MaxLineBytes);
        if (!ReadLog.MoveToFirstLine(lines))
        {
            return _rejected;
        }

        var kind = ReadLog.KindOf(lines, options);
        lines.Replay();
        return kind switch
        {
            TextKind.Documents or TextKind.EventStream => null,
            TextKind.Csv => RecordsToCopy(lines, options),
            _ => _rejected,
        };
    }

    /// <summary>The header, and all lines of each rejected record. Where the header is at fault nothing was read.</summary>
    private LineSet? RecordsToCopy(LineSource lines, ReadOptions options)
    {
        var copied = new LineSet();
        var records = new CsvRecordSource(lines, options);
        for (var isHeader = true; MoveNext(records); isHeader = false)
        {
            var isRejected = _rejected.Contains(records.Line);
            if (isHeader && isRejected)
            {
                return null;
            }

            for (var line = records.Line; (isHeader || isRejected) && line <= lines.Number; line++)
            {
                copied.Add(line);
            }
        }

        return copied;
    }

    /// <summary>What cannot be unpacked is no more to be had now than when it was read.</summary>
    private static bool MoveNext(CsvRecordSource records)
    {
        try
        {
            return records.MoveNext();
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Byte for byte, since a line may be longer than can be held.</summary>
    private LineSet? CopyLines(Stream log, Stream target)
    {
        var line = 1L;
        var isCopied = IsCopied(line);
        var block = new byte[BlockBytes];
        var count = log.ReadAtLeast(block, ByteOrderMark.Length, throwOnEndOfStream: false);
        Copy(block.AsSpan(block.AsSpan(0, count).StartsWith(ByteOrderMark) ? ByteOrderMark.Length..count : ..count));
        while ((count = log.Read(block)) > 0)
        {
            Copy(block.AsSpan(0, count));
        }

        return null;

        void Copy(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                var newline = bytes.IndexOf((byte)'\n');
                var length = newline < 0 ? bytes.Length : newline + 1;
                if (isCopied)
                {
                    target.Write(bytes[..length]);
                }
                else if (_keepsNumbers && newline >= 0)
                {
                    target.WriteByte((byte)'\n');
                }

                bytes = bytes[length..];
                if (newline >= 0)
                {
                    isCopied = IsCopied(++line);
                }
            }
        }
    }

    private bool IsCopied(long line) => _copied?.Contains(line) ?? true;
}
