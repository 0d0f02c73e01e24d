namespace Permil.Storage.Files;

/// <summary>A small file that is always whole, whatever happens while it is written: the old one or the new one.</summary>
public static class DurableFile
{
    /// <summary>Puts bytes in the place of a file. They survive a loss of power when this returns.</summary>
    /// <param name="path">The file; it need not be there, nor its folder.</param>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="IOException">It cannot be written; the old one is still there.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var disk = RealDisk.Open(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var name = Path.GetFileName(path);
        var written = name + ".new";
        using (var file = File.Create(Path.Combine(disk.Folder, written)))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        disk.Rename(written, name);
        disk.FlushFolder();
    }
}
