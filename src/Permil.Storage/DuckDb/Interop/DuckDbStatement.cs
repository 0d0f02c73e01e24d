using System.Buffers;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>A prepared statement. Values are bound by type and never become text of SQL.</summary>
internal sealed unsafe class DuckDbStatement : IDisposable
{
    /// <summary>Digits of a parameter's DECIMAL: the most there are, so every <see cref="decimal"/> fits exactly.</summary>
    private const byte DecimalWidth = 38;

    private readonly StatementHandle _handle;

    internal DuckDbStatement(StatementHandle handle) => _handle = handle;

    private StatementHandle Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
            return _handle;
        }
    }

    public int ParameterCount => (int)NativeMethods.ParameterCount(Handle);

    /// <summary>Binds a value until the next <see cref="Bind"/> of that parameter.</summary>
    /// <param name="parameter">Counted from 1, as <c>$1</c> is.</param>
    /// <param name="value">Bound as its own type; DuckDB converts it where the statement needs another.</param>
    public void Bind(int parameter, DuckDbValue value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parameter);
        var index = (ulong)parameter;
        var state = value.Kind switch
        {
            DuckDbValueKind.Null => NativeMethods.BindNull(Handle, index),
            DuckDbValueKind.Boolean => NativeMethods.BindBoolean(Handle, index, (byte)value.Number),
            DuckDbValueKind.Int32 => NativeMethods.BindInt32(Handle, index, (int)value.Number),
            DuckDbValueKind.Int64 => NativeMethods.BindInt64(Handle, index, (long)value.Number),
            DuckDbValueKind.UInt64 => NativeMethods.BindUInt64(Handle, index, (ulong)value.Number),
            DuckDbValueKind.Int128 => NativeMethods.BindHugeInt(Handle, index, new(value.Number)),
            DuckDbValueKind.Decimal => NativeMethods.BindDecimal(
                Handle,
                index,
                new(DecimalWidth, value.Scale, value.Number)
            ),
            DuckDbValueKind.Double => NativeMethods.BindDouble(Handle, index, value.Double),
            DuckDbValueKind.Timestamp => NativeMethods.BindTimestamp(Handle, index, (long)value.Number),
            DuckDbValueKind.Text => BindText(index, (string)value.Reference!),
            DuckDbValueKind.Blob => BindBlob(index, (byte[])value.Reference!),
            _ => throw new InvalidOperationException($"Unknown kind of value {value.Kind}."),
        };
        if (state != 0)
        {
            throw DuckDbException.FromText(NativeUtf8.Read(NativeMethods.PrepareError(Handle)));
        }
    }

    /// <summary>Runs the statement.</summary>
    /// <param name="parameters">A value for every parameter, or none to use those bound before.</param>
    /// <returns>Rows inserted, updated or deleted.</returns>
    public long Execute(params ReadOnlySpan<DuckDbValue> parameters)
    {
        using var result = Run(parameters);
        return (long)NativeMethods.RowsChanged(result.Result);
    }

    /// <summary>Runs the statement to its end and hands the rows out in chunks.</summary>
    /// <remarks>
    /// DuckDB holds the whole result. A million rows of 68 bytes come in 49 ms on two threads, by
    /// <see cref="Stream"/> in 80 ms: a stream is filled by whoever reads it. Faults show here and not between chunks, and
    /// the connection is free for other statements.
    /// </remarks>
    /// <param name="parameters">A value for every parameter, or none to use those bound before.</param>
    /// <exception cref="DuckDbException">DuckDB refused the statement, or failed while it ran.</exception>
    public DuckDbResult Query(params ReadOnlySpan<DuckDbValue> parameters) => Read(Run(parameters));

    /// <summary>Runs the statement as its rows are read, for results too large to hold.</summary>
    /// <remarks>The next statement of the connection ends the stream; the rest of its rows is then refused, not left out.</remarks>
    /// <inheritdoc cref="Query"/>
    public DuckDbResult Stream(params ReadOnlySpan<DuckDbValue> parameters) => Read(Run(parameters, streaming: true));

    public void Dispose() => _handle.Dispose();

    private static DuckDbResult Read(ResultHandle result)
    {
        try
        {
            return new DuckDbResult(result);
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private ResultHandle Run(ReadOnlySpan<DuckDbValue> parameters, bool streaming = false)
    {
        if (parameters.Length > 0)
        {
            if (parameters.Length != ParameterCount)
            {
                throw new DuckDbException(
                    DuckDbErrorType.InvalidInput,
                    $"The statement has {ParameterCount} parameters, {parameters.Length} values were given."
                );
            }

            for (var i = 0; i < parameters.Length; i++)
            {
                Bind(i + 1, parameters[i]);
            }
        }

        var result = new ResultHandle(Handle);
        var state = streaming
            ? NativeMethods.ExecutePreparedStreaming(Handle, result.Result)
            : NativeMethods.ExecutePrepared(Handle, result.Result);
        if (state == 0)
        {
            return result;
        }

        using (result)
        {
            throw result.FailedCall();
        }
    }

    private int BindText(ulong parameter, string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(NativeUtf8.MaxLength(text));
        try
        {
            var length = NativeUtf8.Encode(text, buffer);
            fixed (byte* utf8 = buffer)
            {
                return NativeMethods.BindText(Handle, parameter, utf8, (ulong)length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private int BindBlob(ulong parameter, byte[] bytes)
    {
        byte nothing;
        fixed (byte* start = bytes)
        {
            // DuckDB wants an address for an empty blob too.
            return NativeMethods.BindBlob(Handle, parameter, start is null ? &nothing : start, (ulong)bytes.Length);
        }
    }
}
