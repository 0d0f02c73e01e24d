using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Cli.Output;

/// <summary>A price in a few words.</summary>
internal static class PriceText
{
    public static string Of(SkuPrice price) =>
        price.Shape switch
        {
            PriceShape.Unit { Amount: 0 } => "free",
            PriceShape.Unit unit => $"{DecimalText.Of(unit.Amount)} per {price.PerText}{Extras(price)}",
            PriceShape.NotPublic => "no public price",
            PriceShape.MultipleOf multiple => $"{DecimalText.Of(multiple.Factor)} of {ModeName.Of(multiple.Mode)}",
            PriceShape.Graduated graduated => $"graduated {Tiers(graduated.Tiers)} per {price.PerText}{Extras(price)}",
            PriceShape.Volume volume => $"volume {Tiers(volume.Tiers)} per {price.PerText}{Extras(price)}",
            _ => price.Shape.ToString(),
        };

    public static string Where(SkuPrice price) =>
        string.Join(
            ", ",
            price.Where.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
        );

    /// <summary>What the price is for: a model, a size class, or anything of the provider.</summary>
    public static string Target(SkuPrice price) =>
        price.Model?.Id ?? (price.SizeClass is { } sizeClass ? $"({sizeClass.Name})" : "(any model)");

    private static string Tiers(IReadOnlyList<PriceTier> tiers) =>
        string.Join(
            ", ",
            tiers.Select(tier =>
                tier.UpTo is { } upTo
                    ? $"{DecimalText.Of(tier.Amount)} up to {Rows.Grouped(DecimalText.Of(upTo))}"
                    : $"{DecimalText.Of(tier.Amount)} beyond"
            )
        );

    private static string Extras(SkuPrice price)
    {
        var extras = "";
        foreach (var step in price.ContextSteps)
        {
            extras +=
                $", {DecimalText.Of(step.Amount)} over {Rows.Grouped(DecimalText.Of(step.OverInputTokens))} input tokens";
        }

        if (price.DefaultSteps is { } steps)
        {
            extras += $", up to {steps} steps";
        }

        if (price.RoundsUpToBlock)
        {
            extras += ", started blocks whole";
        }

        return price.MinimumCharge > 0 ? $"{extras}, at least {DecimalText.Of(price.MinimumCharge)}" : extras;
    }
}
