namespace Permil.Billing.Reconciliation;

/// <summary>What comparing a provider's bill with stored usage came to.</summary>
public sealed record BillReconciliation
{
    public required string Provider { get; init; }

    /// <summary>The first instant of the month, UTC.</summary>
    public required DateTimeOffset Month { get; init; }

    /// <summary>ISO 4217, for every amount here.</summary>
    public required string Currency { get; init; }

    /// <summary>The tag whose value is compared with the bill's key; <see langword="null"/>: keys are not told apart.</summary>
    public required string? KeyTag { get; init; }

    /// <summary>Whether lines are compared day by day; otherwise the whole month is one.</summary>
    public required bool IsByDay { get; init; }

    /// <summary>Lines of the bill in the month.</summary>
    public required int BillLines { get; init; }

    /// <summary>Lines that were compared, those on one side only included.</summary>
    public required int Compared { get; init; }

    /// <summary>Lines that agree, free ones that the bill leaves out included.</summary>
    public required int Matched { get; init; }

    /// <summary>Lines that differ by no more than the caller's tolerance.</summary>
    public required int WithinTolerance { get; init; }

    /// <summary>All of the bill in the month.</summary>
    public required decimal CostThere { get; init; }

    /// <summary>All that is stored in the month, by the price books.</summary>
    public required decimal ListCostHere { get; init; }

    /// <summary>Largest cost difference first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What a reader should know beside.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public decimal Difference => CostThere - ListCostHere;
}
