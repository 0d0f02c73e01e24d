namespace Permil.Storage.Files;

/// <summary>One folder of the store's files: everything the store asks of a disk goes through here.</summary>
/// <remarks>
/// Nothing is durable before it was flushed: bytes by <see cref="IStoreFile.Flush"/>, names (created, renamed, deleted) by
/// <see cref="FlushFolder"/>. A call that fails throws <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/>, and how much of it happened is then unknown.
/// </remarks>
internal interface IStoreDisk
{
    /// <summary>Where the files are, for people to read.</summary>
    string Folder { get; }

    /// <summary>The names of all files in the folder, in no order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Holds the folder for this process until disposed.</summary>
    /// <exception cref="StoreInUseException">Another process, or this one, holds it.</exception>
    IDisposable Lock(string name);

    /// <summary>A new file of that many zeros, its place on the disk taken at once; opened for reading and writing.</summary>
    IStoreFile Create(string name, long bytes);

    IStoreFile Open(string name, bool isWritable);

    /// <summary>Gives a file another name; a file that had the name is replaced.</summary>
    void Rename(string name, string newName);

    void Delete(string name);

    /// <summary>Makes every creation, renaming and deletion so far durable.</summary>
    void FlushFolder();
}
