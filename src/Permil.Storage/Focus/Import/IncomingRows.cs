using System.Globalization;
using System.Text;
using Permil.Billing;
using Permil.Focus.Import;
using Permil.Rating;
using Permil.Storage.DuckDb.Interop;
using Permil.Usage;

namespace Permil.Storage.Focus.Import;

/// <summary>Collects rows beside the stored ones until it is known which of them are new.</summary>
internal sealed class IncomingRows : IDisposable
{
    public const string Table = "focus_incoming";

    private const ulong HashSeed = 0x466F637573;
    private static readonly int Provider = ImportedColumns.IndexOf(ImportedColumns.Provider);
    private static readonly int Account = ImportedColumns.IndexOf(ImportedColumns.Account);
    private static readonly int PeriodStart = ImportedColumns.IndexOf(ImportedColumns.PeriodStart);
    private static readonly int PeriodEnd = ImportedColumns.IndexOf(ImportedColumns.PeriodEnd);

    private readonly Dictionary<(string Provider, string Account, BillingMonth Month), IncomingPart> _parts = [];
    private readonly DuckDbAppender _appender;
    private readonly StringBuilder _written = new();
    private readonly long _firstNumber;
    private int _rows;

    /// <param name="connection">In a transaction, where the table is made.</param>
    /// <param name="firstNumber">What the first part is marked with.</param>
    public IncomingRows(DuckDbConnection connection, long firstNumber)
    {
        connection.Execute($"CREATE TEMP TABLE {Table} AS FROM focus_row LIMIT 0");
        _appender = connection.Append(Table);
        _firstNumber = firstNumber;
    }

    public IReadOnlyCollection<IncomingPart> Parts => _parts.Values;

    /// <param name="row">A value for each of <see cref="ImportedColumns.All"/>.</param>
    /// <param name="file">Where it is from.</param>
    public void Add(ReadOnlySpan<ImportedValue> row, string file)
    {
        var part = PartOf(row);
        part.Add(HashOf(row), file);
        var chunk = _appender.Chunk;
        chunk.Column<long>(0)[_rows] = part.Number;
        for (var i = 0; i < row.Length; i++)
        {
            var (text, number, time) = row[i];
            if (number is { } value)
            {
                chunk.Column<Int128>(i + 1)[_rows] = FocusDecimal.Units(value, ImportedColumns.All[i].Name);
            }
            else if (time is { } moment)
            {
                chunk.Column<long>(i + 1)[_rows] = DuckDbTime.MicrosecondsOf(moment.UtcTicks);
            }
            else if (text is not null)
            {
                chunk.SetText(i + 1, _rows, text);
            }
            else
            {
                chunk.SetNull(i + 1, _rows);
            }
        }

        if (++_rows == chunk.Capacity)
        {
            Append();
        }
    }

    /// <summary>All rows are in the table when this returns.</summary>
    public void Finish()
    {
        Append();
        _appender.Close();
    }

    public void Dispose() => _appender.Dispose();

    private IncomingPart PartOf(ReadOnlySpan<ImportedValue> row)
    {
        var (start, end) = (row[PeriodStart].Time!.Value, row[PeriodEnd].Time!.Value);
        var key = (row[Provider].Text!, row[Account].Text!, BillingMonth.Of(start + ((end - start) / 2)));
        if (!_parts.TryGetValue(key, out var part))
        {
            _parts.Add(key, part = new(_firstNumber + _parts.Count, key.Item1, key.Item2, key.Item3));
        }

        return part;
    }

    private UInt128 HashOf(ReadOnlySpan<ImportedValue> row)
    {
        _written.Clear();
        foreach (var (text, number, time) in row)
        {
            // Null and an empty text are the same; a unit separator is in no value.
            _written.Append(text ?? (number is { } value ? DecimalText.Of(value) : null));
            if (time is { } moment)
            {
                _written.Append(CultureInfo.InvariantCulture, $"{moment.UtcTicks}");
            }

            _written.Append('\u001f');
        }

        return EventIdHash.Of(HashSeed, Encoding.UTF8.GetBytes(_written.ToString()));
    }

    private void Append()
    {
        if (_rows > 0)
        {
            _appender.Append(_rows);
            _rows = 0;
        }
    }
}
