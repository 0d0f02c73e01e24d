using Permil.Pricing;

namespace Permil.Billing.Contracts;

/// <summary>Turns list prices into an account's own: overrides and percentages off.</summary>
/// <param name="contract">The contract, as known on a day.</param>
public sealed class ContractRates(Contract contract)
{
    public Contract Contract { get; } = contract;

    /// <summary>Instants at which a contracted price may change while the list price does not.</summary>
    public IEnumerable<DateTimeOffset> Boundaries => throw new NotSupportedException();

    /// <summary>The contracted price of what has a list price.</summary>
    /// <param name="list">Has a price.</param>
    /// <param name="query">What was asked for.</param>
    public PriceAnswer Of(PriceAnswer list, PriceQuery query) => throw new NotSupportedException();
}
