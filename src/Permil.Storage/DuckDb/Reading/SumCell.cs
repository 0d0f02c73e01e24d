using Permil.Storage.DuckDb.Rows;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>What the events of one group and one layout add up to.</summary>
internal struct SumCell
{
    public int Layout;
    public int Time;
    public long Events;
    public decimal ListCost;

    /// <summary>By slot of the layout.</summary>
    public EventRow.NumberArray Numbers;
}
