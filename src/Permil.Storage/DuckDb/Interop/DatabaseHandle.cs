using System.Collections.Concurrent;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>Owns a <c>duckdb_database</c>, and its file within this process.</summary>
/// <remarks>
/// DuckDB keeps other processes out with a lock on the file, which the system does not hold against the process itself:
/// a second instance on the same file would open, and write over the first. Connections keep the handle alive.
/// </remarks>
internal sealed class DatabaseHandle : DuckDbHandle
{
    private static readonly ConcurrentDictionary<string, bool> OpenFiles = new(StringComparer.Ordinal);

    private string? _file;

    /// <summary>Keeps a file for this handle until it is destroyed.</summary>
    /// <exception cref="DuckDbException">The file is open in this process.</exception>
    public void Claim(string file)
    {
        if (!OpenFiles.TryAdd(file, true))
        {
            throw new DuckDbException(DuckDbErrorType.IO, $"The database \"{file}\" is already open in this process.");
        }

        _file = file;
    }

    /// <summary>After an open that failed: there is no native object whose end would do it.</summary>
    public void GiveUp()
    {
        if (_file is { } file)
        {
            _file = null;
            OpenFiles.TryRemove(file, out _);
        }
    }

    protected override void Destroy(nint native)
    {
        NativeMethods.Close(ref native);
        GiveUp();
    }
}
