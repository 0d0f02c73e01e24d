using System.Runtime.InteropServices;

namespace Permil.Storage.Ids;

/// <summary>What the index keeps of a stored event: which it is, and what it said.</summary>
/// <param name="IdHigh">The upper half of the hash of (source, id).</param>
/// <param name="IdLow">The lower half.</param>
/// <param name="Content">A hash of everything else the event says: the same id with another content is a conflict.</param>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal readonly record struct IdEntry(ulong IdHigh, ulong IdLow, ulong Content)
{
    public const int Size = 24;

    public UInt128 Id => new(IdHigh, IdLow);

    /// <summary>By id, whatever the content.</summary>
    public int CompareId(IdEntry other) =>
        IdHigh != other.IdHigh ? IdHigh.CompareTo(other.IdHigh) : IdLow.CompareTo(other.IdLow);
}
