using Permil.Billing.Reconciliation.Bills;
using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>How far the bill's own rounding can take a sum of its lines from the true one.</summary>
internal sealed class BillRounding
{
    private readonly int _costDecimals;
    private readonly Dictionary<Meter, int> _quantityDecimals;

    public BillRounding(IReadOnlyList<BillLine> lines)
    {
        _costDecimals = DecimalsOf(lines.Select(line => line.Cost));
        _quantityDecimals = lines
            .Where(line => line.Use is not null)
            .GroupBy(line => line.Use!.Meter)
            .ToDictionary(
                group => group.Key,
                group => DecimalsOf(group.Select(line => line.Quantity).OfType<BilledNumber>())
            );
    }

    /// <summary>How far the bill's cost of a line may be from an amount it should be.</summary>
    public decimal OfCost(ComparedLine line, decimal listed) =>
        Of(line.Billed.Select(billed => billed.Cost), _costDecimals, listed);

    /// <summary>How far the bill's quantity of a line may be from the stored one.</summary>
    public decimal OfQuantity(ComparedLine line) =>
        Of(
            line.Billed.Select(billed => billed.Quantity).OfType<BilledNumber>(),
            _quantityDecimals.GetValueOrDefault(line.Id.Sku.Meter),
            line.QuantityHere
        );

    /// <summary>
    /// Half a unit of the last decimal the bill shows anywhere, a line. Nothing where nothing needs rounding: whole numbers,
    /// and a single line that has room for all decimals.
    /// </summary>
    private static decimal Of(IEnumerable<BilledNumber> numbers, int decimals, decimal here)
    {
        var shown = numbers.ToList();
        var noise = shown.Sum(number => number.Noise);
        var rounded = shown.Count(number => number.Noise == 0);
        return (decimals == 0 || rounded <= 1) && DecimalsOf(here) <= decimals
            ? noise
            : noise + (rounded * BilledNumber.PowerOfTen(-decimals) / 2);
    }

    private static int DecimalsOf(IEnumerable<BilledNumber> numbers) =>
        numbers.Select(number => number.Decimals).DefaultIfEmpty().Max();

    /// <summary>Without zeros at the end.</summary>
    private static int DecimalsOf(decimal value) => (value / 1.000000000000000000000000000m).Scale;
}
