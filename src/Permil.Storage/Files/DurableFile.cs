namespace Permil.Storage.Files;

/// <summary>A small file that is always whole, whatever happens while it is written: the old one or the new one.</summary>
public static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Puts bytes in the place of a file. They survive a loss of power when this returns.</summary>
    /// <param name="path">The file; it need not be there, nor its folder.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="isPrivate">Whether nobody but its owner may read it, where the system knows such modes.</param>
    /// <exception cref="IOException">It cannot be written; the old one is still there.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> bytes, bool isPrivate = false)
    {
        var disk = RealDisk.Open(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var name = Path.GetFileName(path);
        var written = name + ".new";
        using (var file = Create(Path.Combine(disk.Folder, written), isPrivate))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        disk.Rename(written, name);
        disk.FlushFolder();
    }

    private static FileStream Create(string path, bool isPrivate)
    {
        if (!isPrivate || OperatingSystem.IsWindows())
        {
            return File.Create(path);
        }

        // One that was left behind would keep its mode, and whoever has it open could read on.
        File.Delete(path);
        return new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.None,
                UnixCreateMode = OwnerOnly,
            }
        );
    }
}
