using Permil.Focus.Validation;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus;

/// <summary>The columns of a Parquet file, and the query that gives their values as the specification writes them.</summary>
internal static class ParquetShape
{
    private const string Moment = "'%Y-%m-%dT%H:%M:%SZ'";
    private const string FineMoment = "'%Y-%m-%dT%H:%M:%S.%fZ'";

    /// <exception cref="FocusFileException">It is damaged.</exception>
    public static (IReadOnlyList<FocusFileColumn> Columns, string Query) Read(string path)
    {
        var source = $"read_parquet({SqlText.File(path)}, hive_partitioning = false)";
        try
        {
            using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
            using var connection = database.Connect();
            using var result = connection.Query(
                $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {source})"
            );
            var columns = new List<FocusFileColumn>();
            var values = new List<string>();
            while (result.NextChunk() is { } chunk)
            {
                for (var row = 0; row < chunk.Count; row++)
                {
                    var (name, type) = (chunk.Text(0, row)!, chunk.Text(1, row)!);
                    var kind = KindOf(type);
                    columns.Add(new(name, kind));
                    values.Add($"{ValueOf(SqlText.Name(name), type, kind)} AS c{columns.Count - 1}");
                }
            }

            return (columns, $"SELECT {string.Join(", ", values)} FROM {source}");
        }
        catch (DuckDbException exception)
        {
            throw ReadingFault.Of(path, exception);
        }
    }

    private static FocusValueKind KindOf(string type) =>
        type.Split('(')[0] switch
        {
            "DECIMAL"
            or "TINYINT"
            or "SMALLINT"
            or "INTEGER"
            or "BIGINT"
            or "HUGEINT"
            or "UTINYINT"
            or "USMALLINT"
            or "UINTEGER"
            or "UBIGINT" when !type.EndsWith(']') => FocusValueKind.Decimal,
            "FLOAT" or "DOUBLE" => FocusValueKind.Double,
            "VARCHAR" => FocusValueKind.String,
            "JSON" => FocusValueKind.Json,
            _ when type.StartsWith("TIMESTAMP", StringComparison.Ordinal) && !type.EndsWith(']') =>
                FocusValueKind.DateTime,
            "MAP" or "STRUCT" => FocusValueKind.Json,
            _ when type.EndsWith(']') => FocusValueKind.Json,
            _ => FocusValueKind.Other,
        };

    private static string ValueOf(string name, string type, FocusValueKind kind) =>
        kind switch
        {
            FocusValueKind.Double => $"upper({name}::VARCHAR)",
            FocusValueKind.Json when type != "JSON" => $"to_json({name})::VARCHAR",
            FocusValueKind.DateTime => MomentOf(
                type == "TIMESTAMP WITH TIME ZONE" ? $"({name} AT TIME ZONE 'UTC')" : $"{name}::TIMESTAMP"
            ),
            _ => $"{name}::VARCHAR",
        };

    /// <summary>With a fraction of a second only where there is one, so that its format is found wrong.</summary>
    private static string MomentOf(string value) =>
        $"CASE WHEN epoch_us({value}) % 1000000 = 0 THEN strftime({value}, {Moment}) ELSE strftime({value}, {FineMoment}) END";
}
