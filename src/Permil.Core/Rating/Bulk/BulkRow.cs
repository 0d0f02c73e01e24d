namespace Permil.Rating.Bulk;

/// <summary>One line between being read and being added: its id may turn out to be a duplicate.</summary>
internal struct BulkRow
{
    public UInt128 Id;
    public BulkShape Shape;

    /// <summary>The texts as one number, see <see cref="BulkShape.Describe"/>.</summary>
    public ulong Combination;

    /// <summary>The stretch of time; -1 when the line is outside the asked period.</summary>
    public int Bucket;
    public int Input;
    public int Cached;
    public int Output;
}
