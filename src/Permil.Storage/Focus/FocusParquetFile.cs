using System.Globalization;
using Permil.Focus;
using Permil.Focus.Export;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus;

/// <summary>
/// Writes rows as Parquet. DuckDB packs and writes one group of rows after another on a thread of its own, while the next
/// ones are made; what is not written yet is all that is held.
/// </summary>
internal sealed class FocusParquetFile<TRow> : IFocusFile<TRow>
{
    /// <summary>20 chunks of DuckDB's: rows are wide, and a group is held in memory until it is written.</summary>
    private const int RowGroupRows = 40_960;

    /// <summary>Rows go on being made while a group is packed.</summary>
    private const int Chunks = 10;

    private readonly string _path;
    private readonly string _spill;
    private readonly IReadOnlyList<FocusField<TRow>> _fields;
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;
    private readonly DuckDbFeed _feed;
    private readonly Task _writing;
    private int _rows;

    public FocusParquetFile(string path, IReadOnlyList<FocusField<TRow>> fields)
    {
        _path = path;
        _fields = fields;
        _spill = path + ".spill";
        _database = DuckDbDatabase.Open(
            DuckDbDatabase.InMemory,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                // Its own thread does all of it: rows come in one order.
                ["threads"] = "1",
                ["memory_limit"] = "512MB",
                ["temp_directory"] = _spill,
                ["autoinstall_known_extensions"] = "false",
                ["autoload_known_extensions"] = "false",
            }
        );
        _connection = _database.Connect();
        _feed = _connection.Feed("rows", fields.Select(field => (field.Name, TypeOf(field.DataType))), Chunks);
        _writing = Task.Factory.StartNew(
            Copy,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public void Write(TRow row)
    {
        var chunk = _feed.Chunk;
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
        _feed.Complete();
        _writing.GetAwaiter().GetResult();
        using var file = File.Open(_path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        _feed.GiveUp();
        ((IAsyncResult)_writing).AsyncWaitHandle.WaitOne();
        _feed.Dispose();
        _connection.Dispose();
        _database.Dispose();
        if (Directory.Exists(_spill))
        {
            Directory.Delete(_spill, recursive: true);
        }
    }

    private void Append()
    {
        if (_rows > 0 && !_feed.Append(_rows))
        {
            // It has failed, and says why.
            _writing.GetAwaiter().GetResult();
        }

        _rows = 0;
    }

    private void Copy()
    {
        try
        {
            _connection.Execute(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"COPY (FROM rows()) TO '{_path.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowGroupRows})"
                )
            );
        }
        finally
        {
            _feed.End();
        }
    }

    private static LogicalTypeHandle TypeOf(FocusDataType type) =>
        type switch
        {
            FocusDataType.Decimal => LogicalTypeHandle.Decimal(FocusDecimal.Width, FocusDecimal.Scale),
            FocusDataType.DateTime => LogicalTypeHandle.Of(DuckDbType.TimestampWithZone),
            _ => LogicalTypeHandle.Of(DuckDbType.Varchar),
        };
}
