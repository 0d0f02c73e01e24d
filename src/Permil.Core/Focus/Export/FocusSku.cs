namespace Permil.Focus.Export;

/// <summary>What is sold, in FOCUS's words; the same for every row of it.</summary>
/// <param name="Id">The price book's SKU: whatever it costs, whoever buys it.</param>
/// <param name="Meter">What is counted, for people.</param>
/// <param name="Details">A JSON object that says what sets its prices apart; <see langword="null"/>: nothing.</param>
/// <param name="ConsumedUnit">One of what was measured.</param>
/// <param name="PricingUnit">What a price is for.</param>
/// <param name="IsPricedAsConsumed">
/// Whether what was measured has no last digit in the pricing unit (seconds at a price a minute): the price is then said for
/// what was measured, so that price x quantity is the cost.
/// </param>
public sealed record FocusSku(
    string Id,
    string Meter,
    string? Details,
    string ConsumedUnit,
    string PricingUnit,
    bool IsPricedAsConsumed
);
