using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Permil.Storage.Files;

/// <summary>A folder of the machine's file system.</summary>
internal sealed partial class RealDisk : IStoreDisk
{
    // Errors by which a system says that someone else holds a lock: Linux EAGAIN, macOS EAGAIN, Windows' sharing violation.
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    private RealDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>The folder, made durably with every folder above it when it is not there.</summary>
    public static RealDisk Open(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var missing = new Stack<string>();
        for (var at = path; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            missing.Push(at);
        }

        foreach (var created in missing)
        {
            CreateFolder(created, isOwners: created == path);
            FlushParent(created);
        }

        // Made by a process that died before it could flush its name.
        if (!Directory.EnumerateFiles(path).Any())
        {
            FlushParent(path);
        }

        return new RealDisk(path);
    }

    /// <summary>What is kept says who spends what: the folder itself is its owner's alone.</summary>
    private static void CreateFolder(string path, bool isOwners)
    {
        if (isOwners && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        else
        {
            Directory.CreateDirectory(path);
        }
    }

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path))];

    public IDisposable Lock(string name)
    {
        try
        {
            // FileShare.None is flock() outside Windows: the system lets go of it when the process ends, however it ends.
            var holder = new FileStream(PathOf(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            holder.SetLength(0);
            holder.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            holder.Flush();
            return holder;
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new StoreInUseException(Folder, HolderOf(name), e);
        }
    }

    /// <summary>Holds the folder so that others may do the same, but none may <see cref="Lock"/> it.</summary>
    /// <exception cref="StoreInUseException">Someone holds it for himself.</exception>
    public IDisposable LockForReading(string name)
    {
        if (!File.Exists(PathOf(name)))
        {
            // A copy that nobody has written to.
            return Stream.Null;
        }

        try
        {
            return new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new StoreInUseException(Folder, HolderOf(name), e);
        }
    }

    public IStoreFile Create(string name, long bytes)
    {
        var handle = File.OpenHandle(
            PathOf(name),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete,
            FileOptions.None,
            preallocationSize: bytes
        );
        try
        {
            RandomAccess.SetLength(handle, bytes);
            return new RealFile(name, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public IStoreFile Open(string name, bool isWritable) =>
        new RealFile(
            name,
            File.OpenHandle(
                PathOf(name),
                FileMode.Open,
                isWritable ? FileAccess.ReadWrite : FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            )
        );

    public void Rename(string name, string newName) => File.Move(PathOf(name), PathOf(newName), overwrite: true);

    public void Delete(string name) => File.Delete(PathOf(name));

    public void FlushFolder() => FlushFolder(Folder);

    private static bool IsHeld(IOException e) =>
        e.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation;

    private static void FlushParent(string folder)
    {
        if (Path.GetDirectoryName(folder) is { } parent)
        {
            FlushFolder(parent);
        }
    }

    private static void FlushFolder(string folder)
    {
        // Windows has no such call: NTFS keeps its names in a log of its own.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = OpenReadOnly(folder, CloseOnExec);
        if (descriptor < 0)
        {
            throw LastError("open", folder);
        }

        try
        {
            if (Synchronize(descriptor) != 0)
            {
                throw LastError("flush", folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException LastError(string verb, string folder)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"Could not {verb} the folder {folder}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    private string PathOf(string name) => Path.Combine(Folder, name);

    private int? HolderOf(string name)
    {
        // Windows lets nobody read it, and .NET's own opening would ask for the lock.
        var descriptor = OperatingSystem.IsWindows() ? -1 : OpenReadOnly(PathOf(name), CloseOnExec);
        if (descriptor < 0)
        {
            return null;
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        Span<byte> text = stackalloc byte[20];
        var count = RandomAccess.Read(handle, text, 0);
        return int.TryParse(text[..count], CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenReadOnly(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
