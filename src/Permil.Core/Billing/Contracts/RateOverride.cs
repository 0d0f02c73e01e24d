namespace Permil.Billing.Contracts;

/// <summary>
/// A price of the account's own in place of the list price. It replaces amount, steps and minimum charge; no
/// <see cref="PercentOff"/> comes on top. Of several that are about a charge, the first in the contract counts.
/// </summary>
public sealed record RateOverride : ContractRule
{
    public required UnitRate Rate { get; init; }
}
