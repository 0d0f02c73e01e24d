using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>
/// Rows that a running statement reads from the program as a table function, once and in their order: fill
/// <see cref="Chunk"/>, <see cref="Append"/> it, and <see cref="Complete"/> at the end. The statement runs on another thread;
/// a few chunks lie between the two.
/// </summary>
internal sealed unsafe class DuckDbFeed : IDisposable
{
    private readonly (byte[] Name, LogicalTypeHandle Type)[] _columns;
    private readonly DuckDbChunkWriter[] _chunks;
    private readonly BlockingCollection<DuckDbChunkWriter> _free = [];
    private readonly BlockingCollection<(DuckDbChunkWriter Chunk, int Rows)> _filled = [];
    private readonly GCHandle _self;
    private DuckDbChunkWriter? _read;
    private bool _isGivenUp;

    /// <param name="connection">The statement's own.</param>
    /// <param name="name">The function's name: the statement reads <c>FROM name()</c>.</param>
    /// <param name="columns">Names and types; the feed disposes the types.</param>
    /// <param name="chunks">How many chunks there are at most between the two, 2 or more.</param>
    internal DuckDbFeed(
        ConnectionHandle connection,
        string name,
        IEnumerable<(string Name, LogicalTypeHandle Type)> columns,
        int chunks
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunks, 2);
        _columns = [.. columns.Select(column => (NativeUtf8.Terminated(column.Name), column.Type))];
        _chunks = new DuckDbChunkWriter[chunks];
        for (var i = 0; i < chunks; i++)
        {
            _chunks[i] = new DuckDbChunkWriter([.. _columns.Select(column => column.Type)]);
            if (i > 0)
            {
                _free.Add(_chunks[i]);
            }
        }

        Chunk = _chunks[0];
        _self = GCHandle.Alloc(this);
        Register(connection, name);
    }

    /// <summary>The rows to be read next.</summary>
    public DuckDbChunkWriter Chunk { get; private set; }

    /// <summary>Hands the first rows of <see cref="Chunk"/> over and waits for a chunk to fill.</summary>
    /// <returns>Whether the statement still reads.</returns>
    public bool Append(int rows)
    {
        Chunk.End(rows);
        _filled.Add((Chunk, rows));
        if (!_free.TryTake(out var next, Timeout.Infinite))
        {
            return false;
        }

        Chunk = next;
        return true;
    }

    /// <summary>There are no more rows.</summary>
    public void Complete() => _filled.CompleteAdding();

    /// <summary>There are no more rows and the statement is to fail.</summary>
    public void GiveUp()
    {
        _isGivenUp = true;
        _filled.CompleteAdding();
    }

    /// <summary>The statement has ended: nobody is to wait for it.</summary>
    public void End() => _free.CompleteAdding();

    /// <summary>Only when the statement has ended.</summary>
    public void Dispose()
    {
        foreach (var chunk in _chunks)
        {
            chunk.Dispose();
        }

        foreach (var (_, type) in _columns)
        {
            type.Dispose();
        }

        _free.Dispose();
        _filled.Dispose();
        _self.Free();
    }

    private void Register(ConnectionHandle connection, string name)
    {
        using var function = new TableFunctionHandle();
        function.Adopt(NativeMethods.CreateTableFunction());
        NativeMethods.SetTableFunctionName(function, NativeUtf8.Terminated(name));
        NativeMethods.SetTableFunctionInfo(function, GCHandle.ToIntPtr(_self), destroy: 0);
        NativeMethods.SetTableFunctionBind(function, &Bind);
        NativeMethods.SetTableFunctionInit(function, &Init);
        NativeMethods.SetTableFunction(function, &Read);
        if (NativeMethods.RegisterTableFunction(connection, function) != 0)
        {
            throw new DuckDbException(DuckDbErrorType.Catalog, $"DuckDB has a function {name} already.");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint bind)
    {
        foreach (var (name, type) in Of(NativeMethods.BindInfo(bind))._columns)
        {
            NativeMethods.AddResultColumn(bind, name, type);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint init) { }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Read(nint function, nint output) =>
        Of(NativeMethods.FunctionInfo(function)).HandOver(function, output);

    private static DuckDbFeed Of(nint info) => (DuckDbFeed)GCHandle.FromIntPtr(info).Target!;

    /// <summary>Gives DuckDB the vectors of the next chunk, which it is done with when it asks for more.</summary>
    private void HandOver(nint function, nint output)
    {
        if (_read is not null)
        {
            _read.Begin();
            _free.Add(_read);
            _read = null;
        }

        if (!_filled.TryTake(out var next, Timeout.Infinite))
        {
            if (_isGivenUp)
            {
                NativeMethods.SetFunctionError(function, "the rows were given up\0"u8);
            }

            NativeMethods.SetDataChunkSize(output, 0);
            return;
        }

        var chunk = next.Chunk.Handle.DangerousGetHandle();
        for (var i = 0UL; i < (ulong)_columns.Length; i++)
        {
            NativeMethods.ReferenceVector(
                NativeMethods.DataChunkVector(output, i),
                NativeMethods.DataChunkVector(chunk, i)
            );
        }

        NativeMethods.SetDataChunkSize(output, (ulong)next.Rows);
        _read = next.Chunk;
    }
}
