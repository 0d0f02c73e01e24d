using Permil.Rating;

namespace Permil.Billing.Bills;

/// <summary>What an account owes for a month, as one knows it now.</summary>
/// <param name="Account">The billing account.</param>
/// <param name="Month">The month.</param>
/// <param name="Lines">Each key once, in the order of <see cref="BillLineOrder"/>.</param>
/// <param name="Unpriced">Usage that has no price and is in no line.</param>
/// <param name="UnsettledEvents">Events of which it is not known what they used.</param>
public sealed record Bill(
    string Account,
    BillingMonth Month,
    IReadOnlyList<BillLine> Lines,
    IReadOnlyList<UnpricedGroup> Unpriced,
    long UnsettledEvents
)
{
    /// <summary>Exact, not rounded.</summary>
    public decimal BilledCost => Lines.Aggregate(0m, (sum, line) => Exact.Add(sum, line.BilledCost));
}
