using System.Buffers.Binary;
using Permil.Storage.Files;

namespace Permil.Storage;

/// <summary>The 32 bytes before each payload.</summary>
/// <param name="Length">Bytes of the payload, without what fills it up.</param>
/// <param name="Sequence">The number of the record.</param>
/// <param name="DurableThrough">
/// The last record that was durable before this one's commit was begun: what proves that a record should be readable.
/// </param>
/// <param name="Session">Which opening of the journal wrote it; never falls from one record to the next.</param>
/// <param name="EndsAppend">It is the last, or only, record of one append, which is kept whole or not at all.</param>
/// <param name="PayloadChecksum">Of the payload and the zeros that fill it up to a multiple of 8.</param>
internal readonly record struct JournalRecordHeader(
    int Length,
    long Sequence,
    long DurableThrough,
    uint Session,
    bool EndsAppend,
    uint PayloadChecksum
)
{
    public const int Bytes = 32;

    /// <summary>Every record begins at a multiple of it.</summary>
    public const int Alignment = 8;

    private const uint Mark = 0x504D_4A00;

    /// <summary>Bytes of header, payload and filling.</summary>
    public long TotalBytes => TotalBytesOf(Length);

    /// <summary>Bytes of payload and filling.</summary>
    public long PaddedBytes => TotalBytes - Bytes;

    public static long TotalBytesOf(int length) => Bytes + (((long)length + Alignment - 1) & -Alignment);

    public static uint ChecksumOf(ReadOnlySpan<byte> payload, uint salt)
    {
        ReadOnlySpan<byte> zeros = stackalloc byte[Alignment];
        var filling = (int)(TotalBytesOf(payload.Length) - Bytes - payload.Length);
        return Crc32C.Continue(Crc32C.Continue(salt, payload), zeros[..filling]);
    }

    public void Write(Span<byte> bytes, uint salt)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], PayloadChecksum);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], (uint)(Sequence - DurableThrough));
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Session);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], EndsAppend ? Mark | 1 : Mark);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc32C.Continue(salt, bytes[4..Bytes]));
    }

    /// <summary>False when the bytes are not a header this segment's writer has written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, uint salt, out JournalRecordHeader header)
    {
        header = default;
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]);
        if (
            (flags & ~1u) != Mark
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Crc32C.Continue(salt, bytes[4..Bytes])
        )
        {
            return false;
        }

        var sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]);
        header = new JournalRecordHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            sequence,
            sequence - BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
            (flags & 1) != 0,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..])
        );
        return header.Length >= 0;
    }
}
