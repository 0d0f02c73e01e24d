namespace Permil.Storage.DuckDb.Interop;

/// <summary>Up to <see cref="Capacity"/> rows to be appended, by column. Every row of every column is to be set.</summary>
internal sealed unsafe class DuckDbChunkWriter : IDisposable
{
    private readonly DuckDbVectorWriter[] _columns;
    private readonly TextArena _texts = new();

    internal DuckDbChunkWriter(LogicalTypeHandle[] types)
    {
        Capacity = (int)NativeMethods.VectorSize();
        var natives = new nint[types.Length];
        _columns = new DuckDbVectorWriter[types.Length];
        for (var i = 0; i < types.Length; i++)
        {
            natives[i] = types[i].DangerousGetHandle();
            _columns[i] = new(DuckDbColumnType.Read(types[i]), _texts);
        }

        fixed (nint* first = natives)
        {
            Handle.Adopt(NativeMethods.CreateDataChunk(first, (ulong)types.Length));
        }

        // The chunk has taken the types over by copy; until here they had to live.
        GC.KeepAlive(types);
        if (Handle.IsInvalid)
        {
            throw new DuckDbException(DuckDbErrorType.InvalidType, "DuckDB cannot append to a column of this table.");
        }

        Begin();
    }

    /// <summary>Rows of a chunk, 2,048.</summary>
    public int Capacity { get; }

    public int ColumnCount => _columns.Length;

    internal DataChunkHandle Handle { get; } = new();

    /// <summary>A column's vector, which has every access there is.</summary>
    public DuckDbVectorWriter this[int column] => _columns[column];

    /// <inheritdoc cref="DuckDbVectorWriter.Values"/>
    public Span<T> Column<T>(int column)
        where T : unmanaged => _columns[column].Values<T>();

    public void SetNull(int column, int row) => _columns[column].SetNull(row);

    /// <inheritdoc cref="DuckDbVectorWriter.SetText(int, ReadOnlySpan{byte})"/>
    public void SetText(int column, int row, ReadOnlySpan<byte> utf8) => _columns[column].SetText(row, utf8);

    /// <inheritdoc cref="DuckDbVectorWriter.SetText(int, string)"/>
    public void SetText(int column, int row, string? text) => _columns[column].SetText(row, text);

    /// <inheritdoc cref="DuckDbVectorWriter.SetBytes"/>
    public void SetBytes(int column, int row, ReadOnlySpan<byte> bytes) => _columns[column].SetBytes(row, bytes);

    /// <inheritdoc cref="DuckDbVectorWriter.SetList"/>
    public void SetList<T>(int column, int row, ReadOnlySpan<T> values)
        where T : unmanaged => _columns[column].SetList(row, values);

    /// <inheritdoc cref="DuckDbVectorWriter.SetTextList"/>
    public void SetTextList(int column, int row, ReadOnlySpan<string?> texts) =>
        _columns[column].SetTextList(row, texts);

    /// <inheritdoc cref="DuckDbVectorWriter.SetTextMap"/>
    public void SetTextMap(int column, int row, IReadOnlyDictionary<string, string?> map) =>
        _columns[column].SetTextMap(row, map);

    public void Dispose()
    {
        Handle.Dispose();
        foreach (var column in _columns)
        {
            column.Detach();
        }
    }

    internal void Begin()
    {
        var chunk = Handle.DangerousGetHandle();
        NativeMethods.ResetDataChunk(chunk);
        _texts.Clear();
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Attach(NativeMethods.DataChunkVector(chunk, (ulong)i), Capacity);
        }
    }

    internal void End(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Capacity);
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        foreach (var column in _columns)
        {
            column.SetListSizes();
        }

        NativeMethods.SetDataChunkSize(Handle.DangerousGetHandle(), (ulong)rows);
    }
}
