using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Reads the rows of a <see cref="SumQuery"/>.</summary>
/// <param name="query">The query.</param>
/// <param name="numbers">How many sums stand at the end of a row.</param>
/// <param name="partColumns">How many columns tell parts apart.</param>
internal sealed class SumReader(SumQuery query, int numbers, int partColumns)
{
    private readonly Int128[] _numbers = new Int128[numbers];
    private readonly int _unit = 1 + query.Columns.Count;
    private readonly int _epoch = 1 + query.Columns.Count + (query.Unit == TimeUnit.None ? 0 : 1);

    /// <summary>The first column that tells parts apart.</summary>
    public int FirstPart { get; } =
        1 + query.Columns.Count + (query.Unit == TimeUnit.None ? 0 : 1) + (query.HasEpoch ? 1 : 0);

    /// <param name="chunk">Rows of the result.</param>
    /// <param name="row">The row's place.</param>
    /// <param name="sums">Valid until the next row is read.</param>
    public StoredSum Read(DuckDbChunk chunk, int row, out ReadOnlySpan<Int128> sums)
    {
        var traits = new EventTraits { Kind = chunk.Values<int>(0)[row] };
        for (var i = 0; i < query.Columns.Count; i++)
        {
            traits = DimensionColumns.With(traits, query.Columns[i], chunk.Values<int>(1 + i)[row]);
        }

        var sum = new StoredSum
        {
            Traits = traits,
            Unit = query.Unit == TimeUnit.None ? 0 : chunk.Values<int>(_unit)[row],
            Events = chunk.Values<long>(FirstPart + partColumns)[row],
        };
        sum.Epoch = query.HasEpoch ? chunk.Values<int>(_epoch)[row] : query.EpochOf(sum.Unit);
        for (var i = 0; i < numbers; i++)
        {
            _numbers[i] = chunk.Values<Int128>(FirstPart + partColumns + 1 + i)[row];
        }

        sums = _numbers;
        return sum;
    }
}
