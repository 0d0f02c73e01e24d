namespace Permil.Focus.Validation;

/// <summary>A column's values in a <see cref="FocusBatch"/>, as UTF-8.</summary>
public sealed class FocusBatchColumn
{
    private readonly int[] _ends = new int[FocusBatch.Capacity + 1];
    private readonly ulong[] _nulls = new ulong[FocusBatch.Capacity / 64];
    private byte[] _bytes = new byte[FocusBatch.Capacity * 16];
    private int _count;

    internal FocusBatchColumn() { }

    /// <summary>A bit a row, set where it is null.</summary>
    internal ReadOnlySpan<ulong> Nulls => _nulls;

    public void Add(ReadOnlySpan<byte> value)
    {
        var start = _ends[_count];
        if (start + value.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + value.Length));
        }

        value.CopyTo(_bytes.AsSpan(start));
        _ends[++_count] = start + value.Length;
    }

    public void AddNull()
    {
        _nulls[_count / 64] |= 1UL << (_count % 64);
        _ends[_count + 1] = _ends[_count];
        _count++;
    }

    public bool IsNull(int row) => (_nulls[row / 64] & (1UL << (row % 64))) != 0;

    /// <summary>Empty for null.</summary>
    public ReadOnlySpan<byte> this[int row] => _bytes.AsSpan(_ends[row].._ends[row + 1]);

    internal void Clear()
    {
        _count = 0;
        _nulls.AsSpan().Clear();
    }
}
