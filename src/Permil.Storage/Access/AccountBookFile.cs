using Permil.Access;
using Permil.Storage.Files;

namespace Permil.Storage.Access;

/// <summary>
/// The account book of a data folder: <c>accounts.json</c>, always whole. Any process may change it at any time, one after
/// another; a server that runs sees the change.
/// </summary>
public sealed class AccountBookFile
{
    public const string Name = "accounts.json";

    private const string LockName = "accounts.lock";

    /// <summary>A change takes as long as a flush of the disk; who waits longer than this waits for something broken.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(5);

    private readonly string _folder;
    private readonly TimeProvider _clock;

    /// <param name="folder">The data folder; it need not be there.</param>
    /// <param name="clock">The clock.</param>
    public AccountBookFile(string folder, TimeProvider? clock = null)
    {
        _folder = System.IO.Path.GetFullPath(folder);
        _clock = clock ?? TimeProvider.System;
        Path = System.IO.Path.Combine(_folder, Name);
    }

    public string Path { get; }

    /// <summary>Called after each change made through this object, before the change returns.</summary>
    public event EventHandler? Changed;

    /// <summary>The book of a folder; an empty one where there is none.</summary>
    /// <exception cref="AccountBookFormatException">The file is no account book, or of a later version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AccountBook Read(string folder) => new AccountBookFile(folder).Read();

    /// <inheritdoc cref="Read(string)"/>
    public AccountBook Read() => ReadBytes() is { } bytes ? AccountBookJson.Read(bytes, Path) : AccountBook.Empty;

    /// <summary>Changes the book. The change is durable when this returns.</summary>
    /// <param name="change">
    /// Makes the new book of the present one, while nobody else can change it; when it throws, nothing is changed.
    /// </param>
    /// <returns>The new book.</returns>
    /// <exception cref="AccountBookFormatException">The file is no account book, or the new book would be none; the file stays as it is.</exception>
    /// <exception cref="StoreInUseException">Another process has been changing it for seconds.</exception>
    /// <exception cref="IOException">It cannot be read or written; the old one is still there.</exception>
    public AccountBook Change(Func<AccountBook, AccountBook> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        AccountBook changed;
        using (Lock())
        {
            var book = Read();
            changed = change(book);
            if (ReferenceEquals(changed, book))
            {
                return book;
            }

            // A book that cannot be read back would lock everybody out.
            var bytes = AccountBookJson.Write(changed);
            AccountBookJson.Read(bytes, Path);
            DurableFile.Replace(Path, bytes, isPrivate: true);
        }

        Changed?.Invoke(this, EventArgs.Empty);
        return changed;
    }

    /// <returns><see langword="null"/> when there is no file.</returns>
    internal byte[]? ReadBytes()
    {
        try
        {
            return File.ReadAllBytes(Path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private IDisposable Lock()
    {
        var disk = RealDisk.Open(_folder);
        var began = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                return disk.Lock(LockName);
            }
            catch (StoreInUseException) when (_clock.GetElapsedTime(began) < MaxWait)
            {
                Thread.Sleep(BetweenTries);
            }
        }
    }
}
