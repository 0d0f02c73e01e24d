namespace Permil.Billing.Contracts;

/// <summary>
/// The least that a month's usage comes to, after discounts and before credits and tax, what commitments paid for included.
/// What is missing is billed as a line of its own.
/// </summary>
public sealed record MonthlyMinimum : ContractRule
{
    /// <summary>A month, above 0.</summary>
    public required decimal Amount { get; init; }
}
