namespace Permil;

/// <summary>A folder that is gone when the test is done.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string MemoryDisk = "/dev/shm";

    private readonly DirectoryInfo _folder;

    public TemporaryFolder() => _folder = Directory.CreateTempSubdirectory("permil-test-");

    private TemporaryFolder(DirectoryInfo folder) => _folder = folder;

    public string Path => _folder.FullName;

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Where the machine has a disk in memory, one there: many small commits need not wait for a real one.</summary>
    public static TemporaryFolder InMemory() =>
        Directory.Exists(MemoryDisk)
            ? new(
                Directory.CreateDirectory(
                    System.IO.Path.Combine(MemoryDisk, "permil-test-" + System.IO.Path.GetRandomFileName())
                )
            )
            : new();

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public string Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
