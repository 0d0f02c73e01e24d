using System.Buffers;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>A prepared statement. Values are bound by type and never become text of SQL.</summary>
internal sealed unsafe class DuckDbStatement : IDisposable
{
    /// <summary>Digits of a parameter's DECIMAL: the most there are, so every <see cref="decimal"/> fits exactly.</summary>
    private const byte DecimalWidth = 38;

    private readonly StatementHandle _handle;

    internal DuckDbStatement(StatementHandle handle) => _handle = handle;

    public int ParameterCount => (int)NativeMethods.ParameterCount(_handle);

    /// <summary>Binds a value until the next <see cref="Bind"/> of that parameter.</summary>
    /// <param name="parameter">Counted from 1, as <c>$1</c> is.</param>
    /// <param name="value">Bound as its own type; DuckDB converts it where the statement needs another.</param>
    public void Bind(int parameter, DuckDbValue value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parameter);
        var index = (ulong)parameter;
        var state = value.Kind switch
        {
            DuckDbValueKind.Null => NativeMethods.BindNull(_handle, index),
            DuckDbValueKind.Boolean => NativeMethods.BindBoolean(_handle, index, (byte)value.Number),
            DuckDbValueKind.Int32 => NativeMethods.BindInt32(_handle, index, (int)value.Number),
            DuckDbValueKind.Int64 => NativeMethods.BindInt64(_handle, index, (long)value.Number),
            DuckDbValueKind.UInt64 => NativeMethods.BindUInt64(_handle, index, (ulong)value.Number),
            DuckDbValueKind.Int128 => NativeMethods.BindHugeInt(_handle, index, new(value.Number)),
            DuckDbValueKind.Decimal => NativeMethods.BindDecimal(
                _handle,
                index,
                new(DecimalWidth, value.Scale, value.Number)
            ),
            DuckDbValueKind.Double => NativeMethods.BindDouble(_handle, index, value.Double),
            DuckDbValueKind.Timestamp => NativeMethods.BindTimestamp(_handle, index, (long)value.Number),
            DuckDbValueKind.Text => BindText(index, (string)value.Reference!),
            DuckDbValueKind.Blob => BindBlob(index, (byte[])value.Reference!),
            _ => throw new InvalidOperationException($"Unknown kind of value {value.Kind}."),
        };
        if (state != 0)
        {
            throw DuckDbException.FromText(NativeUtf8.Read(NativeMethods.PrepareError(_handle)));
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

    /// <summary>Runs the statement and hands its rows out in chunks.</summary>
    /// <param name="parameters">A value for every parameter, or none to use those bound before.</param>
    /// <exception cref="DuckDbException">DuckDB refused the statement, or failed while it ran.</exception>
    public DuckDbResult Query(params ReadOnlySpan<DuckDbValue> parameters)
    {
        var result = Run(parameters);
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

    public void Dispose() => _handle.Dispose();

    private ResultHandle Run(ReadOnlySpan<DuckDbValue> parameters)
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

        var result = new ResultHandle(_handle);
        if (NativeMethods.ExecutePrepared(_handle, result.Result) == 0)
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
                return NativeMethods.BindText(_handle, parameter, utf8, (ulong)length);
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
            return NativeMethods.BindBlob(_handle, parameter, start is null ? &nothing : start, (ulong)bytes.Length);
        }
    }
}
