namespace Permil.Storage.DuckDb.Interop;

/// <summary>Owns a <c>duckdb_prepared_statement</c>.</summary>
internal sealed class StatementHandle : DuckDbHandle
{
    protected override void Destroy(nint native) => NativeMethods.DestroyPrepare(ref native);
}
