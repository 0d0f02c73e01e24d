using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Reads a stored event with all that is stored of it.</summary>
internal static class StoredRow
{
    /// <summary>The sequence comes first, the id last.</summary>
    public const string Select = """
        SELECT sequence, time, kind, account, sub_account, feature, environment, tags, q0, q1, q2, q3, q4, q5, more, notes,
            r.is_retraction, r.target, r.recorded, id
        FROM usage LEFT JOIN revision r USING (sequence)
        """;

    public const int Id = 19;

    private const int FirstNumber = 8;

    /// <param name="chunk">Rows of <see cref="Select"/>.</param>
    /// <param name="row">The row's place.</param>
    /// <param name="extra">What few events have.</param>
    /// <returns>The row without its hashes.</returns>
    public static EventRow Read(DuckDbChunk chunk, int row, out RowExtra extra)
    {
        var stored = new EventRow
        {
            Time = chunk.Int64(1, row),
            Traits = new EventTraits(
                (int)chunk.Int64(2, row),
                (int)chunk.Int64(3, row),
                (int)chunk.Int64(4, row),
                (int)chunk.Int64(5, row),
                (int)chunk.Int64(6, row),
                (int)chunk.Int64(7, row)
            ),
        };
        for (var i = 0; i < EventRow.Numbers; i++)
        {
            stored.Quantities[i] = chunk.Int64(FirstNumber + i, row);
        }

        extra = new RowExtra(
            chunk.List<long>(FirstNumber + EventRow.Numbers, row),
            chunk.Text(15, row),
            RevisionOf(chunk, row)
        );
        return stored;
    }

    private static Revision? RevisionOf(DuckDbChunk chunk, int row) =>
        chunk.IsNull(16, row)
            ? null
            : new Revision(
                chunk.Boolean(16, row) ? RevisionKind.Retraction : RevisionKind.Amendment,
                chunk.Text(17, row)!,
                DateTimeOffset.UnixEpoch.AddTicks(chunk.Int64(18, row))
            );
}
