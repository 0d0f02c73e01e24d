namespace Permil.Storage.DuckDb.Interop;

/// <summary>Owns a <c>duckdb_connection</c>.</summary>
internal sealed class ConnectionHandle : DuckDbHandle
{
    protected override void Destroy(nint native) => NativeMethods.Disconnect(ref native);
}
