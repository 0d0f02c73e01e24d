using Permil.Billing.Reconciliation.Bills;
using Permil.Rating;

namespace Permil.Billing.Reconciliation;

/// <summary>One line with all that either side has of it.</summary>
internal sealed class ComparedLine(LineId id, BillRounding rounding)
{
    /// <summary>Costs this near are equal: divisions that do not end are cut far behind it.</summary>
    private const decimal Exactness = 0.000_000_000_001m;

    public LineId Id { get; } = id;

    public List<StoredLine> Stored { get; } = [];

    public List<BillLine> Billed { get; } = [];

    public decimal QuantityHere => Stored.Aggregate(0m, (sum, line) => Exact.Add(sum, line.Quantity));

    public decimal QuantityThere => Billed.Aggregate(0m, (sum, line) => Exact.Add(sum, line.Quantity?.Value ?? 0));

    public decimal ListCostHere => Stored.Aggregate(0m, (sum, line) => Exact.Add(sum, line.ListCost));

    public decimal CostThere => Billed.Aggregate(0m, (sum, line) => Exact.Add(sum, line.Cost.Value));

    public bool IsPricedHere => Stored.All(line => line.Price is not null);

    /// <summary>Whether the bill says how much all of it is.</summary>
    public bool HasQuantityThere => Billed.All(line => line.Quantity is not null);

    /// <summary>Whether the bill's cost is an amount, as far as the bill shows it.</summary>
    public bool Costs(decimal listed) => Math.Abs(CostThere - listed) <= rounding.OfCost(this, listed) + Exactness;

    /// <summary>Whether the quantities are the same, as far as the bill shows them.</summary>
    public bool IsQuantityRight => Math.Abs(QuantityThere - QuantityHere) <= rounding.OfQuantity(this);

    public FindingSides Sides() =>
        new(
            new FindingLine(
                Id.Day,
                Id.Sku.Subject,
                Usage.ModeName.Of(Id.Sku.Mode),
                Id.Sku.Meter.Name,
                Id.Sku.Meter.Unit,
                Id.Key
            ),
            Stored.Count == 0 ? null : QuantityHere,
            Stored.Count == 0 || !IsPricedHere ? null : ListCostHere,
            Billed.Count == 0 || !HasQuantityThere ? null : QuantityThere,
            Billed.Count == 0 ? null : CostThere,
            Billed.Count == 0 ? null : Billed[0].Where
        );
}
