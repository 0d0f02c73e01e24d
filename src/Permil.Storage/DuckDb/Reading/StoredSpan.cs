using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>When the first and the last of the stored events happened, both inclusive; those that no longer count included.</summary>
public sealed record StoredSpan(DateTimeOffset First, DateTimeOffset Last)
{
    /// <returns><see langword="null"/> when nothing is stored.</returns>
    public static StoredSpan? Of(UsageStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        using var connection = store.Connect();
        return Of(connection);
    }

    internal static StoredSpan? Of(DuckDbConnection connection)
    {
        using var result = connection.Query("SELECT min(time), max(time) FROM usage");
        var chunk = result.NextChunk()!;
        return chunk.IsNull(0, 0) ? null : new StoredSpan(TimeOf(chunk.Int64(0, 0)), TimeOf(chunk.Int64(1, 0)));
    }

    private static DateTimeOffset TimeOf(long ticks) => DateTimeOffset.UnixEpoch.AddTicks(ticks);
}
