using System.Runtime.CompilerServices;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>One thread's part of a bulk rating: reads chunks, keeps its own sums.</summary>
/// <param name="rating">Takes what is left to the full reader, and knows which events were there before.</param>
/// <param name="dimensions">The texts that matter.</param>
/// <param name="map">What the fields of a line mean.</param>
/// <param name="options">How the full reader reads.</param>
internal sealed class BulkWorker(UsageRating rating, BulkDimensions dimensions, FieldMap map, ReadOptions options)
    : LineWorker(options.MaxLineBytes, rating)
{
    private const int MaxShapes = 8;

    private readonly JsonLineReader _ownReader = new("", options, map);
    private readonly TextInterner[] _texts = [.. Enumerable.Range(0, dimensions.Count).Select(_ => new TextInterner())];
    private readonly LineValues _values = new(dimensions.Count);
    private readonly LineTime _time = new();
    private readonly List<BulkShape> _shapes = [];
    private BulkRow[] _rows = new BulkRow[4096];
    private UInt128[] _ids = new UInt128[4096];
    private bool[] _areNew = new bool[4096];
    private int[] _starts = new int[4096];
    private int _rowCount;
    private int _taken;

    /// <summary>The texts of each dimension.</summary>
    public IReadOnlyList<TextInterner> Texts => _texts;

    public TimeBuckets Buckets { get; } = new(rating);

    public IReadOnlyList<BulkShape> Shapes => _shapes;

    protected override void ClearRows() => _rowCount = 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override int TryRow(int position)
    {
        for (var i = 0; i < _shapes.Count; i++)
        {
            if (_rowCount == _rows.Length)
            {
                GrowRows();
            }

            var length = _shapes[i]
                .TryRead(
                    ref Chunk.Buffer[position],
                    Chunk.Length - position,
                    _values,
                    _time,
                    Buckets,
                    out _rows[_rowCount]
                );
            if (length == 0 || IsTooLong(position, length))
            {
                continue;
            }

            if (i > 0)
            {
                // The next line is likely to be like this one.
                (_shapes[0], _shapes[i]) = (_shapes[i], _shapes[0]);
            }

            if (_rows[_rowCount].Bucket >= 0)
            {
                _ids[_rowCount] = _rows[_rowCount].Id;
                _starts[_rowCount] = position;
                _rowCount++;
            }

            return length;
        }

        return 0;
    }

    protected override bool? TryLearn(ReadOnlyMemory<byte> line)
    {
        if (_shapes.Count == MaxShapes)
        {
            return null;
        }

        var shape = _ownReader.TryReadAppLogLine(line) is { } read
            ? BulkShape.Learn(line.Span, read, map, dimensions, _texts, rating.Rater, Buckets)
            : null;
        if (shape is not null)
        {
            _shapes.Add(shape);
        }

        return shape is not null;
    }

    protected override void TakeTurn() => _taken = 0;

    /// <summary>Leaves out duplicates: of two the first in the file counts.</summary>
    protected override void TakeRowsBefore(int position)
    {
        var first = _taken;
        // No row begins where another line does.
        _taken = ~Array.BinarySearch(_starts, first, _rowCount - first, position);
        var areNew = _areNew.AsSpan(first, _taken - first);
        rating.Ids.Add(_ids.AsSpan(first, _taken - first), areNew);
        rating.AddDuplicates(areNew.Length - areNew.Count(true));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void EndTurn()
    {
        const int Ahead = 12;
        for (var i = 0; i < _rowCount; i++)
        {
            if (i + Ahead < _rowCount)
            {
                _rows[i + Ahead].Shape.Prefetch(in _rows[i + Ahead]);
            }

            if (_areNew[i])
            {
                _rows[i].Shape.Add(in _rows[i]);
            }
        }
    }

    private void GrowRows()
    {
        Array.Resize(ref _rows, _rows.Length * 2);
        Array.Resize(ref _ids, _rows.Length);
        Array.Resize(ref _areNew, _rows.Length);
        Array.Resize(ref _starts, _rows.Length);
    }
}
