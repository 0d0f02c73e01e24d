using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus;

/// <summary>What a reading that goes on has left out.</summary>
/// <param name="Count">How many records.</param>
/// <param name="First">The first of them, in the file's order.</param>
internal sealed record CsvRejects(long Count, IReadOnlyList<CsvReject> First)
{
    /// <param name="heading">The file's.</param>
    /// <param name="connection">The connection it was read by.</param>
    /// <param name="most">How many are told.</param>
    public static CsvRejects Read(CsvHeading heading, DuckDbConnection connection, int most)
    {
        var found = new List<CsvReject>();
        using var result = connection.Query(
            """
            SELECT line_byte_position, any_value(csv_line), min(error_message), bool_or(error_type = 'INVALID ENCODING')
            FROM reject_errors GROUP BY line_byte_position ORDER BY line_byte_position LIMIT ?
            """,
            (long)most
        );
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                // Between line ends of two characters it begins with the second.
                var values = heading.CountOf((chunk.Text(1, row) ?? "").Trim('\r', '\n'));
                var fault =
                    chunk.Boolean(3, row) ? "it is not in UTF-8"
                    : values != heading.Names.Count ? $"found {values} values, expected {heading.Names.Count}"
                    : chunk.Text(2, row)!.Split('\n')[0];
                found.Add(new(chunk.Int64(0, row), fault));
            }
        }

        return new(connection.QueryNumber("SELECT count(DISTINCT line_byte_position) FROM reject_errors"), found);
    }
}
