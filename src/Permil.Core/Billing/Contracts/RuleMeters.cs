using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;
using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>The meters that a rule with a rate or a quantity names. All have one unit, or the number would mean several things.</summary>
internal sealed class RuleMeters
{
    private readonly List<Meter> _meters;

    private RuleMeters(List<Meter> meters) => _meters = meters;

    /// <summary>One, in the singular, for example <c>token</c>.</summary>
    public string Unit => _meters[0].Unit;

    /// <param name="rule">The rule; its <c>unit</c> says the unit of meters that only a price book defines.</param>
    /// <param name="match">What it is about.</param>
    public static RuleMeters Of(YamlEntry rule, ChargeMatch match)
    {
        if (match.Meters.Count == 0)
        {
            throw rule.Wrong(
                "no meters in 'for'",
                "'for' with 'meters' of one unit, as in for: {meters: input_tokens}"
            );
        }

        var place = rule.Required("for").Required("meters");
        var stated = rule.Optional("unit");
        var unit = stated is null ? null : ContractText.Line(stated);
        var meters = match.Meters.Select(name => MeterOf(name, unit, place)).ToList();
        var other = meters.Find(meter => meter.Unit != meters[0].Unit);
        if (other is not null)
        {
            throw place.Wrong(
                $"{meters[0].Name} in {UnitWord.Plural(meters[0].Unit)} and {other.Name} in {UnitWord.Plural(other.Unit)}",
                "meters of one unit; a rule for each unit"
            );
        }

        return stated is null || meters[0].Unit == unit
            ? new RuleMeters(meters)
            : throw stated.Wrong(unit!, $"{meters[0].Unit}, the unit of {meters[0].Name}");
    }

    /// <summary>Reads <c>price</c> and <c>per</c>.</summary>
    public UnitRate RateOf(YamlEntry entry)
    {
        var amount = entry.Required("price").Amount();
        var unit = entry.Optional("per") is { } per ? UnitOf(per) : DefaultUnit(entry);
        return new UnitRate(amount, unit.Per, unit.UnitsPerMeterUnit, unit.Text);
    }

    /// <summary>What a quantity costs at <c>price</c> and <c>per</c>; without <c>per</c> the price is that of one unit.</summary>
    public decimal CostOf(YamlEntry entry, decimal quantity)
    {
        var price = entry.Required("price");
        var unit = entry.Optional("per") is { } per ? UnitOf(per) : new PriceUnit(1, 1, Unit);
        try
        {
            var dividend = Exact.Multiply(Exact.Multiply(price.Amount(), quantity), unit.UnitsPerMeterUnit);
            return Exact.TryDivide(dividend, unit.Per, out var cost)
                ? cost
                : throw price.Wrong(price.Text(), "a price of which the quantity costs an amount that ends; or 'cost'");
        }
        catch (InexactAmountException exception)
        {
            throw price.Wrong(
                price.Text(),
                $"a price whose product with the quantity can be held; {exception.Message}"
            );
        }
    }

    private PriceUnit UnitOf(YamlEntry per) =>
        PriceUnit.Parse(per.Text(), _meters[0])
        ?? throw per.Wrong(
            per.Text(),
            $"a unit of {_meters[0].Name}: {PriceUnit.DefaultOf(_meters[0]).Text}, {_meters[0].Unit}"
        );

    private PriceUnit DefaultUnit(YamlEntry entry)
    {
        var units = _meters.Select(PriceUnit.DefaultOf).Distinct().ToList();
        return units.Count == 1
            ? units[0]
            : throw entry.Wrong(
                "no 'per'",
                $"'per' where meters are quoted by different units: {string.Join(", ", units.Select(unit => unit.Text))}"
            );
    }

    private static Meter MeterOf(string name, string? unit, YamlEntry place) =>
        Meters.TryFind(name, out var meter) ? meter
        : unit is not null ? new Meter(name, unit)
        : throw place.Wrong(
            name,
            $"a meter: {string.Join(", ", Meters.All.Select(known => known.Name))}; for a meter that a price book defines, 'unit' beside 'for' says what it counts"
        );
}
