using Permil.Focus.Validation;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus;

/// <summary>A file of FOCUS rows, CSV (plain or .gz) or Parquet, read once from its beginning to its end.</summary>
public sealed class FocusFile
{
    private readonly string _path;
    private readonly CsvHeading? _heading;

    private FocusFile(string path, IReadOnlyList<FocusFileColumn> columns, string query, CsvHeading? heading)
    {
        _path = path;
        _heading = heading;
        Columns = columns;
        Query = query;
    }

    /// <summary>In the file's order.</summary>
    public IReadOnlyList<FocusFileColumn> Columns { get; }

    /// <summary>Gives every column as text, written as the specification wants it.</summary>
    internal string Query { get; }

    /// <summary>Looks at a file's columns.</summary>
    /// <exception cref="FocusFileException">It is neither CSV with a heading nor Parquet.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FocusFile Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new FocusFileException($"{path}: it is a folder; allowed: a file");
        }

        if (IsParquet(path))
        {
            var (columns, query) = ParquetShape.Read(path);
            return new(path, columns, query, heading: null);
        }

        var heading = CsvHeading.Read(path);
        return new(
            path,
            [.. heading.Names.Select(name => new FocusFileColumn(name, FocusValueKind.Untyped))],
            heading.Query(path),
            heading
        );
    }

    /// <summary>Hands the rows on in the file's order; the batch is the same one every time.</summary>
    /// <exception cref="FocusFileException">A row cannot be read; the message has its line.</exception>
    public void Read(Action<FocusBatch> look)
    {
        ArgumentNullException.ThrowIfNull(look);
        try
        {
            using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
            using var connection = database.Connect();
            using var result = connection.Stream(Query);
            var batch = new FocusBatch(Columns.Count);
            while (result.NextChunk() is { } chunk)
            {
                Fill(batch, chunk);
                look(batch);
            }
        }
        catch (DuckDbException exception)
        {
            throw ReadingFault.Of(_path, exception);
        }
    }

    /// <summary>The same, but for records of CSV that are no such: they are left out.</summary>
    /// <param name="look">Is handed the good rows.</param>
    /// <param name="most">How many of those left out are told; all are counted.</param>
    /// <returns>What was left out; nothing for Parquet.</returns>
    /// <exception cref="FocusFileException">The file as a whole cannot be read.</exception>
    internal CsvRejects ReadGood(Action<FocusBatch> look, int most)
    {
        if (_heading is null)
        {
            Read(look);
            return new(0, []);
        }

        try
        {
            using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
            using var connection = database.Connect();
            using (var result = connection.Stream(_heading.Query(_path, goesOn: true)))
            {
                var batch = new FocusBatch(Columns.Count);
                while (result.NextChunk() is { } chunk)
                {
                    Fill(batch, chunk);
                    look(batch);
                }
            }

            return CsvRejects.Read(_heading, connection, most);
        }
        catch (DuckDbException exception)
        {
            throw ReadingFault.Of(_path, exception);
        }
    }

    /// <summary>Where the heading and the rows are; <see langword="null"/>: they are no lines.</summary>
    internal CsvRecords? Records() => _heading?.Records(_path);

    private void Fill(FocusBatch batch, DuckDbChunk chunk)
    {
        batch.Begin(chunk.Count);
        for (var i = 0; i < Columns.Count; i++)
        {
            var column = batch[i];
            var vector = chunk[i];
            for (var row = 0; row < chunk.Count; row++)
            {
                if (vector.IsNull(row))
                {
                    column.AddNull();
                }
                else
                {
                    column.Add(vector.Utf8(row));
                }
            }
        }
    }

    private static bool IsParquet(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[4];
        return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length
            && magic.SequenceEqual("PAR1"u8);
    }
}
