namespace Permil.Storage.DuckDb.Interop;

/// <summary>A connection: its own transaction, one thread at a time. Only <see cref="Interrupt"/> may come from another.</summary>
internal sealed unsafe class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle _handle;

    internal DuckDbConnection(ConnectionHandle handle) => _handle = handle;

    private ConnectionHandle Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
            return _handle;
        }
    }

    /// <summary>Runs one or several statements without parameters; the ones before a faulty one stay done.</summary>
    /// <exception cref="DuckDbException">DuckDB refused a statement.</exception>
    public void Execute(string sql)
    {
        using var result = new ResultHandle(Handle);
        if (NativeMethods.Query(Handle, NativeUtf8.Terminated(sql), result.Result) != 0)
        {
            throw result.FailedCall();
        }
    }

    /// <summary>Runs one statement with its parameters <c>$1</c>, <c>$2</c>, ... or <c>?</c>.</summary>
    /// <returns>Rows inserted, updated or deleted.</returns>
    /// <exception cref="DuckDbException">DuckDB refused the statement, or its parameters are others.</exception>
    public long Execute(string sql, params ReadOnlySpan<DuckDbValue> parameters)
    {
        using var statement = Prepare(sql);
        return statement.Execute(parameters);
    }

    /// <summary>Runs one statement and hands its rows out in chunks.</summary>
    /// <inheritdoc cref="DuckDbStatement.Query"/>
    public DuckDbResult Query(string sql, params ReadOnlySpan<DuckDbValue> parameters)
    {
        using var statement = Prepare(sql);
        return statement.Query(parameters);
    }

    /// <summary>Runs one statement as its rows are read, for results too large to hold.</summary>
    /// <inheritdoc cref="DuckDbStatement.Stream"/>
    public DuckDbResult Stream(string sql, params ReadOnlySpan<DuckDbValue> parameters)
    {
        using var statement = Prepare(sql);
        return statement.Stream(parameters);
    }

    /// <summary>A statement to be run more than once.</summary>
    public DuckDbStatement Prepare(string sql)
    {
        var statement = new StatementHandle();
        var state = NativeMethods.Prepare(Handle, NativeUtf8.Terminated(sql), out var native);
        statement.Adopt(native, Handle);
        if (state == 0)
        {
            return new DuckDbStatement(statement);
        }

        using (statement)
        {
            throw DuckDbException.FromText(NativeUtf8.Read(NativeMethods.PrepareError(statement)));
        }
    }

    /// <summary>Adds rows to a table of the default schema, a chunk at a time.</summary>
    /// <param name="table">Its name, without quotes.</param>
    /// <param name="columns">The columns to be filled, in this order; the others take their defaults. None: all columns.</param>
    public DuckDbAppender Append(string table, params string[] columns)
    {
        var appender = new AppenderHandle();
        try
        {
            var state = NativeMethods.CreateAppender(Handle, 0, 0, NativeUtf8.Terminated(table), out var native);
            appender.Adopt(native, Handle);
            if (state != 0)
            {
                throw appender.Error();
            }

            foreach (var column in columns)
            {
                if (NativeMethods.AddAppenderColumn(appender, NativeUtf8.Terminated(column)) != 0)
                {
                    // DuckDB's text does not name the column.
                    var error = appender.Error();
                    throw new DuckDbException(error.ErrorType, $"{table}.{column}: {error.Message}");
                }
            }

            return new DuckDbAppender(appender);
        }
        catch
        {
            appender.Dispose();
            throw;
        }
    }

    /// <summary>Rows that a statement of this connection reads from the program.</summary>
    /// <inheritdoc cref="DuckDbFeed(ConnectionHandle, string, IEnumerable{ValueTuple{string, LogicalTypeHandle}}, Func{DuckDbChunkWriter, int})"/>
    public DuckDbFeed Feed(
        string name,
        IEnumerable<(string Name, LogicalTypeHandle Type)> columns,
        Func<DuckDbChunkWriter, int> fill
    ) => new(Handle, name, columns, fill);

    /// <summary>
    /// Ends what runs on this connection with <see cref="DuckDbErrorType.Interrupt"/>; for another thread to call.
    /// Nothing happens when nothing runs.
    /// </summary>
    public void Interrupt() => NativeMethods.Interrupt(Handle);

    public void Dispose() => _handle.Dispose();
}
