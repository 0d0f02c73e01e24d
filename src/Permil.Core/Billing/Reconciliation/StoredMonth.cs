namespace Permil.Billing.Reconciliation;

/// <summary>What is stored of one provider in one month.</summary>
public sealed record StoredMonth
{
    /// <summary>The first instant of the month, UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    public required IReadOnlyList<StoredLine> Lines { get; init; }

    public required IReadOnlyList<UnsettledCalls> Unsettled { get; init; }

    /// <summary>The tag whose value is the key; <see langword="null"/>: keys are not told apart.</summary>
    public string? KeyTag { get; init; }
}
