namespace Permil.Storage.DuckDb.Interop;

/// <summary>Owns a <c>duckdb_logical_type</c>.</summary>
internal sealed class LogicalTypeHandle : DuckDbHandle
{
    public LogicalTypeHandle(nint type) => Adopt(type);

    /// <summary>A type without parameters.</summary>
    public static LogicalTypeHandle Of(DuckDbType type) => new(NativeMethods.CreateType(type));

    public static LogicalTypeHandle Decimal(byte width, byte scale) =>
        new(NativeMethods.CreateDecimalType(width, scale));

    protected override void Destroy(nint native) => NativeMethods.DestroyLogicalType(ref native);
}
