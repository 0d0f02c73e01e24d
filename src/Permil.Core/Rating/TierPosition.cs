namespace Permil.Rating;

/// <summary>Where a quantity stands in its month, for prices with tiers.</summary>
/// <param name="Before">What the account used of the SKU earlier in the month.</param>
/// <param name="MonthTotal">What it used in the whole month, this quantity included.</param>
public readonly record struct TierPosition(decimal Before, decimal MonthTotal)
{
    /// <summary>The position of a quantity that is all there is in its month.</summary>
    public static TierPosition Alone(decimal quantity) => new(0, quantity);
}
