namespace Permil.Storage.DuckDb.Interop;

/// <summary>Owns a <c>duckdb_config</c>.</summary>
internal sealed class ConfigHandle : DuckDbHandle
{
    protected override void Destroy(nint native) => NativeMethods.DestroyConfig(ref native);
}
