using System.Buffers.Binary;
using Permil.Storage.Files;

namespace Permil.Storage;

/// <summary>The first 64 bytes of a segment. Where the version and the checksum are never changes.</summary>
/// <param name="Salt">
/// Goes into every checksum of the segment, so that bytes somebody sends to be stored cannot pass for a record of ours.
/// </param>
/// <param name="NodeId">Which node writes the journal.</param>
/// <param name="FirstSequence">The first record of the segment, as its name says.</param>
/// <param name="SegmentBytes">Length of the file, which never changes.</param>
internal readonly record struct JournalSegmentHeader(uint Salt, long NodeId, long FirstSequence, long SegmentBytes)
{
    public const int Bytes = 64;
    public const uint FormatVersion = 1;

    private const int ChecksumAt = Bytes - sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "permil-j"u8;

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Salt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), NodeId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), SegmentBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), Crc32C.Of(bytes.AsSpan(0, ChecksumAt)));
        return bytes;
    }

    /// <exception cref="JournalCorruptException">It is not the header of this segment.</exception>
    /// <exception cref="JournalVersionException">A newer program wrote it.</exception>
    public static JournalSegmentHeader Read(string folder, JournalSegment segment, FileWindow window)
    {
        if (window.Bytes < Bytes)
        {
            throw Corrupt($"the file has {window.Bytes} bytes, too few for a segment");
        }

        var bytes = window.Read(0, Bytes);
        if (
            !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32C.Of(bytes[..ChecksumAt])
        )
        {
            throw Corrupt("the header of the segment does not match its checksum");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version > FormatVersion)
        {
            throw new JournalVersionException(folder, segment.Name, version, FormatVersion);
        }

        var header = new JournalSegmentHeader(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..])
        );
        if (header.FirstSequence != segment.FirstSequence)
        {
            throw Corrupt($"the header says the segment begins at record {header.FirstSequence}");
        }

        if (header.SegmentBytes != window.Bytes)
        {
            throw Corrupt($"the file has {window.Bytes} bytes, its header says {header.SegmentBytes}");
        }

        return header;

        JournalCorruptException Corrupt(string found) => new(folder, segment.Name, 0, found + ".");
    }
}
