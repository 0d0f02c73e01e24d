using System.Buffers.Binary;
using Permil.Storage.Files;

namespace Permil.Storage;

/// <summary>What is known of the journal beside its segments, so that a missing one is noticed.</summary>
/// <param name="Generation">Counts the marks written; of two the higher one counts.</param>
/// <param name="NodeId">Which node writes the journal.</param>
/// <param name="Session">Counts how often the journal was opened.</param>
/// <param name="FirstSequence">The first record kept: all before it were dropped.</param>
/// <param name="NewestSegment">The first record of the newest segment; 0 before there is one.</param>
/// <param name="DurableThrough">A record known to be durable. Later ones may be.</param>
internal readonly record struct JournalMark(
    long Generation,
    long NodeId,
    uint Session,
    long FirstSequence,
    long NewestSegment,
    long DurableThrough
)
{
    /// <summary>A block of any disk of today, so that writing one mark cannot harm the other.</summary>
    public const int Bytes = 4096;

    public const uint FormatVersion = 1;

    private const int ChecksumAt = Bytes - sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "permil-m"u8;

    public void Write(Span<byte> bytes)
    {
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Session);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], NodeId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], NewestSegment);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], DurableThrough);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Crc32C.Of(bytes[..ChecksumAt]));
    }

    /// <summary>False when the bytes are not a whole mark. One of a newer version is whole, but not read.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out uint version, out JournalMark mark)
    {
        mark = default;
        version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (
            !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32C.Of(bytes[..ChecksumAt])
        )
        {
            return false;
        }

        if (version <= FormatVersion)
        {
            mark = new JournalMark(
                BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[48..])
            );
        }

        return true;
    }
}
