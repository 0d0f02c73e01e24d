using System.Diagnostics.CodeAnalysis;
using Permil.Storage.Files;

namespace Permil.Storage;

/// <summary>Walks through the records of one segment, from the first on, checking everything.</summary>
internal sealed class JournalSegmentReader : IDisposable
{
    private readonly IStoreFile _file;
    private readonly FileWindow _window;
    private readonly JournalSegmentHeader _header;
    private uint _session;

    private JournalSegmentReader(IStoreFile file, FileWindow window, JournalSegmentHeader header)
    {
        _file = file;
        _window = window;
        _header = header;
        Expected = header.FirstSequence;
        Offset = JournalSegmentHeader.Bytes;
    }

    public JournalSegmentHeader Header => _header;

    /// <summary>The number of the record that should come next.</summary>
    public long Expected { get; private set; }

    /// <summary>Where the next record should begin, or the bad place when there is none.</summary>
    public long Offset { get; private set; }

    public static JournalSegmentReader Open(IStoreDisk disk, JournalSegment segment)
    {
        var file = disk.Open(segment.Name, isWritable: false);
        try
        {
            var window = new FileWindow(file);
            return new JournalSegmentReader(file, window, JournalSegmentHeader.Read(disk.Folder, segment, window));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Goes past the next record when it is whole; does not move, and says false, when it is not.</summary>
    public bool TrySkip(out JournalRecordHeader header)
    {
        if (!TryReadHeader(Offset, out header) || !Follows(header) || !IsPayloadWhole(header))
        {
            return false;
        }

        MovePast(header);
        return true;
    }

    /// <summary>The same, with the payload in an array of its own.</summary>
    public bool TryRead([NotNullWhen(true)] out byte[]? payload)
    {
        payload = null;
        if (!TryReadHeader(Offset, out var header) || !Follows(header))
        {
            return false;
        }

        // With the filling, which is part of what the checksum is of.
        var padded = new byte[header.PaddedBytes];
        ReadInto(Offset + JournalRecordHeader.Bytes, padded);
        if (Crc32C.Continue(_header.Salt, padded) != header.PayloadChecksum)
        {
            return false;
        }

        payload = padded.Length == header.Length ? padded : padded[..header.Length];
        MovePast(header);
        return true;
    }

    /// <summary>The place of the first byte from there on that is not zero; the segment's length when all are.</summary>
    public long NextNonZero(long offset) => _window.NextNonZero(offset);

    /// <summary>Every header behind the place where the walk stopped, whether its record is whole or not.</summary>
    public IEnumerable<JournalRecordHeader> HeadersBehind()
    {
        var offset = Offset;
        while ((offset = NextNonZero(offset)) < _window.Bytes)
        {
            offset &= -JournalRecordHeader.Alignment;
            if (TryReadHeader(offset, out var header))
            {
                yield return header;
            }

            offset += JournalRecordHeader.Alignment;
        }
    }

    /// <summary>What is wrong where the walk stopped.</summary>
    public string Describe()
    {
        if (NextNonZero(Offset) == _window.Bytes)
        {
            return $"the records end before record {Expected}";
        }

        if (!TryReadHeader(Offset, out var header))
        {
            return $"the head of record {Expected} does not match its checksum";
        }

        if (header.Sequence != Expected)
        {
            return $"record {header.Sequence} is in the place of record {Expected}";
        }

        return header.Session < _session
            ? $"record {Expected} was written before the record in front of it"
            : $"record {Expected} does not match its checksum";
    }

    public void Dispose() => _file.Dispose();

    private bool TryReadHeader(long offset, out JournalRecordHeader header)
    {
        header = default;
        return offset + JournalRecordHeader.Bytes <= _window.Bytes
            && JournalRecordHeader.TryRead(_window.Read(offset, JournalRecordHeader.Bytes), _header.Salt, out header)
            && offset + header.TotalBytes <= _window.Bytes;
    }

    private bool Follows(JournalRecordHeader header) => header.Sequence == Expected && header.Session >= _session;

    private bool IsPayloadWhole(JournalRecordHeader header)
    {
        var checksum = _header.Salt;
        var offset = Offset + JournalRecordHeader.Bytes;
        var left = header.PaddedBytes;
        while (left > 0)
        {
            var part = _window.Read(offset, (int)Math.Min(left, FileWindow.MaxBytes));
            checksum = Crc32C.Continue(checksum, part);
            offset += part.Length;
            left -= part.Length;
        }

        return checksum == header.PayloadChecksum;
    }

    private void ReadInto(long offset, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var part = _window.Read(offset, Math.Min(bytes.Length, FileWindow.MaxBytes));
            part.CopyTo(bytes);
            offset += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    private void MovePast(JournalRecordHeader header)
    {
        Offset += header.TotalBytes;
        Expected = header.Sequence + 1;
        _session = header.Session;
    }
}
