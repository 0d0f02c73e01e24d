using Permil.Rating;

namespace Permil.Billing.Bills;

/// <summary>Lines by their keys, added up.</summary>
public sealed class BillLineSums
{
    private readonly Dictionary<BillLineKey, BillLine> _lines = [];

    public void Add(BillLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        _lines[line.Key] = _lines.TryGetValue(line.Key, out var sum) ? Sum(sum, line, 1) : line;
    }

    public void Subtract(BillLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        _lines[line.Key] = Sum(_lines.GetValueOrDefault(line.Key) ?? new BillLine { Key = line.Key }, line, -1);
    }

    /// <summary>The lines that say something, in their order.</summary>
    public IReadOnlyList<BillLine> Lines =>
        [.. _lines.Values.Where(line => !IsNothing(line)).OrderBy(line => line.Key, BillLineOrder.Instance)];

    private static BillLine Sum(BillLine left, BillLine right, int sign) =>
        left with
        {
            Events = left.Events + (sign * right.Events),
            ConsumedQuantity = Exact.Add(left.ConsumedQuantity, sign * right.ConsumedQuantity),
            PricingQuantity = Exact.Add(left.PricingQuantity, sign * right.PricingQuantity),
            ListCost = Exact.Add(left.ListCost, sign * right.ListCost),
            ContractedCost = Exact.Add(left.ContractedCost, sign * right.ContractedCost),
            EffectiveCost = Exact.Add(left.EffectiveCost, sign * right.EffectiveCost),
            BilledCost = Exact.Add(left.BilledCost, sign * right.BilledCost),
        };

    private static bool IsNothing(BillLine line) =>
        line
            is {
                Events: 0,
                ConsumedQuantity: 0,
                PricingQuantity: 0,
                ListCost: 0,
                ContractedCost: 0,
                EffectiveCost: 0,
                BilledCost: 0
            };
}
