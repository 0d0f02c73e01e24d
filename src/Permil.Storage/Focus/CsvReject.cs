using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus;

/// <summary>A record that is no CSV, or not of this file's columns.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Lines">How many lines it takes.</param>
/// <param name="Fault">What is wrong.</param>
internal sealed record CsvReject(long Line, int Lines, string Fault)
{
    /// <summary>What a reading that goes on has left out, in the file's order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="heading">Its heading.</param>
    /// <param name="connection">The connection it was read by.</param>
    public static IReadOnlyList<CsvReject> Read(string path, CsvHeading heading, DuckDbConnection connection)
    {
        var found = new List<CsvReject>();
        using var lines = new LineCount(path);
        using var result = connection.Query(
            """
            SELECT line_byte_position, any_value(csv_line), min(error_message)
            FROM reject_errors GROUP BY line_byte_position ORDER BY line_byte_position
            """
        );
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                // Between line ends of two characters it begins with the second.
                var record = (chunk.Text(1, row) ?? "").Trim('\r', '\n');
                var values = heading.CountOf(record);
                found.Add(
                    new(
                        lines.LineAt(chunk.Int64(0, row)),
                        1 + record.Count(letter => letter == '\n'),
                        values != heading.Names.Count
                            ? $"found {values} values, expected {heading.Names.Count}"
                            : chunk.Text(2, row)!.Split('\n')[0]
                    )
                );
            }
        }

        return found;
    }

    /// <summary>Counts the lines before positions of a file, asked for in order.</summary>
    private sealed class LineCount(string path) : IDisposable
    {
        private readonly Stream _file = CsvHeading.Open(path);
        private readonly byte[] _buffer = new byte[1 << 16];
        private long _position;
        private long _line = 1;

        public long LineAt(long position)
        {
            while (_position < position)
            {
                var read = _file.Read(_buffer, 0, (int)Math.Min(_buffer.Length, position - _position));
                if (read == 0)
                {
                    break;
                }

                _line += _buffer.AsSpan(0, read).Count((byte)'\n');
                _position += read;
            }

            return _line;
        }

        public void Dispose() => _file.Dispose();
    }
}
