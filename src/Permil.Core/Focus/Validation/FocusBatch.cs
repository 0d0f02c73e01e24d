namespace Permil.Focus.Validation;

/// <summary>Some rows of a file by column, used again for the next ones.</summary>
public sealed class FocusBatch
{
    /// <summary>The most rows.</summary>
    public const int Capacity = 2048;

    private readonly FocusBatchColumn[] _columns;

    public FocusBatch(int columnCount) =>
        _columns = [.. Enumerable.Range(0, columnCount).Select(_ => new FocusBatchColumn())];

    /// <summary>The rows that every column was given.</summary>
    public int Count { get; private set; }

    public FocusBatchColumn this[int column] => _columns[column];

    /// <summary>Empties it; every column is then to be given <paramref name="count"/> values.</summary>
    public void Begin(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
        Count = count;
        foreach (var column in _columns)
        {
            column.Clear();
        }
    }
}
