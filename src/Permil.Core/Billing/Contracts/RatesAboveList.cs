using System.Globalization;
using Permil.Pricing;
using Permil.Rating;

namespace Permil.Billing.Contracts;

/// <summary>Finds rates of a contract that are above the list price they take the place of.</summary>
internal static class RatesAboveList
{
    public static IEnumerable<PriceFinding> In(Contract contract, IReadOnlyList<PossibleCharge> charges)
    {
        var prices = charges.Select(charge => charge.Price).Distinct().ToList();
        foreach (var rule in contract.Of<RateOverride>())
        {
            var above = charges
                .Where(charge => charge.Price.Period.Overlaps(rule.Period) && charge.CanBeFor(rule.For, rule.Unit))
                // Whether a model that the rule names is priced by its size, only usage can tell.
                .Where(charge => charge.Price.Model is not null || rule.For.Models.Count == 0)
                .Select(charge => charge.Price)
                .DistinctBy(price => (price.Sku, price.Period))
                .Where(price => LowestOf(price, rule.Period, prices) is { } list && IsAbove(rule.Rate, list))
                .ToList();
            if (above.Count > 0)
            {
                var list = LowestOf(above[0], rule.Period, prices)!.Value;
                var others =
                    above.Count == 1
                        ? ""
                        : string.Create(CultureInfo.InvariantCulture, $", and {above.Count - 1} more prices");
                yield return ContractCheck.Remark(
                    contract,
                    rule,
                    $"{Text(rule.Rate)} is above the list price of {above[0].Sku}, {Text(list)} ({above[0].Period}){others}"
                );
            }
        }
    }

    private static bool IsAbove(UnitRate rate, UnitRate list) =>
        Exact.Multiply(Exact.Multiply(rate.Amount, rate.UnitsPerMeterUnit), list.Per)
        > Exact.Multiply(Exact.Multiply(list.Amount, list.UnitsPerMeterUnit), rate.Per);

    /// <summary>The least that the list asks for a unit: of the lowest tier, below the first step.</summary>
    private static UnitRate? LowestOf(SkuPrice price, PricePeriod time, List<SkuPrice> prices)
    {
        switch (price.Shape)
        {
            case PriceShape.Unit unit:
                return Of(price, price.ContextSteps.Select(step => step.Amount).Prepend(unit.Amount).Min());
            case PriceShape.Graduated graduated:
                return Of(price, graduated.Tiers.Min(tier => tier.Amount));
            case PriceShape.Volume volume:
                return Of(price, volume.Tiers.Min(tier => tier.Amount));
            case PriceShape.MultipleOf multiple:
                var basis = prices.Find(other =>
                    other.Mode == multiple.Mode
                    && other.Meter == price.Meter
                    && other.Scope == price.Scope
                    && ReferenceEquals(other.Book, price.Book)
                    && ReferenceEquals(other.Model, price.Model)
                    && ReferenceEquals(other.SizeClass, price.SizeClass)
                    && other.Shape is not PriceShape.MultipleOf
                    && other.Period.Common(price.Period)?.Overlaps(time) == true
                );
                return basis is null || LowestOf(basis, time, prices) is not { } lowest
                    ? null
                    : lowest with
                    {
                        Amount = Exact.Multiply(lowest.Amount, multiple.Factor),
                    };
            default:
                return null;
        }
    }

    private static UnitRate Of(SkuPrice price, decimal amount) =>
        new(amount, price.Per, price.UnitsPerMeterUnit, price.PerText);

    private static string Text(UnitRate rate) => $"{DecimalText.Of(rate.Amount)} per {rate.PerText}";
}
