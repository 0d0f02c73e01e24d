using Permil.Rating;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;
using Permil.Storage.Ids;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Makes an index of ids anew from the events it is of.</summary>
internal static class StoredIds
{
    /// <param name="index">Empty.</param>
    /// <param name="connection">To the database.</param>
    /// <param name="codes">Of the events.</param>
    /// <param name="lastSequence">The last event.</param>
    public static void Restore(IdIndex index, DuckDbConnection connection, EventCodes codes, long lastSequence)
    {
        const long EventsAtOnce = 512 * 1024;
        for (var first = 1L; first <= lastSequence; first += EventsAtOnce)
        {
            var last = Math.Min(lastSequence, first + EventsAtOnce - 1);
            var entries = Read(connection, codes, first, last);
            if (entries.Count != last - first + 1)
            {
                throw new InvalidDataException(
                    $"found {entries.Count} of the events {first} to {last}, expected {last - first + 1}"
                );
            }

            entries.Sort((left, right) => left.CompareId(right));
            index.Add(entries.ToArray());
            index.Merge();
        }
    }

    private static List<IdEntry> Read(DuckDbConnection connection, EventCodes codes, long first, long last)
    {
        var entries = new List<IdEntry>();
        using var result = connection.Query($"{StoredRow.Select} WHERE sequence BETWEEN ? AND ?", first, last);
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                var stored = StoredRow.Read(chunk, row, out var extra);
                var source = codes.Kinds[stored.Traits.Kind].Sample.Source;
                var id = EventIdHash.Of(source, chunk.Text(StoredRow.Id, row)!);
                entries.Add(new IdEntry((ulong)(id >> 64), unchecked((ulong)id), codes.ContentOf(in stored, extra)));
            }
        }

        return entries;
    }
}
