using Permil.Usage;

namespace Permil.Rating;

/// <summary>An event with everything it is charged for and everything it could not be charged for.</summary>
public sealed record RatedEvent(UsageEvent Event, IReadOnlyList<Charge> Charges, IReadOnlyList<UnpricedUsage> Unpriced)
{
    /// <summary>The sum of the charges, in the catalog's currency; it leaves out what is unpriced.</summary>
    public decimal ListCost => Charges.Aggregate(0m, (sum, charge) => Exact.Add(sum, charge.ListCost));
}
