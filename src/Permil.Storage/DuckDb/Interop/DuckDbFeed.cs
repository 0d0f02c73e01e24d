using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>Rows that a running statement asks the program for, chunk by chunk and in their order, as a table function.</summary>
internal sealed unsafe class DuckDbFeed : IDisposable
{
    private readonly (byte[] Name, LogicalTypeHandle Type)[] _columns;
    private readonly Func<DuckDbChunkWriter, int> _fill;
    private readonly DuckDbChunkWriter _chunk;
    private readonly GCHandle _self;

    /// <param name="connection">The statement's own.</param>
    /// <param name="name">The function's name: the statement reads <c>FROM name()</c>.</param>
    /// <param name="columns">Names and types; the feed disposes the types.</param>
    /// <param name="fill">
    /// Fills a chunk and says how many rows it has, 0 at the end; called on a thread of the statement's.
    /// </param>
    internal DuckDbFeed(
        ConnectionHandle connection,
        string name,
        IEnumerable<(string Name, LogicalTypeHandle Type)> columns,
        Func<DuckDbChunkWriter, int> fill
    )
    {
        _columns = [.. columns.Select(column => (NativeUtf8.Terminated(column.Name), column.Type))];
        _fill = fill;
        _chunk = new DuckDbChunkWriter([.. _columns.Select(column => column.Type)]);
        _self = GCHandle.Alloc(this);
        Register(connection, name);
    }

    /// <summary>What went wrong while a chunk was filled: the statement failed by it.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>Only when the statement has ended.</summary>
    public void Dispose()
    {
        _chunk.Dispose();
        foreach (var (_, type) in _columns)
        {
            type.Dispose();
        }

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
    private static void Read(nint function, nint output)
    {
        var feed = Of(NativeMethods.FunctionInfo(function));
        try
        {
            feed.HandOver(output);
        }
        catch (Exception exception)
        {
            // No exception may cross DuckDB's code: the statement fails, and whoever runs it throws this one.
            feed.Failure = ExceptionDispatchInfo.Capture(exception);
            NativeMethods.SetFunctionError(function, "The rows could not be made.\0"u8);
        }
    }

    private static DuckDbFeed Of(nint info) => (DuckDbFeed)GCHandle.FromIntPtr(info).Target!;

    /// <summary>DuckDB is done with the rows before when it asks for more.</summary>
    private void HandOver(nint output)
    {
        _chunk.Begin();
        var rows = _fill(_chunk);
        _chunk.End(rows);
        var chunk = _chunk.Handle.DangerousGetHandle();
        for (var i = 0UL; i < (ulong)_columns.Length; i++)
        {
            NativeMethods.ReferenceVector(
                NativeMethods.DataChunkVector(output, i),
                NativeMethods.DataChunkVector(chunk, i)
            );
        }

        NativeMethods.SetDataChunkSize(output, (ulong)rows);
    }
}
