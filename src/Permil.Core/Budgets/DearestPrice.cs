using Permil.Pricing;
using Permil.Rating;

namespace Permil.Budgets;

/// <summary>
/// The most that so much costs when it is not known by which of several prices it is billed, nor how it is split among
/// them.
/// </summary>
internal sealed class DearestPrice
{
    /// <summary>Digits behind the point of a bound: what a price has more is rounded up.</summary>
    private const int Decimals = 12;

    /// <summary>Digits behind the point of the amount for one unit, rounded up.</summary>
    private const int UnitDecimals = 18;

    private readonly Step[] _steps;

    // What each price may add whatever the quantity: a minimum charge, a started block, the rounding of a quantity.
    private readonly decimal _once;

    /// <param name="OverInputTokens">Exclusive.</param>
    /// <param name="Unit">The most one unit costs in a request longer than that; never falls.</param>
    private readonly record struct Step(long OverInputTokens, decimal Unit);

    /// <param name="prices">All have a price.</param>
    public DearestPrice(IReadOnlyCollection<PriceAnswer> prices)
    {
        _once = prices.Sum(OnceOf);
        var steps = prices
            .SelectMany(price => price.Amounts!.ContextSteps.Select(step => step.OverInputTokens))
            .Append(-1)
            .Distinct()
            .Order()
            .Select(over => new Step(over, prices.Select(price => UnitOver(over, price)).DefaultIfEmpty().Max()))
            .ToArray();

        // The length is a bound too: a shorter request, below a step, may be the dearer one.
        for (var i = 1; i < steps.Length; i++)
        {
            steps[i] = steps[i] with { Unit = Math.Max(steps[i].Unit, steps[i - 1].Unit) };
        }

        _steps = steps;
    }

    /// <summary>Whether it costs nothing however much there is.</summary>
    public bool IsFree => _once == 0 && _steps[^1].Unit == 0;

    /// <param name="quantity">At most so much.</param>
    /// <param name="inputTokens">The request's input, at most.</param>
    public decimal Of(decimal quantity, long inputTokens)
    {
        if (quantity == 0)
        {
            return 0;
        }

        var unit = 0m;
        foreach (var step in _steps)
        {
            if (inputTokens > step.OverInputTokens)
            {
                unit = step.Unit;
            }
        }

        return RoundedUp((quantity * unit) + _once, Decimals);
    }

    /// <summary>Every amount one unit may be billed at: that of any tier of a month, and of the context step.</summary>
    private static IEnumerable<decimal> AmountsOver(long inputTokens, SkuPrice price) =>
        price.Shape switch
        {
            PriceShape.Graduated graduated => graduated.Tiers.Select(tier => tier.Amount),
            PriceShape.Volume volume => volume.Tiers.Select(tier => tier.Amount),
            PriceShape.Unit unit => price
                .ContextSteps.Where(step => step.OverInputTokens <= inputTokens)
                .Select(step => step.Amount)
                .Append(unit.Amount),
            _ => throw new ArgumentException($"{price.Sku} has no amount of its own", nameof(price)),
        };

    private static decimal UnitOver(long inputTokens, PriceAnswer answer)
    {
        var price = answer.Amounts!;
        var dividend = AmountsOver(inputTokens, price).Max() * answer.Factor * price.UnitsPerMeterUnit;
        return Exact.TryDivide(dividend, price.Per, out var unit) && unit.Scale <= UnitDecimals
            ? unit
            : RoundedUp(dividend / price.Per, UnitDecimals);
    }

    private static decimal OnceOf(PriceAnswer answer)
    {
        var price = answer.Amounts!;
        var amount = AmountsOver(long.MaxValue, price).Max() * answer.Factor;
        var block = price.RoundsUpToBlock ? amount : 0;
        var parts = price.Shape is PriceShape.Graduated graduated ? graduated.Tiers.Count : 1;
        var rounding = Exact.Ends(amount * price.UnitsPerMeterUnit, price.Per)
            ? 0
            : amount * parts * new decimal(1, 0, 0, isNegative: false, Exact.QuantityDecimals);
        return answer.Stated!.MinimumCharge + block + rounding;
    }

    private static decimal RoundedUp(decimal amount, int decimals)
    {
        if (amount.Scale <= decimals)
        {
            return amount;
        }

        var rounded = Math.Round(amount, decimals, MidpointRounding.ToPositiveInfinity);
        return rounded;
    }
}
