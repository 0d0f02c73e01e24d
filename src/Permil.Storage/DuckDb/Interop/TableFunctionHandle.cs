namespace Permil.Storage.DuckDb.Interop;

/// <summary>Owns a <c>duckdb_table_function</c>.</summary>
internal sealed class TableFunctionHandle : DuckDbHandle
{
    protected override void Destroy(nint native) => NativeMethods.DestroyTableFunction(ref native);
}
