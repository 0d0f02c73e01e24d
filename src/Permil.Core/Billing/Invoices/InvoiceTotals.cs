using Permil.Billing.Bills;
using Permil.Rating;

namespace Permil.Billing.Invoices;

/// <summary>
/// What the lines of an invoice come to. <see cref="Subtotal"/>, <see cref="Credits"/>, <see cref="Tax"/> and
/// <see cref="Rounding"/> add up to the invoice's total.
/// </summary>
public sealed record InvoiceTotals
{
    /// <summary>Of usage, at list prices.</summary>
    public required decimal ListCost { get; init; }

    /// <summary>What agreed prices take off usage at list prices.</summary>
    public required decimal ContractDiscount { get; init; }

    /// <summary>What volume discounts take off usage that no commitment paid for.</summary>
    public required decimal VolumeDiscount { get; init; }

    /// <summary>Usage, purchases and adjustments, as billed.</summary>
    public required decimal Subtotal { get; init; }

    /// <summary>What credits pay: 0 or below; above only where corrections give more back.</summary>
    public required decimal Credits { get; init; }

    public required decimal Tax { get; init; }

    public required decimal Rounding { get; init; }

    public static InvoiceTotals Of(IEnumerable<InvoiceLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var all = lines.Select(line => line.Line).ToList();
        return new InvoiceTotals
        {
            ListCost = Sum(Usage(all), line => line.ListCost),
            ContractDiscount = Sum(Usage(all), line => Exact.Add(line.ListCost, -line.ContractedCost)),
            VolumeDiscount = Sum(
                // What counts towards money that is made up for at the end is billed as it is used.
                Usage(all).Where(line => line.Key.Commitment is null || line.BilledCost != 0),
                line => Exact.Add(line.ContractedCost, -line.EffectiveCost)
            ),
            Subtotal = Billed(
                all,
                line => line.Key.Category is not (ChargeCategory.Credit or ChargeCategory.Tax) && !IsRounding(line)
            ),
            Credits = Billed(all, line => line.Key.Category == ChargeCategory.Credit),
            Tax = Billed(all, line => line.Key.Category == ChargeCategory.Tax),
            Rounding = Billed(all, IsRounding),
        };
    }

    public static bool IsRounding(BillLine line) =>
        line?.Key is { Category: ChargeCategory.Adjustment, Rule: BillLineKey.Rounding };

    private static IEnumerable<BillLine> Usage(IEnumerable<BillLine> lines) =>
        lines.Where(line => line.Key.Category == ChargeCategory.Usage);

    private static decimal Billed(IEnumerable<BillLine> lines, Func<BillLine, bool> which) =>
        Sum(lines.Where(which), line => line.BilledCost);

    private static decimal Sum(IEnumerable<BillLine> lines, Func<BillLine, decimal> amount) =>
        lines.Aggregate(0m, (sum, line) => Exact.Add(sum, amount(line)));
}
