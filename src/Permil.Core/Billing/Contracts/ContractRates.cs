using System.Runtime.CompilerServices;
using Permil.Pricing;
using Permil.Rating;

namespace Permil.Billing.Contracts;

/// <summary>Turns list prices into an account's own: overrides and percentages off.</summary>
public sealed class ContractRates
{
    private readonly List<AgreedRate> _rates;
    private readonly List<PercentOff> _discounts;

    /// <param name="contract">The contract, as known on a day.</param>
    public ContractRates(Contract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        Contract = contract;
        _rates = [.. contract.Of<RateOverride>().Select(rule => new AgreedRate(rule))];
        _discounts = [.. contract.Of<PercentOff>()];
    }

    public Contract Contract { get; }

    /// <summary>Instants at which a contracted price may change while the list price does not.</summary>
    public IEnumerable<DateTimeOffset> Boundaries =>
        _rates
            .Select(rate => rate.Rule.Period)
            .Concat(_discounts.Select(rule => rule.Period))
            .SelectMany(period => new[] { period.From, period.Until })
            .OfType<DateTimeOffset>()
            .Distinct()
            .Order();

    /// <summary>
    /// The contracted price of what has a list price. The same list price under the same rule is the same object each time.
    /// </summary>
    /// <param name="list">Has a price.</param>
    /// <param name="query">What was asked for.</param>
    public PriceAnswer Of(PriceAnswer list, PriceQuery query)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(query);
        if (!list.HasPrice)
        {
            throw new ArgumentException("what has no list price has no contracted price", nameof(list));
        }

        if (_rates.Find(rate => rate.IsFor(list.Stated, query)) is { } agreed)
        {
            return list.Replaced(
                agreed.InPlaceOf(list.Stated, list.Amounts),
                $"{Named(agreed.Rule)}: {DecimalText.Of(agreed.Rule.Rate.Amount)} for {agreed.Rule.Rate.PerText}, whatever the list price"
            );
        }

        return _discounts.Find(rule => IsInForce(rule, list.Stated, query)) is { } discount
            ? list.Times(
                Exact.Multiply(100 - discount.Percent, 0.01m),
                $"{Named(discount)}: {DecimalText.Of(discount.Percent)}% off the list price"
            )
            : list;
    }

    private static bool IsInForce(ContractRule rule, SkuPrice stated, PriceQuery query) =>
        rule.Period.Contains(query.Time) && rule.For.Takes(stated, query.Model, query.Mode, query.Meter);

    private string Named(ContractRule rule) => $"contract {Contract.Id}, rule {rule.Id} ({Contract.File}:{rule.Line})";

    /// <summary>An override with the prices it has made of list prices.</summary>
    private sealed class AgreedRate(RateOverride rule)
    {
        // Who compares prices compares objects: a price made twice would look like a change of price.
        private readonly ConditionalWeakTable<SkuPrice, SkuPrice> _made = [];

        public RateOverride Rule { get; } = rule;

        public bool IsFor(SkuPrice stated, PriceQuery query) =>
            (Rule.Unit is null || string.Equals(Rule.Unit, query.Meter.Unit, StringComparison.Ordinal))
            && IsInForce(Rule, stated, query);

        public SkuPrice InPlaceOf(SkuPrice stated, SkuPrice amounts)
        {
            var made = _made.GetValue(stated, list => Made(list, amounts));
            return made.DefaultSteps == amounts.DefaultSteps ? made : Made(stated, amounts);
        }

        /// <summary>The steps that a picture includes are a matter of what is sold, not of its price: they stay.</summary>
        private SkuPrice Made(SkuPrice stated, SkuPrice amounts) =>
            stated with
            {
                Shape = new PriceShape.Unit(Rule.Rate.Amount),
                Per = Rule.Rate.Per,
                UnitsPerMeterUnit = Rule.Rate.UnitsPerMeterUnit,
                PerText = Rule.Rate.PerText,
                DefaultSteps = amounts.DefaultSteps,
                ContextSteps = [],
                MinimumCharge = 0,
                RoundsUpToBlock = false,
            };
    }
}
