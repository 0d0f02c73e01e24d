using System.Globalization;
using Permil.Billing.Reconciliation.Bills;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>Single lines of a bill and of the store, all of input tokens of model <c>m</c>.</summary>
internal static class TestLines
{
    public static readonly BilledSku Sku = new("m", Mode.Serverless, Meters.InputTokens, "");

    /// <summary>A line whose numbers are written as in a CSV file.</summary>
    public static BillLine Billed(
        string? quantity,
        string cost,
        string start = "2026-09-01",
        string? end = null,
        Meter? meter = null
    )
    {
        var time = TestBooks.At(start);
        return new BillLine
        {
            Where = $"bill:{quantity}",
            Start = time,
            End = end is null ? time.AddDays(1) : TestBooks.At(end),
            Product = "Input Tokens",
            Model = "m",
            Use = new BilledUse(meter ?? Meters.InputTokens, Mode.Serverless, new Dictionary<string, string>()),
            Quantity = quantity is null ? null : BilledNumber.Parse("quantity", quantity),
            Cost = BilledNumber.Parse("cost", cost),
        };
    }

    /// <param name="quantity">How much.</param>
    /// <param name="listCost">What it lists for.</param>
    /// <param name="price">The price it was rated at; <see langword="null"/>: none.</param>
    public static StoredLine Stored(string quantity, string listCost, SkuPrice? price) =>
        new(
            new DateOnly(2026, 9, 1),
            "m",
            Mode.Serverless,
            Meters.InputTokens,
            price,
            null,
            decimal.Parse(quantity, CultureInfo.InvariantCulture),
            decimal.Parse(listCost, CultureInfo.InvariantCulture),
            1
        );

    /// <summary>A line of a bill that has no other lines.</summary>
    public static ComparedLine Compared(IReadOnlyList<StoredLine> stored, params BillLine[] billed)
    {
        var line = new ComparedLine(new LineId(new DateOnly(2026, 9, 1), Sku, null), new BillRounding(billed));
        line.Stored.AddRange(stored);
        line.Billed.AddRange(billed);
        return line;
    }
}
