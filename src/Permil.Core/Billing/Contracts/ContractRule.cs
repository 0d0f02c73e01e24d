using Permil.Pricing;

namespace Permil.Billing.Contracts;

/// <summary>One thing that was agreed. Like a price it has two dates: when it is in force and when it was known.</summary>
public abstract record ContractRule
{
    /// <summary>Unique among the rules of its contract; invoices name it.</summary>
    public required string Id { get; init; }

    /// <summary>For people; the id where nothing else is said.</summary>
    public required string Name { get; init; }

    /// <summary>The charges it is about.</summary>
    public ChargeMatch For { get; init; } = ChargeMatch.Everything;

    /// <summary>When it is in force.</summary>
    public required PricePeriod Period { get; init; }

    /// <summary>The day it was agreed.</summary>
    public required DateOnly Agreed { get; init; }

    /// <summary>The day it was found to be wrong or was taken back; <see langword="null"/> for rules that stand.</summary>
    public DateOnly? Withdrawn { get; init; }

    /// <summary>The line of the file that states it, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Whether it was agreed by the end of a day and not yet withdrawn.</summary>
    public bool IsKnownOn(DateOnly day) => Agreed <= day && (Withdrawn is null || day < Withdrawn);
}
