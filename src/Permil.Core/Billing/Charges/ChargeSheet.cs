using Permil.Rating;

namespace Permil.Billing.Charges;

/// <summary>An account's rated usage of a month: the lines of a bill before the bill.</summary>
/// <param name="Lines">What has a price, in an order that depends on nothing but the lines.</param>
/// <param name="Unpriced">What has none; it is never billed as 0.</param>
/// <param name="UnsettledEvents">Events of which it is not known what they used.</param>
public sealed record ChargeSheet(
    IReadOnlyList<ChargeLine> Lines,
    IReadOnlyList<UnpricedGroup> Unpriced,
    long UnsettledEvents
);
