namespace Permil.Rating;

/// <summary>What the oracle says of one meter of an event.</summary>
/// <param name="Meter">What was measured.</param>
/// <param name="Quantity">How much, as text.</param>
/// <param name="Price">What it is billed by; <see langword="null"/>: it has no price.</param>
/// <param name="Cost">Meaningless without a price.</param>
/// <param name="PricingQuantity">In price units; meaningless without a price.</param>
internal sealed record OracleCharge(
    string Meter,
    string Quantity,
    OraclePrice? Price,
    Rational Cost,
    Rational PricingQuantity
);
