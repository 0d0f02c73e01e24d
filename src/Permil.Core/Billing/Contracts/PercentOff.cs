namespace Permil.Billing.Contracts;

/// <summary>So much off the list price. Of several that are about a charge, the first in the contract counts; they never add up.</summary>
public sealed record PercentOff : ContractRule
{
    /// <summary>Above 0, at most 100.</summary>
    public required decimal Percent { get; init; }
}
