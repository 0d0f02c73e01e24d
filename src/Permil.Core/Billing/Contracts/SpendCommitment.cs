namespace Permil.Billing.Contracts;

/// <summary>
/// Money that is spent over a term whether it is used or not: paid ahead and drawn down by usage, or made up for at the end.
/// </summary>
public sealed record SpendCommitment : Commitment
{
    /// <summary>Of the whole term, above 0.</summary>
    public required decimal Amount { get; init; }
}
