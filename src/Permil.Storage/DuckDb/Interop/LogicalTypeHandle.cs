namespace Permil.Storage.DuckDb.Interop;

/// <summary>Owns a <c>duckdb_logical_type</c>.</summary>
internal sealed class LogicalTypeHandle : DuckDbHandle
{
    public LogicalTypeHandle(nint type) => Adopt(type);

    protected override void Destroy(nint native) => NativeMethods.DestroyLogicalType(ref native);
}
