using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Permil.Storage.Files;

namespace Permil.Storage.Ids;

/// <summary>
/// A file of ids in order that never changes once written: those of the events numbered <see cref="FirstSequence"/> to
/// <see cref="LastSequence"/>. It is blocks of 4 KiB, each with a checksum; the first says what the file is.
/// </summary>
internal sealed class IdRun : IDisposable
{
    public const int BlockSize = 4096;

    /// <summary>170 entries are 4,080 bytes; their number and the checksum stand behind them.</summary>
    public const int EntriesPerBlock = (BlockSize - 8) / IdEntry.Size;

    private const ulong Magic = 0x0031_5344_494C_4D50; // "PMLIDS1\0"
    private const string Prefix = "ids-";
    private const string Suffix = ".run";

    private readonly string _folder;
    private readonly IStoreFile _file;

    private IdRun(string folder, IStoreFile file, long firstSequence, long lastSequence, long blocks)
    {
        _folder = folder;
        _file = file;
        FirstSequence = firstSequence;
        LastSequence = lastSequence;
        Blocks = blocks;
    }

    public string Name => _file.Name;

    public long FirstSequence { get; }

    public long LastSequence { get; }

    /// <summary>How many events it is of, an id each.</summary>
    public long Count => LastSequence - FirstSequence + 1;

    /// <summary>Blocks of entries, the head not counted.</summary>
    public long Blocks { get; }

    public static string NameOf(long firstSequence, long lastSequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{firstSequence:D19}-{lastSequence:D19}{Suffix}");

    /// <returns><see langword="false"/> for a file that is no run.</returns>
    public static bool TryParseName(string name, out long firstSequence, out long lastSequence)
    {
        firstSequence = lastSequence = 0;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            return false;
        }

        var numbers = name[Prefix.Length..^Suffix.Length].Split('-');
        return numbers.Length == 2
            && long.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out firstSequence)
            && long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out lastSequence);
    }

    /// <exception cref="StoreCorruptException">The file is not what its name says.</exception>
    public static IdRun Open(IStoreDisk disk, string name)
    {
        if (!TryParseName(name, out var firstSequence, out var lastSequence))
        {
            throw new ArgumentException($"'{name}' is no name of a run", nameof(name));
        }

        var file = disk.Open(name, isWritable: false);
        try
        {
            var run = new IdRun(
                disk.Folder,
                file,
                firstSequence,
                lastSequence,
                BlocksOf(lastSequence - firstSequence + 1)
            );
            run.CheckHead();
            return run;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a run durably: under a temporary name first, so that a run is there whole or not at all.</summary>
    /// <param name="disk">Where.</param>
    /// <param name="firstSequence">Of the first event.</param>
    /// <param name="lastSequence">Of the last event; as many entries must come.</param>
    /// <param name="entries">In order of id.</param>
    public static IdRun Write(
        IStoreDisk disk,
        long firstSequence,
        long lastSequence,
        IEnumerable<ReadOnlyMemory<IdEntry>> entries
    )
    {
        var name = NameOf(firstSequence, lastSequence);
        var temporary = name + ".tmp";
        if (disk.List().Contains(temporary, StringComparer.Ordinal))
        {
            disk.Delete(temporary);
        }

        var blocks = BlocksOf(lastSequence - firstSequence + 1);
        using (var file = disk.Create(temporary, (blocks + 1) * BlockSize))
        {
            WriteTo(file, firstSequence, lastSequence, entries);
            file.Flush();
        }

        disk.Rename(temporary, name);
        disk.FlushFolder();
        return Open(disk, name);
    }

    /// <summary>Reads blocks of entries.</summary>
    /// <param name="firstBlock">From 0.</param>
    /// <param name="buffer">Room for a whole number of blocks.</param>
    /// <returns>How many blocks were read; 0 behind the last.</returns>
    /// <exception cref="StoreCorruptException">A checksum does not fit.</exception>
    public int ReadBlocks(long firstBlock, Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length / BlockSize, Blocks - firstBlock);
        if (wanted <= 0)
        {
            return 0;
        }

        var bytes = buffer[..(wanted * BlockSize)];
        _file.Read((firstBlock + 1) * BlockSize, bytes);
        for (var block = 0; block < wanted; block++)
        {
            CheckSum(bytes.Slice(block * BlockSize, BlockSize), firstBlock + block + 1);
        }

        return wanted;
    }

    /// <summary>The entries of a block that was read.</summary>
    public static ReadOnlySpan<IdEntry> EntriesOf(ReadOnlySpan<byte> block)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(block[(BlockSize - 8)..]);
        return MemoryMarshal.Cast<byte, IdEntry>(block)[..count];
    }

    public void Dispose() => _file.Dispose();

    private void CheckHead()
    {
        if (_file.Bytes != (Blocks + 1) * BlockSize)
        {
            throw Corrupt($"found {_file.Bytes} bytes, expected {(Blocks + 1) * BlockSize}");
        }

        var head = new byte[BlockSize];
        _file.Read(0, head);
        CheckSum(head, 0);
        if (
            BinaryPrimitives.ReadUInt64LittleEndian(head) != Magic
            || BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(8)) != FirstSequence
            || BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(16)) != LastSequence
        )
        {
            throw Corrupt("the head of the file does not fit its name");
        }
    }

    private static long BlocksOf(long count) => (count + EntriesPerBlock - 1) / EntriesPerBlock;

    private static void WriteTo(
        IStoreFile file,
        long firstSequence,
        long lastSequence,
        IEnumerable<ReadOnlyMemory<IdEntry>> entries
    )
    {
        const int BufferedBlocks = 256;
        var buffer = new byte[BufferedBlocks * BlockSize];
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(8), firstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(16), lastSequence);
        Seal(buffer.AsSpan(0, BlockSize), 0, number: 0);
        var (block, used, written, offset) = (1, 0, 0L, 0L);
        foreach (var part in entries)
        {
            for (var rest = part.Span; rest.Length > 0; )
            {
                var taken = Math.Min(rest.Length, EntriesPerBlock - used);
                MemoryMarshal.AsBytes(rest[..taken]).CopyTo(buffer.AsSpan((block * BlockSize) + (used * IdEntry.Size)));
                rest = rest[taken..];
                used += taken;
                written += taken;
                if (used == EntriesPerBlock)
                {
                    Seal(buffer.AsSpan(block * BlockSize, BlockSize), used, (offset / BlockSize) + block);
                    (block, used) = (block + 1, 0);
                    if (block == BufferedBlocks)
                    {
                        file.Write(offset, buffer);
                        offset += buffer.Length;
                        block = 0;
                    }
                }
            }
        }

        if (used > 0)
        {
            buffer.AsSpan((block * BlockSize) + (used * IdEntry.Size), (EntriesPerBlock - used) * IdEntry.Size).Clear();
            Seal(buffer.AsSpan(block * BlockSize, BlockSize), used, (offset / BlockSize) + block);
            block++;
        }

        file.Write(offset, buffer.AsSpan(0, block * BlockSize));
        if (written != lastSequence - firstSequence + 1)
        {
            throw new InvalidOperationException(
                $"{written} ids for the events {firstSequence} to {lastSequence}: one event is one id"
            );
        }
    }

    private static void Seal(Span<byte> block, int count, long number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block[(BlockSize - 8)..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(block[(BlockSize - 4)..], SumOf(block, number));
    }

    /// <summary>Of a block at its place: one that was written to another's place does not fit there.</summary>
    private static uint SumOf(ReadOnlySpan<byte> block, long number) =>
        Crc32C.Of(block[..(BlockSize - 4)]) ^ unchecked((uint)number);

    private void CheckSum(ReadOnlySpan<byte> block, long number)
    {
        if (
            BinaryPrimitives.ReadUInt32LittleEndian(block[(BlockSize - 4)..]) != SumOf(block, number)
            || (uint)BinaryPrimitives.ReadInt32LittleEndian(block[(BlockSize - 8)..]) > EntriesPerBlock
        )
        {
            throw Corrupt($"the checksum of the block at byte {number * BlockSize} does not fit");
        }
    }

    private StoreCorruptException Corrupt(string found) => new(Path.Combine(_folder, Name), found);
}
