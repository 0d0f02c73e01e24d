using System.Globalization;
using Permil.Focus;
using Permil.Focus.Export;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus;

/// <summary>
/// Writes rows as Parquet. They are collected in a database beside the file, which holds them packed and on disk, and are
/// written from there in their order.
/// </summary>
internal sealed class FocusParquetFile<TRow> : IFocusFile<TRow>
{
    /// <summary>Source: DuckDB's own, the size at which readers share a file's work.</summary>
    private const int RowGroupRows = 122_880;

    private readonly string _path;
    private readonly string _folder;
    private readonly IReadOnlyList<FocusField<TRow>> _fields;
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;
    private readonly DuckDbAppender _appender;
    private int _rows;

    public FocusParquetFile(string path, IReadOnlyList<FocusField<TRow>> fields)
    {
        _path = path;
        _fields = fields;
        _folder = path + ".rows";
        Directory.CreateDirectory(_folder);
        _database = DuckDbDatabase.Open(
            Path.Combine(_folder, "rows.duckdb"),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["memory_limit"] = "512MB",
                ["temp_directory"] = Path.Combine(_folder, "spill"),
                ["autoinstall_known_extensions"] = "false",
                ["autoload_known_extensions"] = "false",
            }
        );
        _connection = _database.Connect();
        var columns = fields.Select(field => $"\"{field.Name}\" {TypeOf(field.DataType)}");
        _connection.Execute($"CREATE TABLE focus ({string.Join(", ", columns)})");
        _appender = _connection.Append("focus");
    }

    public void Write(TRow row)
    {
        var chunk = _appender.Chunk;
        for (var i = 0; i < _fields.Count; i++)
        {
            var field = _fields[i];
            if (field.Number is { } number)
            {
                if (number(row) is { } value)
                {
                    chunk.Column<Int128>(i)[_rows] = FocusDecimal.Units(value, field.Name);
                }
                else
                {
                    chunk.SetNull(i, _rows);
                }
            }
            else if (field.Time is { } time)
            {
                if (time(row) is { } instant)
                {
                    chunk.Column<long>(i)[_rows] =
                        (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
                }
                else
                {
                    chunk.SetNull(i, _rows);
                }
            }
            else
            {
                chunk.SetText(i, _rows, field.Text!(row));
            }
        }

        if (++_rows == chunk.Capacity)
        {
            Append();
        }
    }

    public void Finish()
    {
        Append();
        _appender.Close();
        _connection.Execute(
            string.Create(
                CultureInfo.InvariantCulture,
                $"COPY focus TO '{_path.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowGroupRows})"
            )
        );
        using var file = File.Open(_path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        _appender.Dispose();
        _connection.Dispose();
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Append()
    {
        if (_rows > 0)
        {
            _appender.Append(_rows);
            _rows = 0;
        }
    }

    private static string TypeOf(FocusDataType type) =>
        type switch
        {
            FocusDataType.Decimal => string.Create(
                CultureInfo.InvariantCulture,
                $"DECIMAL({FocusDecimal.Width},{FocusDecimal.Scale})"
            ),
            FocusDataType.DateTime => "TIMESTAMP WITH TIME ZONE",
            _ => "VARCHAR",
        };
}
