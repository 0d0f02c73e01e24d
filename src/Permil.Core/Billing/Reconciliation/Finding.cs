namespace Permil.Billing.Reconciliation;

/// <summary>One difference between the bill and what is stored.</summary>
/// <param name="Kind">In what they differ.</param>
/// <param name="Cause">What it most likely comes from.</param>
/// <param name="Explanation">The cause in words with the figures that show it.</param>
/// <param name="Sides">The lines that differ; several where what is missing in one is too much in another.</param>
/// <param name="CostDifference">The bill's cost less the list cost here, as far as this difference makes it.</param>
public sealed record Finding(
    FindingKind Kind,
    FindingCause Cause,
    string Explanation,
    IReadOnlyList<FindingSides> Sides,
    decimal CostDifference
);
