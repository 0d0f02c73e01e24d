using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.DuckDb;

internal static class QueryNumbers
{
    /// <summary>The one number a query gives.</summary>
    public static long QueryNumber(
        this DuckDbConnection connection,
        string sql,
        params ReadOnlySpan<DuckDbValue> parameters
    )
    {
        using var result = connection.Query(sql, parameters);
        var chunk = result.NextChunk() ?? throw new InvalidOperationException($"no row: {sql}");
        return chunk.Int64(0, 0);
    }
}
