using Permil.Billing.Invoices;
using Permil.Rating;

namespace Permil.Billing.Showback;

/// <summary>One invoice told by owner: what it adds up to is the invoice's total, to the last digit.</summary>
public sealed record ShowbackStatement
{
    /// <summary>What it tells of.</summary>
    public required Invoice Invoice { get; init; }

    /// <summary>What makes an owner.</summary>
    public required GroupKey By { get; init; }

    public required SharedCostRule Shared { get; init; }

    /// <summary>By name; usage without one last.</summary>
    public required IReadOnlyList<ShowbackOwner> Owners { get; init; }

    /// <summary>What nobody was given.</summary>
    public required IReadOnlyList<ShowbackLine> NotAllocated { get; init; }

    /// <summary>The owners and what nobody was given.</summary>
    public ShowbackCosts Total =>
        ShowbackCosts.Sum([.. Owners.Select(owner => owner.Total), .. NotAllocated.Select(line => line.Costs)]);
}
