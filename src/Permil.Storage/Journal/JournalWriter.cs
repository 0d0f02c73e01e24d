using Permil.Storage.Files;

namespace Permil.Storage;

/// <summary>
/// Puts records, segments and marks on the disk. One caller at a time, but for <see cref="Flush"/>, which may run beside
/// the others; after an exception it must not be used.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    private const int MostBufferedBytes = 1 << 20;

    private readonly IStoreDisk _disk;
    private readonly JournalOptions _options;
    private readonly JournalMarkFile _marks;
    private readonly byte[] _buffer;

    // Held while a file is flushed, so that it is not closed under it.
    private readonly Lock _flushing = new();

    /// <summary>Oldest first, the one written to last. Replaced, never changed: readers take it as it is.</summary>
    private JournalSegment[] _segments;
    private IStoreFile? _file;
    private JournalSegmentHeader _header;

    /// <summary>Where in the file the buffer goes.</summary>
    private long _offset;
    private int _buffered;

    /// <summary>The last record put into the buffer or the file.</summary>
    private long _last;

    /// <summary>The last record that the system has.</summary>
    private long _writtenThrough;
    private long _durableThrough;
    private long _flushes;

    public JournalWriter(
        IStoreDisk disk,
        JournalOptions options,
        JournalMarkFile marks,
        IEnumerable<JournalSegment> segments,
        IStoreFile? file,
        long end,
        long last
    )
    {
        _disk = disk;
        _options = options;
        _marks = marks;
        _segments = [.. segments];
        _file = file;
        _offset = end;
        _last = last;
        _writtenThrough = last;
        _durableThrough = last;
        _buffer = new byte[Math.Min(MostBufferedBytes, options.SegmentBytes)];
    }

    public JournalSegment[] Segments => Volatile.Read(ref _segments);

    public long DurableThrough => Volatile.Read(ref _durableThrough);

    /// <summary>How often records were flushed.</summary>
    public long Flushes => Volatile.Read(ref _flushes);

    /// <summary>The mark says that everything is durable which is.</summary>
    public bool IsMarked => _marks.Mark.DurableThrough == DurableThrough;

    /// <summary>Marks what the opening has found, and makes the first segment where there is none.</summary>
    public void BeginSession()
    {
        var session = _marks.Mark.Session + 1;
        if (_file is null)
        {
            _marks.Write(_marks.Mark with { Session = session });
            AddSegment();
            return;
        }

        var window = new FileWindow(_file);
        _header = JournalSegmentHeader.Read(_disk.Folder, _segments[^1], window);
        WriteMark(session);
    }

    /// <summary>Writes the appends in order and gives them their numbers. The system has all of them when it returns.</summary>
    public void Write(IReadOnlyList<JournalAppend> appends)
    {
        foreach (var append in appends)
        {
            if (append.Bytes > _header.SegmentBytes - _offset - _buffered)
            {
                WriteAll();
                AddSegment();
            }

            for (var i = 0; i < append.Records.Count; i++)
            {
                Put(append.Records[i].Span, endsAppend: i == append.Records.Count - 1);
            }

            append.LastSequence = _last;
        }

        WriteAll();
    }

    /// <summary>Makes everything durable that was written before this was called.</summary>
    public void Flush()
    {
        lock (_flushing)
        {
            var through = Volatile.Read(ref _writtenThrough);
            if (through == _durableThrough)
            {
                return;
            }

            OpenFile.Flush();
            Volatile.Write(ref _flushes, _flushes + 1);
            Volatile.Write(ref _durableThrough, through);
        }
    }

    /// <summary>Says durably how far the journal is.</summary>
    public void Mark() => WriteMark(_marks.Mark.Session);

    /// <summary>Deletes the segments whose records all have that number or a lower one; never the newest.</summary>
    public void DropThrough(long sequence)
    {
        var kept = 0;
        while (kept < _segments.Length - 1 && _segments[kept + 1].FirstSequence - 1 <= sequence)
        {
            kept++;
        }

        if (kept == 0)
        {
            return;
        }

        // The mark comes first: from then on the segments are not missed, whichever of the deletions a crash undoes.
        var dropped = _segments[..kept];
        Volatile.Write(ref _segments, _segments[kept..]);
        Mark();
        foreach (var segment in dropped)
        {
            _disk.Delete(segment.Name);
        }

        _disk.FlushFolder();
    }

    public void Dispose()
    {
        _file?.Dispose();
        _marks.Dispose();
    }

    private void Put(ReadOnlySpan<byte> payload, bool endsAppend)
    {
        _last++;
        var header = new JournalRecordHeader(
            payload.Length,
            _last,
            DurableThrough,
            _marks.Mark.Session,
            endsAppend,
            JournalRecordHeader.ChecksumOf(payload, _header.Salt)
        );
        Span<byte> head = stackalloc byte[JournalRecordHeader.Bytes];
        header.Write(head, _header.Salt);
        Buffer(head);
        Buffer(payload);
        head.Clear();
        Buffer(head[..(int)(header.PaddedBytes - payload.Length)]);
    }

    private void Buffer(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_buffered == _buffer.Length)
            {
                WriteBuffer();
            }

            var part = bytes[..Math.Min(bytes.Length, _buffer.Length - _buffered)];
            part.CopyTo(_buffer.AsSpan(_buffered));
            _buffered += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    private void WriteBuffer()
    {
        if (_buffered == 0)
        {
            return;
        }

        OpenFile.Write(_offset, _buffer.AsSpan(0, _buffered));
        _offset += _buffered;
        _buffered = 0;
    }

    /// <summary>Writes what is left of whole appends: only then may a flush beside it count them.</summary>
    private void WriteAll()
    {
        WriteBuffer();
        Volatile.Write(ref _writtenThrough, _last);
    }

    private IStoreFile OpenFile => _file ?? throw new InvalidOperationException("No segment is open.");

    /// <summary>
    /// The next segment, complete and durable before it gets its name, so that a segment without a whole header is damage
    /// and never an unfinished start; and marked before it holds a record, so that it is missed when it is lost.
    /// </summary>
    private void AddSegment()
    {
        lock (_flushing)
        {
            Flush();
            BeginSegment();
        }
    }

    private void BeginSegment()
    {
        var segment = new JournalSegment(_last + 1);
        var unfinished = segment.Name + JournalOpening.UnfinishedSuffix;
        _header = new JournalSegmentHeader(
            _options.NextSalt(),
            _options.NodeId,
            segment.FirstSequence,
            _options.SegmentBytes
        );
        _file?.Dispose();
        using (var file = _disk.Create(unfinished, _options.SegmentBytes))
        {
            file.Write(0, _header.ToBytes());
            file.Flush();
        }

        _disk.Rename(unfinished, segment.Name);
        _disk.FlushFolder();
        _file = _disk.Open(segment.Name, isWritable: true);
        _offset = JournalSegmentHeader.Bytes;
        Volatile.Write(ref _segments, [.. _segments, segment]);
        Mark();
    }

    private void WriteMark(uint session) =>
        _marks.Write(
            _marks.Mark with
            {
                Session = session,
                FirstSequence = _segments[0].FirstSequence,
                NewestSegment = _segments[^1].FirstSequence,
                DurableThrough = DurableThrough,
            }
        );
}
