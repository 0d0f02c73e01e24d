namespace Permil.Billing.Contracts;

/// <summary>
/// A price of the account's own in place of the list price. It replaces amount, steps and minimum charge; no
/// <see cref="PercentOff"/> comes on top. Of several that are about a charge, the first in the contract counts.
/// </summary>
public sealed record RateOverride : ContractRule
{
    public required UnitRate Rate { get; init; }

    /// <summary>
    /// The unit of the meters it is for, for example <c>token</c>; it is no price of anything else.
    /// <see langword="null"/>: of whatever <see cref="ContractRule.For"/> is about.
    /// </summary>
    public string? Unit { get; init; }
}
