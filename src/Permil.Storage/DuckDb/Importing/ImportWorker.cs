using System.Runtime.CompilerServices;
using Permil.Rating.Bulk;
using Permil.Usage.Readers;

namespace Permil.Storage.DuckDb.Importing;

/// <summary>One thread's part of importing a big log.</summary>
internal sealed class ImportWorker(UsageImport import, FieldMap map, ReadOptions options)
    : LineWorker(options.MaxLineBytes, import)
{
    private const int MaxShapes = 8;

    private readonly JsonLineReader _ownReader = new("", options, map);
    private readonly LineTime _time = new();
    private readonly List<ImportShape> _shapes = [];
    private ImportRow[] _rows = new ImportRow[4096];
    private int _rowCount;
    private int _taken;

    protected override void ClearRows() => _rowCount = 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override int TryRow(int position)
    {
        for (var i = 0; i < _shapes.Count; i++)
        {
            if (_rowCount == _rows.Length)
            {
                Array.Resize(ref _rows, _rows.Length * 2);
            }

            ref var row = ref _rows[_rowCount];
            var length = _shapes[i].TryRead(ref Chunk.Buffer[position], Chunk.Length - position, _time, out row);
            if (length == 0 || IsTooLong(position, length))
            {
                continue;
            }

            if (i > 0)
            {
                // The next line is likely to be like this one.
                (_shapes[0], _shapes[i]) = (_shapes[i], _shapes[0]);
            }

            row.IdStart += position;
            _rowCount++;
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

        var shape = _ownReader.TryReadAppLogLine(line) is { } read ? ImportShape.Learn(line.Span, read, map) : null;
        if (shape is not null)
        {
            _shapes.Add(shape);
        }

        return shape is not null;
    }

    protected override void TakeTurn() => _taken = 0;

    protected override void TakeRowsBefore(int position)
    {
        for (; _taken < _rowCount && _rows[_taken].IdStart < position; _taken++)
        {
            ref readonly var row = ref _rows[_taken];
            import.Add(in row, Chunk.Buffer.AsSpan(row.IdStart, row.IdLength));
        }
    }
}
