namespace Permil.Storage.DuckDb.Interop;

/// <summary>Rows of a query, read forward in chunks of up to 2,048.</summary>
internal sealed unsafe class DuckDbResult : IDisposable
{
    private readonly ResultHandle _handle;
    private DuckDbChunk? _chunk;

    internal DuckDbResult(ResultHandle handle)
    {
        _handle = handle;
        var columns = new DuckDbColumn[(int)NativeMethods.ColumnCount(handle.Result)];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new(
                NativeUtf8.Read(NativeMethods.ColumnName(handle.Result, (ulong)i)),
                DuckDbColumnType.Take(NativeMethods.ColumnLogicalType(handle.Result, (ulong)i))
            );
        }

        Columns = columns;
    }

    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>The next rows, or null after the last. The chunk before, and spans of it, must not be used any more.</summary>
    /// <exception cref="DuckDbException">The query failed, was interrupted, or its connection ran something else meanwhile.</exception>
    public DuckDbChunk? NextChunk()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        _chunk?.Dispose();
        _chunk = null;
        while (true)
        {
            var chunk = new DataChunkHandle();
            chunk.Adopt(NativeMethods.FetchChunk(*_handle.Result), _handle);
            if (chunk.IsInvalid)
            {
                chunk.Dispose();
                return _handle.Error() is { } error ? throw error : null;
            }

            _chunk = new DuckDbChunk(chunk, Columns);
            if (_chunk.Count > 0)
            {
                return _chunk;
            }

            _chunk.Dispose();
        }
    }

    public void Dispose()
    {
        _chunk?.Dispose();
        _handle.Dispose();
    }
}
