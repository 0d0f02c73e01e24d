using Permil.Storage.DuckDb.Rows;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>The sum of stored events that are of one kind, for the same ones and in one stretch of time.</summary>
internal struct StoredSum
{
    /// <summary>Codes of what was asked for; the others are 0.</summary>
    public EventTraits Traits;

    /// <summary>Days or hours since 1970; 0 when sums are not apart by time.</summary>
    public int Unit;

    /// <summary>The part of the time between price changes.</summary>
    public int Epoch;

    public long Events;
}
