namespace Permil.Storage.DuckDb.Interop;

/// <summary>Adds rows to a table: fill <see cref="Chunk"/>, <see cref="Append"/> it, and <see cref="Close"/> at the end.</summary>
/// <remarks>
/// DuckDB collects rows and writes them every 204,800; what is written belongs to the connection's transaction. Disposed
/// without <see cref="Flush"/> or <see cref="Close"/>, rows not yet written are dropped. After an error it is of no more
/// use.
/// </remarks>
internal sealed unsafe class DuckDbAppender : IDisposable
{
    private readonly AppenderHandle _handle;

    internal DuckDbAppender(AppenderHandle handle)
    {
        _handle = handle;
        var count = (int)NativeMethods.AppenderColumnCount(handle);
        var types = new LogicalTypeHandle[count];
        try
        {
            for (var i = 0; i < count; i++)
            {
                types[i] = new LogicalTypeHandle(NativeMethods.AppenderColumnType(handle, (ulong)i));
            }

            Chunk = new DuckDbChunkWriter(types);
        }
        finally
        {
            foreach (var type in types)
            {
                type?.Dispose();
            }
        }
    }

    /// <summary>The rows to be appended next.</summary>
    public DuckDbChunkWriter Chunk { get; }

    /// <summary>Appends the first rows of <see cref="Chunk"/> and makes it new: no NULL, no text, other values undefined.</summary>
    /// <exception cref="DuckDbException">DuckDB could not take the rows, or wrote collected rows and failed.</exception>
    public void Append(int rows)
    {
        Chunk.End(rows);
        var state = NativeMethods.AppendDataChunk(_handle, Chunk.Handle);
        if (state != 0)
        {
            throw _handle.Error();
        }

        Chunk.Begin();
    }

    /// <summary>Writes the rows collected so far.</summary>
    /// <exception cref="DuckDbException">A constraint is violated, or the disk full: none of the collected rows is written.</exception>
    public void Flush()
    {
        if (NativeMethods.FlushAppender(_handle) != 0)
        {
            throw _handle.Error();
        }
    }

    /// <summary>Writes the rows collected so far and ends.</summary>
    /// <inheritdoc cref="Flush"/>
    public void Close()
    {
        if (!_handle.IsClosed)
        {
            Flush();
            Dispose();
        }
    }

    public void Dispose()
    {
        Chunk.Dispose();
        _handle.Dispose();
    }
}
