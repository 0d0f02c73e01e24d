namespace Permil.Storage.DuckDb.Importing;

/// <summary>One line between being read and being put into a batch.</summary>
internal struct ImportRow
{
    public UInt128 Id;
    public ImportShape Shape;

    /// <summary>The texts as one number of the shape.</summary>
    public int Combination;

    /// <summary>In 100 ns since 1970, UTC.</summary>
    public long Time;
    public long Input;
    public long Cached;
    public long Output;
    public long Reasoning;
    public decimal? Cost;

    /// <summary>Where the id stands in the chunk.</summary>
    public int IdStart;
    public int IdLength;
}
