namespace Permil.Pricing;

/// <summary>How a quantity becomes an amount.</summary>
public abstract record PriceShape
{
    private PriceShape() { }

    /// <summary>The same amount for each unit; 0 is free.</summary>
    public sealed record Unit(decimal Amount) : PriceShape;

    /// <summary>Sold, but the provider prints no price ("contact sales"). Usage stays unpriced.</summary>
    public sealed record NotPublic : PriceShape;

    /// <summary>Each part of the month's quantity at the price of the tier it falls in.</summary>
    public sealed record Graduated(IReadOnlyList<PriceTier> Tiers) : PriceShape;

    /// <summary>The whole month's quantity at the price of the tier that its end falls in.</summary>
    public sealed record Volume(IReadOnlyList<PriceTier> Tiers) : PriceShape;

    /// <summary>A share of what the same meter costs in another mode at the same instant.</summary>
    public sealed record MultipleOf(Usage.Mode Mode, decimal Factor) : PriceShape;
}
