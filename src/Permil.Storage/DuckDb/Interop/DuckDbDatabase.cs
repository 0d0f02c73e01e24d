namespace Permil.Storage.DuckDb.Interop;

/// <summary>An open database. Disposed before its connections, it stays open until the last of them is.</summary>
internal sealed class DuckDbDatabase : IDisposable
{
    /// <summary>Name of a database that lives in memory only.</summary>
    public const string InMemory = ":memory:";

    private readonly DatabaseHandle _handle;

    private DuckDbDatabase(DatabaseHandle handle) => _handle = handle;

    private DatabaseHandle Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
            return _handle;
        }
    }

    /// <summary>The version of the native library, <c>v1.5.6</c>.</summary>
    public static string LibraryVersion
    {
        get
        {
            DuckDbLibrary.EnsureLoaded();
            return NativeUtf8.Read(NativeMethods.LibraryVersion());
        }
    }

    /// <summary>Opens a database file, or makes it.</summary>
    /// <param name="path">A file, or <see cref="InMemory"/>.</param>
    /// <param name="settings">DuckDB's settings by name, such as <c>threads</c>, <c>memory_limit</c>, <c>access_mode</c>.</param>
    /// <exception cref="DuckDbException">
    /// The file is in use (<see cref="DuckDbErrorType.IO"/>), damaged, of a newer version, or a setting is not known; or
    /// the native library is missing.
    /// </exception>
    public static DuckDbDatabase Open(string path, IReadOnlyDictionary<string, string>? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        DuckDbLibrary.EnsureLoaded();
        using var config = Configure(settings);
        var handle = new DatabaseHandle();
        try
        {
            if (path != InMemory)
            {
                handle.Claim(Path.GetFullPath(path));
            }

            var state = NativeMethods.OpenExt(NativeUtf8.Terminated(path), out var database, config, out var error);
            handle.Adopt(database);
            if (state != 0)
            {
                throw DuckDbException.FromText(NativeUtf8.Take(error));
            }

            return new DuckDbDatabase(handle);
        }
        catch
        {
            handle.GiveUp();
            handle.Dispose();
            throw;
        }
    }

    public DuckDbConnection Connect()
    {
        var connection = new ConnectionHandle();
        var state = NativeMethods.Connect(Handle, out var native);
        connection.Adopt(native, Handle);
        if (state != 0)
        {
            connection.Dispose();
            throw new DuckDbException(DuckDbErrorType.Connection, "DuckDB could not connect to the database.");
        }

        return new DuckDbConnection(connection);
    }

    public void Dispose() => _handle.Dispose();

    private static ConfigHandle Configure(IReadOnlyDictionary<string, string>? settings)
    {
        var config = new ConfigHandle();
        try
        {
            _ = NativeMethods.CreateConfig(out var native);
            config.Adopt(native);
            foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            {
                var state = NativeMethods.SetConfig(config, NativeUtf8.Terminated(name), NativeUtf8.Terminated(value));
                if (state != 0)
                {
                    throw new DuckDbException(
                        DuckDbErrorType.Settings,
                        $"DuckDB has no setting \"{name}\", or it cannot be \"{value}\"."
                    );
                }
            }

            return config;
        }
        catch
        {
            config.Dispose();
            throw;
        }
    }
}
