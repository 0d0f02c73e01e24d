using Permil.Storage.DuckDb.Interop;

namespace Permil.Focus;

/// <summary>The commands of the page, run in their order over a folder of their own, and DuckDB over what they wrote.</summary>
public sealed class FocusMonth : IDisposable
{
    private static readonly string[] Written = ["lake", "october.csv"];

    private readonly TemporaryStore _store = new();
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
    private readonly DuckDbConnection _connection;

    public FocusMonth()
    {
        _connection = _database.Connect();
        foreach (var arguments in FocusPage.Commands)
        {
            string[] placed = [.. arguments.Select(argument => Written.Contains(argument) ? Path(argument) : argument)];
            // What only reads a file is told no store.
            var run = arguments is ["focus", "validate", ..] ? PermilProcess.Run(placed) : _store.Run(placed);
            run.ExitCode.ShouldBe(0, $"{string.Join(' ', arguments)}\n{run.Output}{run.Error}");
        }
    }

    internal TemporaryStore Store => _store;

    internal string Csv => Path("october.csv");

    internal string Parquet => Path("lake", "CostAndUsage", "billing_period=2026-10", "data.parquet");

    /// <summary>The rows of a query as text, null as "", numbers without the zeros that end them.</summary>
    /// <param name="sql">Files are named as on the page.</param>
    internal IReadOnlyList<string[]> Query(string sql)
    {
        var query = sql.Replace("'lake/", $"'{Path("lake")}/", StringComparison.Ordinal)
            .Replace("'october.csv'", $"'{Csv}'", StringComparison.Ordinal);
        using var texts = _connection.Query($"SELECT COLUMNS(*)::VARCHAR FROM ({query})");
        string[] names = [.. texts.Columns.Select(column => column.Name)];
        List<string[]> rows = [names];
        while (texts.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                rows.Add([.. names.Select((_, column) => Plain(chunk.Text(column, row)))]);
            }
        }

        return rows;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        _store.Dispose();
    }

    private static string Plain(string? text) =>
        text is null ? ""
        : text.Contains('.', StringComparison.Ordinal)
        && text.All(letter => char.IsAsciiDigit(letter) || letter is '.' or '-')
            ? text.TrimEnd('0').TrimEnd('.')
        : text;

    private string Path(params string[] parts) => _store.PathOf(System.IO.Path.Combine(parts));
}
