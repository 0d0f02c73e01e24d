using Permil.Pricing;

namespace Permil.Billing.Contracts;

/// <summary>One thing that was agreed. Like a price it has two dates: when it is in force and when it was known.</summary>
public abstract record ContractRule
{
    public required RuleHead Head { get; init; }

    public string Id => Head.Id;

    public string Name => Head.Name;

    public ChargeMatch For => Head.For;

    public PricePeriod Period => Head.Period;

    public DateOnly Agreed => Head.Agreed;

    public DateOnly? Withdrawn => Head.Withdrawn;

    public int Line => Head.Line;

    /// <summary>Whether it was agreed by the end of a day and not yet withdrawn.</summary>
    public bool IsKnownOn(DateOnly day) => Agreed <= day && (Withdrawn is null || day < Withdrawn);
}
