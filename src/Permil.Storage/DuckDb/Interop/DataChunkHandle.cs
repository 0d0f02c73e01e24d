namespace Permil.Storage.DuckDb.Interop;

/// <summary>Owns a <c>duckdb_data_chunk</c>.</summary>
internal sealed class DataChunkHandle : DuckDbHandle
{
    protected override void Destroy(nint native) => NativeMethods.DestroyDataChunk(ref native);
}
