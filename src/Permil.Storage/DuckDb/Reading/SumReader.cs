using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Reads the rows of a <see cref="SumQuery"/>, a chunk of columns at a time.</summary>
internal sealed class SumReader
{
    private readonly SumQuery _query;
    private readonly bool _hasEpoch;
    private readonly int[] _kinds;
    private readonly int[][] _codes;
    private readonly int[] _units;
    private readonly int[] _epochs;
    private readonly long[] _events;
    private readonly Int128[][] _columns;
    private readonly Int128[] _numbers;

    /// <param name="query">The query.</param>
    /// <param name="numbers">How many sums stand at the end of a row.</param>
    /// <param name="partColumns">How many columns tell parts apart.</param>
    public SumReader(SumQuery query, int numbers, int partColumns)
    {
        const int MaxRows = 2048;
        _query = query;
        _hasEpoch = query.HasEpoch;
        _kinds = new int[MaxRows];
        _codes = [.. query.Columns.Select(_ => new int[MaxRows])];
        _units = new int[MaxRows];
        _epochs = new int[MaxRows];
        _events = new long[MaxRows];
        _columns = [.. Enumerable.Range(0, numbers).Select(_ => new Int128[MaxRows])];
        _numbers = new Int128[numbers];
        FirstPart = 1 + query.Columns.Count + (query.Unit == TimeUnit.None ? 0 : 1) + (_hasEpoch ? 1 : 0);
        PartColumns = partColumns;
    }

    /// <summary>The first column that tells parts apart.</summary>
    public int FirstPart { get; }

    private int PartColumns { get; }

    /// <summary>Takes the rows of a chunk.</summary>
    public void Load(DuckDbChunk chunk)
    {
        var column = 0;
        chunk.Values<int>(column++).CopyTo(_kinds);
        foreach (var codes in _codes)
        {
            chunk.Values<int>(column++).CopyTo(codes);
        }

        if (_query.Unit != TimeUnit.None)
        {
            chunk.Values<int>(column++).CopyTo(_units);
        }

        if (_hasEpoch)
        {
            chunk.Values<int>(column++).CopyTo(_epochs);
        }

        column += PartColumns;
        chunk.Values<long>(column++).CopyTo(_events);
        foreach (var numbers in _columns)
        {
            chunk.Values<Int128>(column++).CopyTo(numbers);
        }
    }

    /// <summary>A row of the chunk.</summary>
    /// <param name="row">Its place.</param>
    /// <param name="sums">Valid until the next row is read.</param>
    public StoredSum Read(int row, out ReadOnlySpan<Int128> sums)
    {
        var traits = new EventTraits { Kind = _kinds[row] };
        for (var i = 0; i < _codes.Length; i++)
        {
            traits = DimensionColumns.With(traits, _query.Columns[i], _codes[i][row]);
        }

        for (var i = 0; i < _columns.Length; i++)
        {
            _numbers[i] = _columns[i][row];
        }

        sums = _numbers;
        return new StoredSum
        {
            Traits = traits,
            Unit = _units[row],
            Epoch = _hasEpoch ? _epochs[row] : _query.EpochOf(_units[row]),
            Events = _events[row],
        };
    }
}
