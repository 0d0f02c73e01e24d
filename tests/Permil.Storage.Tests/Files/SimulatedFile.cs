namespace Permil.Storage.Files;

/// <summary>A file of a <see cref="SimulatedDisk"/> as one opening of it sees it.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, string name, SimulatedInode inode) : IStoreFile
{
    public string Name => name;

    public long Bytes => inode.Shown.Length;

    public void Read(long offset, Span<byte> buffer)
    {
        disk.Call($"read {name} {offset} {buffer.Length}", partly: null);
        if (offset + buffer.Length > Bytes)
        {
            throw new EndOfStreamException(name);
        }

        inode.Shown.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        var all = bytes.ToArray();
        disk.Call(
            $"write {name} {offset} {bytes.Length}",
            partly: () => inode.Write(offset, all.AsSpan(0, all.Length / 2))
        );
        inode.Write(offset, bytes);
    }

    public void Flush()
    {
        disk.Call($"flush {name}", partly: () => inode.FailFlush(disk.Random), isPartlyDoneWhenFailing: true);
        if (!disk.IgnoresFlush)
        {
            inode.Flush();
        }
    }

    public void Dispose() { }
}
