namespace Permil.Billing.Reconciliation;

/// <summary>How exactly the two sides must agree.</summary>
public sealed record ReconciliationOptions
{
    /// <summary>A difference of a line's cost up to this is no finding. 0: only the bill's own rounding is allowed.</summary>
    public decimal Tolerance { get; init; }

    /// <summary>A difference of a line's cost up to this percentage of what the bill says is no finding.</summary>
    public decimal TolerancePercent { get; init; }

    /// <summary>Only lines of this project on the bill; <see langword="null"/>: of all.</summary>
    public string? Project { get; init; }
}
