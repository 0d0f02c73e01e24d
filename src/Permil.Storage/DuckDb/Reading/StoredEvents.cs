using Permil.Rating;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Finds single events.</summary>
public static class StoredEvents
{
    /// <summary>The events of an id, one for each source that has it, by source.</summary>
    public static IReadOnlyList<StoredEvent> Find(UsageStore store, string id)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(id);
        using var connection = store.Connect();
        var found = Read(connection, store.Codes, id);
        return
        [
            .. found
                .Select(read => Complete(connection, read.Sequence, read.Event))
                .OrderBy(stored => stored.Event.Source, StringComparer.Ordinal),
        ];
    }

    /// <summary>Everything that was claimed under an id that stands for something else, oldest first.</summary>
    /// <returns>Source, id and the event as Permil's event line.</returns>
    public static IReadOnlyList<(string Source, string Id, string Event)> Conflicts(UsageStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        using var connection = store.Connect();
        using var result = connection.Query(
            "SELECT source, id, event FROM conflict ORDER BY seen, source, id, content"
        );
        var conflicts = new List<(string Source, string Id, string Event)>();
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                conflicts.Add((chunk.Text(0, row)!, chunk.Text(1, row)!, chunk.Text(2, row)!));
            }
        }

        return conflicts;
    }

    /// <summary>How many claims are kept aside because their (source, id) stands for something else.</summary>
    public static long CountConflicts(UsageStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        using var connection = store.Connect();
        return connection.QueryNumber("SELECT count(*) FROM conflict");
    }

    /// <summary>Some ids that hold a text, whatever its case; in order.</summary>
    public static IReadOnlyList<string> IdsLike(UsageStore store, string text, int most)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(text);
        using var connection = store.Connect();
        return Texts(
            connection,
            "SELECT DISTINCT id FROM usage WHERE contains(lower(id), lower(?)) ORDER BY id LIMIT ?",
            text,
            most
        );
    }

    private static List<(long Sequence, UsageEvent Event)> Read(
        DuckDbConnection connection,
        EventCodes codes,
        string id
    )
    {
        using var result = connection.Query($"{StoredRow.Select} WHERE id = ?", id);
        var found = new List<(long Sequence, UsageEvent Event)>();
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                var stored = StoredRow.Read(chunk, row, out var extra);
                found.Add((chunk.Int64(0, row), codes.EventOf(in stored, id, extra)));
            }
        }

        return found;
    }

    private static StoredEvent Complete(DuckDbConnection connection, long sequence, UsageEvent usageEvent) =>
        new(
            sequence,
            usageEvent,
            connection.QueryNumber("SELECT count(*) FROM uncounted WHERE sequence = ?", sequence) == 0,
            Texts(
                connection,
                """
                SELECT u.id FROM revision r JOIN usage u USING (sequence)
                WHERE r.target_id = ? ORDER BY r.sequence
                """,
                unchecked((Int128)EventIdHash.Of(usageEvent.Source, usageEvent.Id))
            ),
            Texts(
                connection,
                "SELECT event FROM conflict WHERE source = ? AND id = ? ORDER BY seen, content",
                usageEvent.Source,
                usageEvent.Id
            )
        );

    private static List<string> Texts(
        DuckDbConnection connection,
        string sql,
        params ReadOnlySpan<DuckDbValue> parameters
    )
    {
        var texts = new List<string>();
        using var result = connection.Query(sql, parameters);
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                texts.Add(chunk.Text(0, row)!);
            }
        }

        return texts;
    }
}
