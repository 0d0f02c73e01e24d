using Permil.Pricing;

namespace Permil.Rating;

/// <summary>Turns a quantity and its price into a charge. Every shape of price is worked out here and nowhere else.</summary>
public static class ListCost
{
    /// <param name="measured">The quantity with its price.</param>
    /// <param name="position">Its place in the month; only tiers look at it.</param>
    /// <exception cref="InexactAmountException">The amount has more digits than can be held.</exception>
    public static Charge Of(PricedMeasurement measured, TierPosition position)
    {
        var derivation = new List<string>();
        var quantity = WithSteps(measured, derivation);
        var amounts = measured.Price.Amounts!;
        var charge = new Charge
        {
            Meter = measured.Meter,
            ConsumedQuantity = measured.Quantity,
            Price = measured.Price,
            PricingUnit = amounts.PerText,
            PricingQuantity = 0,
            ListUnitPrice = null,
            ListCost = 0,
            Derivation = derivation,
        };
        charge = amounts.Shape switch
        {
            PriceShape.Unit unit => AtOnePrice(
                charge,
                measured,
                quantity,
                UnitAmount(measured, unit, derivation),
                derivation
            ),
            PriceShape.Volume volume => AtOnePrice(
                charge,
                measured,
                quantity,
                VolumeAmount(volume, position, derivation),
                derivation
            ),
            PriceShape.Graduated graduated => ByTiers(charge, quantity, graduated, position, derivation),
            _ => throw new ArgumentException($"{amounts.Sku} has no amount of its own", nameof(measured)),
        };

        var minimum = measured.Price.Stated!.MinimumCharge;
        if (charge.ListCost < minimum)
        {
            derivation.Add($"below the minimum charge of {DecimalText.Of(minimum)}");
            return charge with { ListCost = minimum, ListUnitPrice = null };
        }

        return charge;
    }

    /// <summary>
    /// Whether charging a sum gives the sum of the charges, whatever it is made of: a plain unit price without blocks,
    /// minimum or steps of an image, whose amount for one unit ends.
    /// </summary>
    public static bool IsAdditive(PriceAnswer price)
    {
        var amounts = price.Amounts!;
        return amounts is { Shape: PriceShape.Unit unit, RoundsUpToBlock: false, DefaultSteps: null }
            && price.Stated!.MinimumCharge == 0
            && TryUnitCost(amounts, Exact.Multiply(unit.Amount, price.Factor), out _)
            && amounts.ContextSteps.All(step => TryUnitCost(amounts, Exact.Multiply(step.Amount, price.Factor), out _));
    }

    /// <summary>What one unit of the meter lists for; only for prices that are additive.</summary>
    /// <param name="price">An additive price.</param>
    /// <param name="inputTokens">The input length of the request.</param>
    public static decimal OfOneUnit(PriceAnswer price, decimal inputTokens)
    {
        var amounts = price.Amounts!;
        var unit = (PriceShape.Unit)amounts.Shape;
        return TryUnitCost(
            amounts,
            Exact.Multiply(AmountAt(amounts, unit, inputTokens), price.Factor),
            out var unitCost
        )
            ? unitCost
            : throw new ArgumentException($"{price.Stated!.Sku} is not additive", nameof(price));
    }

    /// <summary>A quantity in the pricing unit; only for prices that are additive.</summary>
    internal static decimal PricingQuantityOf(PriceAnswer price, decimal quantity) =>
        InPriceUnits(price.Amounts!, quantity);

    private static decimal WithSteps(PricedMeasurement measured, List<string> derivation)
    {
        var (steps, defaultSteps) = StepRatio(measured);
        if (steps == defaultSteps)
        {
            return measured.Quantity;
        }

        var quantity = Exact.MultiplyDivideToQuantity(measured.Quantity, steps, defaultSteps);
        derivation.Add(
            $"{DecimalText.Of(measured.Quantity)} x {DecimalText.Of(steps)}/{DecimalText.Of(defaultSteps)} steps = {DecimalText.Of(quantity)}"
        );
        return quantity;
    }

    /// <summary>What multiplies the quantity and what divides it: 1 and 1 but for an image of more than the default steps.</summary>
    private static (decimal Steps, decimal DefaultSteps) StepRatio(PricedMeasurement measured) =>
        measured.Price.Amounts!.DefaultSteps is { } defaultSteps && measured.Steps > defaultSteps
            ? (measured.Steps.Value, defaultSteps)
            : (1, 1);

    private static decimal UnitAmount(PricedMeasurement measured, PriceShape.Unit unit, List<string> derivation)
    {
        var amount = AmountAt(measured.Price.Amounts!, unit, measured.InputTokens);
        if (amount != unit.Amount)
        {
            derivation.Add(
                $"the whole request is priced at {DecimalText.Of(amount)}: its {DecimalText.Of(measured.InputTokens)} input tokens pass a step"
            );
        }

        return amount;
    }

    private static decimal AmountAt(SkuPrice price, PriceShape.Unit unit, decimal inputTokens)
    {
        var amount = unit.Amount;
        foreach (var step in price.ContextSteps)
        {
            if (inputTokens > step.OverInputTokens)
            {
                amount = step.Amount;
            }
        }

        return amount;
    }

    private static decimal VolumeAmount(PriceShape.Volume volume, TierPosition position, List<string> derivation)
    {
        foreach (var tier in volume.Tiers)
        {
            if (tier.UpTo is null || position.MonthTotal <= tier.UpTo)
            {
                derivation.Add(
                    $"the month's {DecimalText.Of(position.MonthTotal)} are all at {DecimalText.Of(tier.Amount)}"
                );
                return tier.Amount;
            }
        }

        throw new ArgumentException("the last tier has an end", nameof(volume));
    }

    private static Charge AtOnePrice(
        Charge charge,
        PricedMeasurement measured,
        decimal quantity,
        decimal amount,
        List<string> derivation
    )
    {
        var price = charge.Price.Amounts!;
        var unitPrice = Exact.Multiply(amount, charge.Price.Factor);
        charge = charge with { ListUnitPrice = unitPrice };
        if (price.RoundsUpToBlock)
        {
            var blocks = Exact.DivideUp(Exact.Multiply(quantity, price.UnitsPerMeterUnit), price.Per);
            derivation.Add(
                $"{DecimalText.Of(quantity)} fill {DecimalText.Of(blocks)} started blocks of {price.PerText}"
            );
            return charge with { PricingQuantity = blocks, ListCost = Exact.Multiply(blocks, unitPrice) };
        }

        if (UnitCostEnds(price, unitPrice))
        {
            return charge with
            {
                PricingQuantity = InPriceUnits(price, quantity),
                ListCost = Linear(price, quantity, unitPrice),
            };
        }

        // From what was measured, not from what the steps made of it: there is one rounding, not two.
        var (steps, defaultSteps) = StepRatio(measured);
        var rounded = Exact.MultiplyDivideToQuantity(
            measured.Quantity,
            Exact.Multiply(steps, price.UnitsPerMeterUnit),
            Exact.Multiply(defaultSteps, price.Per)
        );
        return charge with { PricingQuantity = rounded, ListCost = Exact.Multiply(rounded, unitPrice) };
    }

    private static Charge ByTiers(
        Charge charge,
        decimal quantity,
        PriceShape.Graduated graduated,
        TierPosition position,
        List<string> derivation
    )
    {
        var price = charge.Price.Amounts!;
        var cost = 0m;
        var start = position.Before;
        var end = Exact.Add(position.Before, quantity);
        foreach (var tier in graduated.Tiers)
        {
            var tierEnd = Math.Min(tier.UpTo ?? end, end);
            if (tierEnd > start)
            {
                var part = Exact.Add(tierEnd, -start);
                derivation.Add($"{DecimalText.Of(part)} at {DecimalText.Of(tier.Amount)}");
                cost = Exact.Add(cost, Linear(price, part, Exact.Multiply(tier.Amount, charge.Price.Factor)));
                start = tierEnd;
            }
        }

        return charge with
        {
            PricingQuantity = InPriceUnits(price, quantity),
            ListCost = cost,
        };
    }

    /// <summary>
    /// Exact where the amount for one unit ends; otherwise the quantity in price units is rounded once and the amount
    /// is exact from there.
    /// </summary>
    private static decimal Linear(SkuPrice price, decimal quantity, decimal unitPrice)
    {
        if (TryUnitCost(price, unitPrice, out var unitCost))
        {
            return Exact.Multiply(quantity, unitCost);
        }

        if (!UnitCostEnds(price, unitPrice))
        {
            return Exact.Multiply(RoundedInPriceUnits(price, quantity), unitPrice);
        }

        // The amount for one unit ends, but beyond a decimal's digits; that of the quantity may not.
        var blocksCost = Exact.Multiply(Exact.Multiply(quantity, unitPrice), price.UnitsPerMeterUnit);
        return Exact.TryDivide(blocksCost, price.Per, out var cost)
            ? cost
            : throw new InexactAmountException(
                $"{quantity} x {unitPrice} per {price.PerText} has more digits than can be held"
            );
    }

    private static bool TryUnitCost(SkuPrice price, decimal unitPrice, out decimal unitCost) =>
        Exact.TryDivide(Exact.Multiply(unitPrice, price.UnitsPerMeterUnit), price.Per, out unitCost);

    private static bool UnitCostEnds(SkuPrice price, decimal unitPrice) =>
        TryUnitCost(price, unitPrice, out _)
        || Exact.Ends(Exact.Multiply(unitPrice, price.UnitsPerMeterUnit), price.Per);

    private static decimal InPriceUnits(SkuPrice price, decimal quantity) =>
        Exact.TryDivide(Exact.Multiply(quantity, price.UnitsPerMeterUnit), price.Per, out var exact)
            ? exact
            : RoundedInPriceUnits(price, quantity);

    private static decimal RoundedInPriceUnits(SkuPrice price, decimal quantity) =>
        Exact.MultiplyDivideToQuantity(quantity, price.UnitsPerMeterUnit, price.Per);
}
