using Permil.Storage.Files;

namespace Permil.Storage;

/// <summary>Finds out, once, what a journal's folder holds, and makes it ready for the next record.</summary>
/// <remarks>
/// <para>The rule that tells a torn end from damage. A commit is begun only after the flush of the one before succeeded,
/// so a crash can leave only the last commit in pieces, in the newest segment. What follows the last whole record there is
/// a torn end, and is cut off, unless something proves that the next record was durable: a mark that covers it, a record
/// header behind it whose commit was begun later, or a later segment. Then it is damage, and nothing is touched.</para>
/// <para>The limit of the rule: damage to a record of the very last commit, before a mark covers it
/// (<see cref="JournalOptions.MarkDelay"/>, or closing), looks like a torn end. It is reported as one.</para>
/// </remarks>
internal sealed class JournalOpening
{
    /// <summary>Ends the name of a file that gets its own name when it is complete.</summary>
    public const string UnfinishedSuffix = ".new";

    private readonly IStoreDisk _disk;
    private readonly JournalOptions _options;
    private readonly List<JournalSegment> _segments = [];

    /// <summary>The last record that is whole, with all of its append.</summary>
    private long _last;

    /// <summary>Where the next record goes in the newest segment.</summary>
    private long _end = JournalSegmentHeader.Bytes;

    /// <summary>From where on no later head proves that what the newest segment holds was durable.</summary>
    private long _unprovenAt = JournalSegmentHeader.Bytes;

    private JournalTornTail? _tornTail;

    private JournalOpening(IStoreDisk disk, JournalOptions options)
    {
        _disk = disk;
        _options = options;
    }

    public static (JournalWriter Writer, JournalRecovery Recovery) Open(IStoreDisk disk, JournalOptions options) =>
        new JournalOpening(disk, options).Run();

    private (JournalWriter Writer, JournalRecovery Recovery) Run()
    {
        // Names seen here may be in the system's memory only; what is concluded from them must not outlive them.
        _disk.FlushFolder();
        var marks = OpenMarks();
        try
        {
            _last = marks.Mark.FirstSequence - 1;
            DeleteDroppedSegments(marks.Mark);
            RequireSegmentsOf(marks.Mark);
            ScanSegments(marks.Mark);
            var file = RepairNewestSegment(marks.Mark);
            var writer = new JournalWriter(_disk, _options, marks, _segments, file, _end, _last);
            try
            {
                writer.BeginSession();
            }
            catch
            {
                writer.Dispose();
                throw;
            }

            return (
                writer,
                new JournalRecovery
                {
                    FirstSequence = marks.Mark.FirstSequence,
                    LastSequence = _last,
                    Segments = _segments.Count,
                    TornTail = _tornTail,
                    WasMarkDamaged = marks.WasDamaged,
                }
            );
        }
        catch
        {
            marks.Dispose();
            throw;
        }
    }

    private JournalMarkFile OpenMarks()
    {
        var names = _disk.List();
        foreach (var name in names)
        {
            if (IsUnfinished(name))
            {
                _disk.Delete(name);
            }
            else if (JournalSegment.TryParse(name, out var segment))
            {
                _segments.Add(segment);
            }
        }

        _segments.Sort((one, other) => one.FirstSequence.CompareTo(other.FirstSequence));
        if (!names.Contains(JournalMarkFile.Name))
        {
            if (_segments.Count > 0)
            {
                throw Corrupt(JournalMarkFile.Name, 0, $"the file is missing, though {_segments[0].Name} is there.");
            }

            JournalMarkFile.Create(_disk, new JournalMark(0, _options.NodeId, 0, FirstSequence: 1, 0, 0));
        }

        var marks = JournalMarkFile.Open(_disk);
        if (marks.Mark.NodeId != _options.NodeId)
        {
            marks.Dispose();
            throw new JournalFailedException(
                $"The journal in {_disk.Folder} belongs to node {marks.Mark.NodeId}; this is node {_options.NodeId}.",
                cause: null
            );
        }

        return marks;
    }

    /// <summary>A crash between marking and deleting leaves segments that are no longer wanted.</summary>
    private void DeleteDroppedSegments(JournalMark mark)
    {
        var dropped = _segments.RemoveAll(segment =>
        {
            var isDropped = segment.FirstSequence < mark.FirstSequence;
            if (isDropped)
            {
                _disk.Delete(segment.Name);
            }

            return isDropped;
        });
        if (dropped > 0)
        {
            _disk.FlushFolder();
        }
    }

    private void RequireSegmentsOf(JournalMark mark)
    {
        if (mark.NewestSegment == 0 && _segments.Count == 0)
        {
            return;
        }

        if (_segments.Count == 0 || _segments[0].FirstSequence != mark.FirstSequence)
        {
            throw Missing(new JournalSegment(mark.FirstSequence));
        }

        if (mark.NewestSegment > _segments[^1].FirstSequence)
        {
            throw Missing(new JournalSegment(mark.NewestSegment));
        }

        JournalCorruptException Missing(JournalSegment segment) =>
            Corrupt(segment.Name, 0, $"the file is missing: it begins at record {segment.FirstSequence}.");
    }

    private void ScanSegments(JournalMark mark)
    {
        var session = 0u;
        for (var i = 0; i < _segments.Count; i++)
        {
            using var reader = JournalSegmentReader.Open(_disk, _segments[i]);
            Walk(reader, _segments[i], ref session);
            if (i < _segments.Count - 1)
            {
                RequireWholeSegment(reader, _segments[i], _segments[i + 1]);
            }
            else
            {
                JudgeEnd(reader, _segments[i], mark);
            }
        }
    }

    private void Walk(JournalSegmentReader reader, JournalSegment segment, ref uint session)
    {
        if (reader.Header.NodeId != _options.NodeId)
        {
            throw Corrupt(segment.Name, 0, $"the segment belongs to node {reader.Header.NodeId}.");
        }

        _end = reader.Offset;
        _unprovenAt = reader.Offset;
        var start = reader.Offset;
        var unproven = new Queue<(long Sequence, long Start)>();
        while (reader.TrySkip(out var header))
        {
            if (header.Session < session)
            {
                throw Corrupt(
                    segment.Name,
                    start,
                    $"record {header.Sequence} was written before the one in front of it."
                );
            }

            session = header.Session;
            unproven.Enqueue((header.Sequence, start));
            while (unproven.Peek().Sequence <= header.DurableThrough)
            {
                unproven.Dequeue();
            }

            _unprovenAt = unproven.Peek().Start;

            if (header.EndsAppend)
            {
                _end = reader.Offset;
                _last = header.Sequence;
            }

            start = reader.Offset;
        }
    }

    /// <summary>Every segment but the newest was complete and flushed before the next was made.</summary>
    private void RequireWholeSegment(JournalSegmentReader reader, JournalSegment segment, JournalSegment next)
    {
        if (reader.NextNonZero(reader.Offset) < reader.Header.SegmentBytes)
        {
            throw Corrupt(segment.Name, reader.Offset, $"{reader.Describe()}.");
        }

        if (_last + 1 != next.FirstSequence)
        {
            throw Corrupt(
                segment.Name,
                _end,
                $"records {_last + 1} to {next.FirstSequence - 1} are missing: the segment ends, and the next there is, "
                    + $"{next.Name}, begins at record {next.FirstSequence}."
            );
        }
    }

    private void JudgeEnd(JournalSegmentReader reader, JournalSegment segment, JournalMark mark)
    {
        if (mark.DurableThrough > _last)
        {
            throw Corrupt(
                segment.Name,
                reader.Offset,
                $"{reader.Describe()}, but the mark says that the records through {mark.DurableThrough} were on the disk."
            );
        }

        long? lastSeen = reader.Expected - 1 > _last ? reader.Expected - 1 : null;
        foreach (var header in reader.HeadersBehind())
        {
            if (header.DurableThrough > _last)
            {
                throw Corrupt(
                    segment.Name,
                    reader.Offset,
                    $"{reader.Describe()}, but record {header.Sequence} behind it was written when the records through "
                        + $"{header.DurableThrough} were on the disk."
                );
            }

            lastSeen = Math.Max(lastSeen ?? 0, header.Sequence);
        }

        var tornEnd = reader.Offset;
        for (var at = reader.NextNonZero(_end); at < reader.Header.SegmentBytes; at = reader.NextNonZero(at + 1))
        {
            tornEnd = at + 1;
        }

        if (tornEnd > _end)
        {
            _tornTail = new JournalTornTail(segment.Name, _end, tornEnd - _end, lastSeen);
        }
    }

    /// <summary>
    /// Writes what is not known to be durable once more, and zeros over a torn end. What can be read may be in the
    /// system's memory only: the process died before its flush, or the flush failed, and then another would do nothing.
    /// </summary>
    private IStoreFile? RepairNewestSegment(JournalMark mark)
    {
        if (_segments.Count == 0)
        {
            return null;
        }

        var file = _disk.Open(_segments[^1].Name, isWritable: true);
        try
        {
            // Records that are no whole append prove, by their heads, what is in front of them.
            var isUnproven = _last > mark.DurableThrough && _unprovenAt < _end;
            if (isUnproven)
            {
                Copy(file, _unprovenAt, _end);
            }

            if (_tornTail is { } torn)
            {
                Zero(file, torn.Offset, torn.Bytes);
            }

            if (isUnproven || _tornTail is not null)
            {
                file.Flush();
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Copy(IStoreFile file, long start, long end)
    {
        var buffer = new byte[Math.Min(FileWindow.MaxBytes, end - start)];
        while (start < end)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - start));
            file.Read(start, part);
            file.Write(start, part);
            start += part.Length;
        }
    }

    private static void Zero(IStoreFile file, long start, long count)
    {
        var zeros = new byte[Math.Min(FileWindow.MaxBytes, count)];
        while (count > 0)
        {
            var part = zeros.AsSpan(0, (int)Math.Min(zeros.Length, count));
            file.Write(start, part);
            start += part.Length;
            count -= part.Length;
        }
    }

    private static bool IsUnfinished(string name) =>
        name.EndsWith(UnfinishedSuffix, StringComparison.Ordinal)
        && (
            name.AsSpan(0, name.Length - UnfinishedSuffix.Length) is JournalMarkFile.Name
            || JournalSegment.TryParse(name[..^UnfinishedSuffix.Length], out _)
        );

    private JournalCorruptException Corrupt(string file, long offset, string found) =>
        new(_disk.Folder, file, offset, found);
}
