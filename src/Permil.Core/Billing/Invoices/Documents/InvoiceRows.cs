using Permil.Billing.Bills;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Invoices.Documents;

/// <summary>Makes rows of lines. Lines that a reader could not tell apart, as those of two SKUs at one price, are one row.</summary>
/// <param name="figures">How figures are written.</param>
internal sealed class InvoiceRows(InvoiceFigures figures)
{
    private static readonly Dictionary<string, string> Units = Meters.All.ToDictionary(
        meter => meter.Name,
        meter => meter.Unit,
        StringComparer.Ordinal
    );

    public IReadOnlyList<InvoiceRow> Of(IEnumerable<InvoiceLine> lines) =>
        [
            .. lines
                .GroupBy(line => line with { Line = new BillLine { Key = line.Line.Key with { Sku = null } } })
                .Select(alike => Of(alike.Key, [.. alike.Select(line => line.Line)])),
        ];

    private InvoiceRow Of(InvoiceLine line, IReadOnlyList<BillLine> alike)
    {
        var key = line.Line.Key;
        var listCost = Sum(alike, one => one.ListCost);
        var billedCost = Sum(alike, one => one.BilledCost);
        var isUsage = key.Category is ChargeCategory.Usage or ChargeCategory.Purchase;
        var (quantity, unit) = QuantityOf(key, alike);

        // Late usage moves the spread of a volume discount over lines whose own usage is as it was.
        var isMoved = line.IsCorrection && key.Meter is not null && alike.All(one => one.PricingQuantity == 0);
        var hasListCost = isUsage && !isMoved && (listCost != 0 || key.Commitment != CommitmentStatus.Unused);
        return new InvoiceRow
        {
            What = NameOf(line),
            SubAccount = key.SubAccount,
            Details = isMoved ? ["The same usage; its share of the discounts is another"] : [.. DetailsOf(key, alike)],
            Quantity = isUsage && !isMoved && unit is not null ? figures.Quantity(quantity, unit) : null,
            Unit = isUsage && !isMoved ? unit : null,
            UnitPrice = isUsage && !isMoved ? UnitPriceOf(key) : null,
            AgreedPrice =
                !isMoved && key.ContractedUnitPrice is { } agreed && agreed != key.ListUnitPrice
                    ? InvoiceFigures.Price(agreed)
                    : null,
            ListCost = hasListCost ? figures.Amount(listCost) : null,
            Reduction = isUsage ? figures.AmountOrNone(Exact.Add(billedCost, -listCost)) : null,
            Amount = figures.Amount(billedCost),
        };
    }

    private static string NameOf(InvoiceLine line)
    {
        var key = line.Line.Key;
        if (
            key
            is not {
                Category: ChargeCategory.Usage,
                Meter: { Length: > 0 } meter,
                Commitment: not CommitmentStatus.Unused
            }
        )
        {
            return line.Description;
        }

        var words = string.Join(' ', meter.Split('_').Select(word => word is "gpu" ? "GPU" : word));
        var name = char.ToUpperInvariant(words[0]) + words[1..];
        return key.Mode is { } mode ? $"{name}, {ModeName.Of(mode)}" : name;
    }

    private IEnumerable<string> DetailsOf(BillLineKey key, IReadOnlyList<BillLine> alike)
    {
        var effectiveCost = figures.Amount(Sum(alike, one => one.EffectiveCost));
        if (key is { Category: ChargeCategory.Usage, Commitment: CommitmentStatus.Used })
        {
            yield return $"Paid by commitment {key.Rule}: {effectiveCost} of its cost";
        }
        else if (key is { Category: ChargeCategory.Usage, Commitment: CommitmentStatus.Unused })
        {
            yield return $"Nobody used this part of commitment {key.Rule}: {effectiveCost} of its cost";
        }
        else if (key.CreditKind is { } kind)
        {
            yield return $"{kind} credit {key.Credit}";
        }
    }

    private static (decimal Quantity, string? Unit) QuantityOf(BillLineKey key, IReadOnlyList<BillLine> alike) =>
        key.PricingUnit is { } unit ? (Sum(alike, one => one.PricingQuantity), unit)
        : key.Meter is { } meter && Units.TryGetValue(meter, out var plain)
            ? (Sum(alike, one => one.ConsumedQuantity), plain)
        : (0, null);

    private static string? UnitPriceOf(BillLineKey key) =>
        key.ListUnitPrice is { } price ? InvoiceFigures.Price(price)
        : key is { Category: ChargeCategory.Usage, PricingUnit: not null, Commitment: not CommitmentStatus.Unused }
            ? "varies"
        : null;

    private static decimal Sum(IReadOnlyList<BillLine> lines, Func<BillLine, decimal> amount) =>
        lines.Aggregate(0m, (sum, line) => Exact.Add(sum, amount(line)));
}
