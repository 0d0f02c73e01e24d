using System.Runtime.CompilerServices;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>One event as it is stored: numbers only, the texts by their codes.</summary>
internal struct EventRow
{
    /// <summary>Numbers that have a column each; an event with more keeps the others in a list.</summary>
    public const int Numbers = 6;

    [InlineArray(Numbers)]
    public struct NumberArray
    {
        private long _first;
    }

    /// <summary>The hash of (source, id).</summary>
    public UInt128 Id;

    /// <summary>The hash of everything else.</summary>
    public ulong Content;

    /// <summary>In 100 ns since 1970, UTC.</summary>
    public long Time;
    public EventTraits Traits;

    /// <summary>What they are of is the kind's to say; unused ones are 0.</summary>
    public NumberArray Quantities;

    /// <summary>Where the id's text begins in the batch.</summary>
    public int IdStart;
    public int IdLength;

    /// <summary>The place of what few events have in the batch; -1 for none.</summary>
    public int Extra;
}
