namespace Permil.Pricing;

/// <summary>A unit price for a part of a month's quantity.</summary>
/// <param name="UpTo">In the meter's unit, inclusive; <see langword="null"/> for the last tier, which has no end.</param>
/// <param name="Amount">What the price is per, as of the whole price.</param>
public readonly record struct PriceTier(decimal? UpTo, decimal Amount);
