using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating;

/// <summary>A measured quantity with the price it is to be charged at.</summary>
/// <param name="Meter">What was counted.</param>
/// <param name="Quantity">In the meter's unit, above 0.</param>
/// <param name="Price">Has a price.</param>
/// <param name="InputTokens">All input tokens of the request, cached or not: what context steps look at.</param>
/// <param name="Steps">Diffusion steps of an image; <see langword="null"/> when not known.</param>
public readonly record struct PricedMeasurement(
    Meter Meter,
    decimal Quantity,
    PriceAnswer Price,
    decimal InputTokens,
    decimal? Steps
)
{
    /// <summary>What the account has negotiated in place of the list price; <see langword="null"/>: nothing.</summary>
    public PriceAnswer? Contracted { get; init; }

    /// <summary>Whether the amount depends on the rest of the month.</summary>
    public bool IsTiered => Price.Amounts!.Shape is PriceShape.Graduated or PriceShape.Volume;

    /// <summary>The same quantity at the account's own price.</summary>
    public PricedMeasurement AtContract => Contracted is { } own ? this with { Price = own, Contracted = null } : this;
}
