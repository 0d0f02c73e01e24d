using System.Runtime.CompilerServices;

namespace Permil.Storage.DuckDb.Importing;

/// <summary>One line between being read and being put into a batch.</summary>
internal struct ImportRow
{
    [InlineArray(Dimensions)]
    public struct OwnerTexts
    {
        public const int Dimensions = 4;

        private int _first;
    }

    public UInt128 Id;
    public ImportShape Shape;

    /// <summary>The texts that decide the kind, as one number of the shape.</summary>
    public int Kind;

    /// <summary>The tags as one number of the shape.</summary>
    public int Tags;

    /// <summary>The texts of the owner's dimensions, by number of the shape; unused ones are 0.</summary>
    public OwnerTexts Owner;

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
