using System.Runtime.CompilerServices;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>One thread's part of a bulk run: reads chunks, keeps its own sums.</summary>
internal sealed class BulkWorker
{
    private const int MaxShapes = 8;

    /// <summary>Lines that nothing was learned from before learning is given up.</summary>
    private const int MaxVainLessons = 200;

    private readonly UsageRating _rating;
    private readonly BulkDimensions _dimensions;
    private readonly FieldMap _map;
    private readonly int _maxLineBytes;
    private readonly JsonLineReader _ownReader;
    private readonly TextInterner[] _texts;
    private readonly LineValues _values;
    private readonly LineTime _time = new();
    private readonly List<BulkShape> _shapes = [];
    private readonly Chunk _chunk = new();
    private readonly List<LeftLine> _leftLines = [];
    private BulkRow[] _rows = new BulkRow[4096];
    private UInt128[] _ids = new UInt128[4096];
    private bool[] _areNew = new bool[4096];
    private int _rowCount;
    private int _vainLessons;

    /// <summary>A line for the full reader.</summary>
    private readonly record struct LeftLine(int Start, int Length, long Line);

    /// <param name="rating">Takes what is left to the full reader, and knows which events were there before.</param>
    /// <param name="dimensions">The texts that matter.</param>
    /// <param name="map">What the fields of a line mean.</param>
    /// <param name="options">How the full reader reads.</param>
    public BulkWorker(UsageRating rating, BulkDimensions dimensions, FieldMap map, ReadOptions options)
    {
        _ownReader = new JsonLineReader("", options, map);
        _rating = rating;
        _dimensions = dimensions;
        _map = map;
        _maxLineBytes = options.MaxLineBytes;
        _texts = [.. Enumerable.Range(0, dimensions.Count).Select(_ => new TextInterner())];
        _values = new LineValues(dimensions.Count);
        Buckets = new TimeBuckets(rating);
    }

    /// <summary>The texts of each dimension.</summary>
    public IReadOnlyList<TextInterner> Texts => _texts;

    public TimeBuckets Buckets { get; }

    public IReadOnlyList<BulkShape> Shapes => _shapes;

    /// <summary>Works on a file until it ends.</summary>
    /// <param name="file">The file, shared with the other workers.</param>
    /// <param name="fullReader">Reads what has no known shape; only used while it is this worker's turn.</param>
    public void Work(BulkFile file, JsonLineReader fullReader)
    {
        while (file.Chunks.TryRead(_chunk))
        {
            var lines = _chunk.TooLongLineBytes > 0 ? 1 : ReadLines();
            file.Turns.Take(
                _chunk.Number,
                () =>
                {
                    LeaveOutDuplicates();
                    PassOn(file, fullReader);
                    file.LinesBefore += lines;
                }
            );
            AddRows();
        }
    }

    /// <summary>Reads the chunk's lines into rows and left lines.</summary>
    /// <returns>How many lines there were.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long ReadLines()
    {
        _rowCount = 0;
        _leftLines.Clear();
        var lines = 0L;
        var position = 0;
        var isJustLearned = false;
        while (position < _chunk.Length)
        {
            lines++;
            var length = TryShapes(position);
            if (length > 0)
            {
                position += length;
                continue;
            }

            var newline = _chunk.Buffer.AsSpan(position, _chunk.Length - position).IndexOf((byte)'\n');
            var lineLength = newline < 0 ? _chunk.Length - position : newline;
            if (!isJustLearned && Learn(_chunk.Buffer.AsMemory(position, lineLength)))
            {
                // The line is read again, by its own shape.
                isJustLearned = true;
                lines--;
                continue;
            }

            isJustLearned = false;
            _leftLines.Add(new LeftLine(position, lineLength, lines));
            position += lineLength + 1;
        }

        return lines;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int TryShapes(int position)
    {
        for (var i = 0; i < _shapes.Count; i++)
        {
            if (_rowCount == _rows.Length)
            {
                GrowRows();
            }

            var length = _shapes[i]
                .TryRead(
                    ref _chunk.Buffer[position],
                    _chunk.Length - position,
                    _values,
                    _time,
                    Buckets,
                    out _rows[_rowCount]
                );
            if (length == 0 || (length > _maxLineBytes && IsTooLong(position, length)))
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
                _rowCount++;
            }

            return length;
        }

        return 0;
    }

    private bool Learn(ReadOnlyMemory<byte> line)
    {
        if (_shapes.Count == MaxShapes || _vainLessons >= MaxVainLessons)
        {
            return false;
        }

        _vainLessons++;
        var shape = _ownReader.TryReadAppLogLine(line) is { } read
            ? BulkShape.Learn(line.Span, read, _map, _dimensions, _texts, _rating.Rater, Buckets)
            : null;
        if (shape is null)
        {
            return false;
        }

        _vainLessons = 0;
        _shapes.Add(shape);
        return true;
    }

    private void LeaveOutDuplicates()
    {
        if (_chunk.TooLongLineBytes > 0)
        {
            _rowCount = 0;
            _leftLines.Clear();
            return;
        }

        _rating.Ids.Add(_ids.AsSpan(0, _rowCount), _areNew);
        _rating.AddDuplicates(_rowCount - _areNew.AsSpan(0, _rowCount).Count(true));
    }

    private void PassOn(BulkFile file, JsonLineReader fullReader)
    {
        if (_chunk.TooLongLineBytes > 0)
        {
            _rating.Reject(file.TooLong(file.LinesBefore + 1, _chunk.TooLongLineBytes));
            return;
        }

        foreach (var left in _leftLines)
        {
            var textLength = TextLength(left.Start, left.Length);
            if (textLength > _maxLineBytes)
            {
                _rating.Reject(file.TooLong(file.LinesBefore + left.Line, textLength));
                continue;
            }

            fullReader.ReadLine(_chunk.Buffer.AsMemory(left.Start, textLength), file.LinesBefore + left.Line, _rating);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRows()
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

        _rowCount = 0;
    }

    /// <summary>A line's length as limits and messages count it: a carriage return belongs to its end.</summary>
    private int TextLength(int start, int length) =>
        length > 0 && _chunk.Buffer[start + length - 1] == (byte)'\r' ? length - 1 : length;

    /// <summary>Whether a line is beyond the limit; the last one of a file may have no line feed.</summary>
    private bool IsTooLong(int start, int length) =>
        TextLength(start, _chunk.Buffer[start + length - 1] == (byte)'\n' ? length - 1 : length) > _maxLineBytes;

    private void GrowRows()
    {
        Array.Resize(ref _rows, _rows.Length * 2);
        Array.Resize(ref _ids, _rows.Length);
        Array.Resize(ref _areNew, _rows.Length);
    }
}
