using System.Collections.Concurrent;
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
    /// <summary>20 batches: rows are wide, and a group is held in memory until it is written.</summary>
    private const int RowGroupRows = 20 * BatchRows;

    /// <summary>Of a day: those of a month are open at once.</summary>
    private const int RowGroupRowsOfDay = 2 * BatchRows;

    /// <summary>Source: a chunk of DuckDB's.</summary>
    private const int BatchRows = 2048;

    /// <summary>Rows go on being made while a group is packed.</summary>
    private const int MostBatches = 10;

    private readonly string _path;
    private readonly string _spill;
    private readonly int _groupRows;
    private readonly FocusField<TRow>[] _fields;
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;
    private readonly DuckDbFeed _feed;
    private readonly BlockingCollection<TRow[]> _batches = new(MostBatches);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _writing;
    private TRow[] _batch = new TRow[BatchRows];
    private int _rows;
    private volatile bool _isGivenUp;
    private bool _isClosed;

    public FocusParquetFile(string path, IReadOnlyList<FocusField<TRow>> fields, bool isDay)
    {
        _path = path;
        _groupRows = isDay ? RowGroupRowsOfDay : RowGroupRows;
        _fields = [.. fields];
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
        _feed = _connection.Feed("rows", fields.Select(field => (field.Name, TypeOf(field.DataType))), Fill);
        _writing = Task.Factory.StartNew(
            Copy,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public void Write(TRow row)
    {
        _batch[_rows++] = row;
        if (_rows == BatchRows)
        {
            HandOver(_batch);
            _batch = new TRow[BatchRows];
            _rows = 0;
        }
    }

    public void Finish()
    {
        if (_rows > 0)
        {
            HandOver(_batch[.._rows]);
        }

        _batches.CompleteAdding();
        _writing.GetAwaiter().GetResult();
        using var file = File.Open(_path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _isGivenUp = true;
        _batches.CompleteAdding();
        ((IAsyncResult)_writing).AsyncWaitHandle.WaitOne();
        _feed.Dispose();
        _connection.Dispose();
        _database.Dispose();
        _batches.Dispose();
        _ended.Dispose();
        if (Directory.Exists(_spill))
        {
            Directory.Delete(_spill, recursive: true);
        }
    }

    private void HandOver(TRow[] rows)
    {
        try
        {
            _batches.Add(rows, _ended.Token);
        }
        catch (OperationCanceledException)
        {
            // It ends before the rows do only when it fails, and says why.
            _writing.GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>Takes the next rows, on the thread that writes.</summary>
    private int Fill(DuckDbChunkWriter chunk)
    {
        if (!_batches.TryTake(out var rows, Timeout.Infinite))
        {
            return _isGivenUp ? throw new OperationCanceledException() : 0;
        }

        for (var i = 0; i < _fields.Length; i++)
        {
            Fill(chunk[i], _fields[i], rows);
        }

        return rows.Length;
    }

    private static void Fill(DuckDbVectorWriter column, FocusField<TRow> field, TRow[] rows)
    {
        if (field.Number is { } number)
        {
            var values = column.Values<Int128>();
            for (var i = 0; i < rows.Length; i++)
            {
                if (number(rows[i]) is { } value)
                {
                    values[i] = FocusDecimal.Units(value, field.Name);
                }
                else
                {
                    column.SetNull(i);
                }
            }
        }
        else if (field.Time is { } time)
        {
            var values = column.Values<long>();
            for (var i = 0; i < rows.Length; i++)
            {
                if (time(rows[i]) is { } instant)
                {
                    values[i] = (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
                }
                else
                {
                    column.SetNull(i);
                }
            }
        }
        else
        {
            for (var i = 0; i < rows.Length; i++)
            {
                column.SetText(i, field.Text!(rows[i]));
            }
        }
    }

    private void Copy()
    {
        try
        {
            _connection.Execute(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"COPY (FROM rows()) TO '{_path.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_groupRows})"
                )
            );
        }
        catch (DuckDbException) when (_feed.Failure is { } failure)
        {
            failure.Throw();
        }
        finally
        {
            _ended.Cancel();
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
