namespace Permil.Storage.Access;

/// <summary>What tells cheaply that a file was replaced. Two quick changes may leave the same stamp.</summary>
/// <param name="Length">Bytes; -1: there is no file.</param>
/// <param name="WrittenAt">As the file system says, UTC.</param>
internal readonly record struct FileStamp(long Length, DateTime WrittenAt)
{
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc) : new FileStamp(-1, default);
    }
}
