using Permil.Pricing;
using Permil.Usage;

namespace Permil.Billing.Contracts;

/// <summary>A charge that price books can make: a price with a mode and a meter that are billed at it.</summary>
/// <param name="Price">Has an amount.</param>
/// <param name="Mode">The price's own, or one that falls back on it.</param>
/// <param name="Meter">The price's own, or one that is billed as it.</param>
internal readonly record struct PossibleCharge(SkuPrice Price, Mode Mode, Meter Meter)
{
    /// <summary>Everything that books can charge, prices that are not public left out: such usage has no price.</summary>
    public static List<PossibleCharge> Of(PriceCatalog catalog) =>
        [.. catalog.Prices.Where(price => price.Shape is not PriceShape.NotPublic).SelectMany(Of)];

    /// <summary>
    /// Whether a rule can be about it. What is priced without a model, by size or by the hour, may be of any model.
    /// </summary>
    public bool CanBeFor(ChargeMatch match, string? unit) =>
        (unit is null || string.Equals(unit, Meter.Unit, StringComparison.Ordinal))
        && (
            Price.Model is { } model
                ? match.Takes(Price, model.Id, Mode, Meter)
                : (match with { Models = [] }).Takes(Price, "", Mode, Meter)
        );

    /// <summary>Whether a rule is about it wherever another one, that can be, is.</summary>
    public bool IsAlwaysFor(ChargeMatch match, string? unit, ChargeMatch other) =>
        CanBeFor(match, unit)
        && (
            Price.Model is not null
            || match.Models.Count == 0
            || (other.Models.Count > 0 && other.Models.All(match.FitsName))
        );

    /// <summary>Whether two rules can be about it at once: without a model, if a name of one is a name of the other.</summary>
    public bool CanBeForBoth(ChargeMatch left, string? leftUnit, ChargeMatch right, string? rightUnit) =>
        CanBeFor(left, leftUnit)
        && CanBeFor(right, rightUnit)
        && (
            Price.Model is not null
            || left.Models.Count == 0
            || right.Models.Count == 0
            || left.Models.Any(right.FitsName)
            || right.Models.Any(left.FitsName)
        );

    private static IEnumerable<PossibleCharge> Of(SkuPrice price)
    {
        Mode[] modes =
        [
            price.Mode,
            .. price.Book.ModeFallbacks.Where(pair => pair.Value.To == price.Mode).Select(pair => pair.Key),
        ];
        Meter[] meters =
        [
            price.Meter,
            .. price.Book.BilledAs.Where(pair => pair.Value.Contains(price.Meter)).Select(pair => pair.Key),
        ];
        return modes.SelectMany(mode => meters.Select(meter => new PossibleCharge(price, mode, meter)));
    }
}
