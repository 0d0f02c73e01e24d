using Permil.Billing;
using Permil.Billing.Contracts;
using Permil.Billing.Events;

namespace Permil.Server.BillingEvents;

/// <summary>What is to be told of credits and commitments at an instant.</summary>
public static class FoundEvents
{
    /// <param name="credits">Where credits stand.</param>
    /// <param name="contracts">What was agreed.</param>
    /// <param name="currency">Of the credits.</param>
    /// <param name="now">The instant.</param>
    /// <param name="settings">How far ahead.</param>
    public static IReadOnlyList<BillingEvent> Of(
        IEnumerable<CreditStanding> credits,
        IEnumerable<Contract> contracts,
        string currency,
        DateTimeOffset now,
        BillingEventSettings settings
    ) =>
        [
            .. CreditEvents.OfStandings(credits, currency, now, settings),
            .. contracts.SelectMany(contract => CommitmentEvents.Of(contract, now, settings)),
        ];
}
