namespace Permil.Billing.Reconciliation;

/// <summary>One way in which one line differs, before it is known why.</summary>
/// <param name="Line">The line.</param>
/// <param name="Kind">In what it differs.</param>
/// <param name="Delta">The bill's quantity less the stored one; 0 where the price differs.</param>
/// <param name="CostEffect">What it makes of the line's difference in cost.</param>
internal sealed record Deviation(ComparedLine Line, FindingKind Kind, decimal Delta, decimal CostEffect)
{
    public bool IsOfQuantity => Delta != 0;

    /// <summary>Stored, free by the price books, and left out by the bill: nothing to find unless it explains another line.</summary>
    public bool IsFree => Kind == FindingKind.MissingThere && Line.IsPricedHere && Line.ListCostHere == 0;
}
