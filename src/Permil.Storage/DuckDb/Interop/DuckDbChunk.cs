namespace Permil.Storage.DuckDb.Interop;

/// <summary>Some rows of a result, by column. Columns and rows are counted from 0.</summary>
internal sealed class DuckDbChunk : IDisposable
{
    private readonly DataChunkHandle _handle;
    private readonly DuckDbVector[] _columns;

    internal DuckDbChunk(DataChunkHandle handle, IReadOnlyList<DuckDbColumn> columns)
    {
        _handle = handle;
        var chunk = handle.DangerousGetHandle();
        Count = (int)NativeMethods.DataChunkSize(chunk);
        _columns = new DuckDbVector[columns.Count];
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = new(handle, NativeMethods.DataChunkVector(chunk, (ulong)i), columns[i].Type, Count);
        }
    }

    public int Count { get; }

    /// <summary>A column's vector, which has every access there is.</summary>
    public DuckDbVector this[int column] => _columns[column];

    /// <inheritdoc cref="DuckDbVector.Values"/>
    public ReadOnlySpan<T> Values<T>(int column)
        where T : unmanaged => _columns[column].Values<T>();

    public bool IsNull(int column, int row) => _columns[column].IsNull(row);

    public bool HasNulls(int column) => _columns[column].HasNulls;

    /// <inheritdoc cref="DuckDbVector.Text"/>
    public string? Text(int column, int row) => _columns[column].Text(row);

    /// <inheritdoc cref="DuckDbVector.Utf8"/>
    public ReadOnlySpan<byte> Utf8(int column, int row) => _columns[column].Utf8(row);

    /// <inheritdoc cref="DuckDbVector.Bytes"/>
    public byte[]? Bytes(int column, int row) => _columns[column].Bytes(row);

    /// <inheritdoc cref="DuckDbVector.Boolean"/>
    public bool Boolean(int column, int row) => _columns[column].Boolean(row);

    /// <inheritdoc cref="DuckDbVector.Int64"/>
    public long Int64(int column, int row) => _columns[column].Int64(row);

    /// <inheritdoc cref="DuckDbVector.Integer"/>
    public Int128 Integer(int column, int row) => _columns[column].Integer(row);

    /// <inheritdoc cref="DuckDbVector.Double"/>
    public double Double(int column, int row) => _columns[column].Double(row);

    /// <inheritdoc cref="DuckDbVector.Decimal"/>
    public decimal Decimal(int column, int row) => _columns[column].Decimal(row);

    /// <inheritdoc cref="DuckDbVector.Timestamp"/>
    public DateTimeOffset Timestamp(int column, int row) => _columns[column].Timestamp(row);

    /// <inheritdoc cref="DuckDbVector.Date"/>
    public DateOnly Date(int column, int row) => _columns[column].Date(row);

    /// <inheritdoc cref="DuckDbVector.List"/>
    public T[]? List<T>(int column, int row)
        where T : unmanaged => _columns[column].List<T>(row);

    /// <inheritdoc cref="DuckDbVector.TextList"/>
    public string?[]? TextList(int column, int row) => _columns[column].TextList(row);

    /// <inheritdoc cref="DuckDbVector.TextMap"/>
    public IReadOnlyDictionary<string, string?>? TextMap(int column, int row) => _columns[column].TextMap(row);

    public void Dispose() => _handle.Dispose();
}
