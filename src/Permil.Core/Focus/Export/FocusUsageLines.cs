using Permil.Allocation;
using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Billing.Invoices;
using Permil.Rating;

namespace Permil.Focus.Export;

/// <summary>
/// A month's usage at the grain of rows, by the line of the invoice that it is in. The rows of a line add up to it to the last
/// digit: what a finer bill shares out otherwise in its last decimals is shared out again.
/// </summary>
internal sealed class FocusUsageLines
{
    /// <summary>Usage of one line and owner by where its charge period begins.</summary>
    private sealed record Place(BillEntry First, List<FocusUsage> Line, Dictionary<DateTimeOffset, FocusUsage> Usage);

    private readonly Dictionary<BillLineKey, List<FocusUsage>> _lines = [];
    private readonly Dictionary<(BillLineKey Key, OwnerValues Owner), Place> _places = [];

    /// <param name="entries">The bill of the month, or of a part of it, at a finer grain.</param>
    /// <param name="granularity">How long charge periods are.</param>
    public FocusUsageLines(IEnumerable<BillEntry> entries, FocusGranularity granularity)
    {
        var ticks = granularity == FocusGranularity.Hour ? TimeSpan.TicksPerHour : TimeSpan.TicksPerDay;
        Place? place = null;
        foreach (var entry in entries)
        {
            // Entries come line by line and owner by owner, but for parts that were cut off.
            if (place is null || !IsAlike(entry, place.First))
            {
                place = PlaceOf(entry);
            }

            var start = entry.Start.AddTicks(-(entry.Start.UtcTicks % ticks));
            if (place.Usage.TryGetValue(start, out var usage))
            {
                usage.Add(entry);
                continue;
            }

            usage = new FocusUsage(entry, start);
            place.Usage.Add(start, usage);
            place.Line.Add(usage);
        }
    }

    /// <summary>The usage of a line; none where a finer bill has none of it.</summary>
    public IReadOnlyList<FocusUsage> Of(BillLine line) => _lines.GetValueOrDefault(line.Key, []);

    /// <summary>The usage of a line of a whole month, which adds up to it.</summary>
    public IReadOnlyList<FocusUsage> FittedTo(BillLine line)
    {
        if (_lines.TryGetValue(line.Key, out var rows))
        {
            Fit(rows, line);
        }

        return rows ?? [];
    }

    private static bool IsAlike(BillEntry entry, BillEntry other) =>
        ReferenceEquals(entry.Charge.Key, other.Charge.Key)
        && string.Equals(entry.Rule, other.Rule, StringComparison.Ordinal)
        && entry.Commitment == other.Commitment
        && entry.ContractedUnitPrice == other.ContractedUnitPrice;

    private Place PlaceOf(BillEntry entry)
    {
        var key = entry.Key;
        var owner = entry.Charge.Key.Owner;
        if (!_places.TryGetValue((key, owner), out var place))
        {
            if (!_lines.TryGetValue(key, out var line))
            {
                _lines.Add(key, line = []);
            }

            _places.Add((key, owner), place = new Place(entry, line, []));
        }

        return place;
    }

    /// <summary>Gives what prepaid credits pay to the usage they paid for.</summary>
    /// <param name="rows">Of all lines of the document, fitted.</param>
    /// <param name="paid">What they paid in all, above 0.</param>
    /// <returns>Whether there was usage to give it to.</returns>
    public static bool Pay(IReadOnlyList<FocusUsage> rows, decimal paid)
    {
        var told = Sum(rows, row => row.PaidAhead);
        if (told != paid)
        {
            var weights =
                told > 0 ? rows.Select(row => row.PaidAhead) : rows.Select(row => Math.Max(0, row.Costs.Billed));
            if (Shares(paid, [.. weights]) is not { } shares)
            {
                return false;
            }

            for (var i = 0; i < rows.Count; i++)
            {
                rows[i].PaidAhead = shares[i];
            }
        }

        foreach (var row in rows.Where(row => row.PaidAhead != 0))
        {
            row.Costs = row.Costs with { Billed = Exact.Add(row.Costs.Billed, -row.PaidAhead) };
        }

        return true;
    }

    private static void Fit(List<FocusUsage> rows, BillLine line)
    {
        Fit(
            rows,
            line.ConsumedQuantity,
            costs => costs.ConsumedQuantity,
            (costs, value) => costs with { ConsumedQuantity = value }
        );
        if (Sum(rows, row => row.Costs.PricingQuantity) != line.PricingQuantity)
        {
            Fit(
                rows,
                line.PricingQuantity,
                costs => costs.PricingQuantity,
                (costs, value) => costs with { PricingQuantity = value }
            );
            Reprice(rows, line.Key);
        }

        Fit(rows, line.ListCost, costs => costs.List, (costs, value) => costs with { List = value });
        Fit(rows, line.ContractedCost, costs => costs.Contracted, (costs, value) => costs with { Contracted = value });
        Fit(rows, line.EffectiveCost, costs => costs.Effective, (costs, value) => costs with { Effective = value });
        Fit(rows, line.BilledCost, costs => costs.Billed, (costs, value) => costs with { Billed = value });
    }

    /// <summary>Other quantities cost other amounts, where prices say which.</summary>
    private static void Reprice(List<FocusUsage> rows, BillLineKey key)
    {
        foreach (var row in rows)
        {
            var quantity = row.Costs.PricingQuantity;
            row.Costs = row.Costs with
            {
                List = key.ListUnitPrice is { } list ? Exact.Multiply(list, quantity) : row.Costs.List,
                Contracted = key.ContractedUnitPrice is { } contracted
                    ? Exact.Multiply(contracted, quantity)
                    : row.Costs.Contracted,
            };
        }
    }

    private static void Fit(
        List<FocusUsage> rows,
        decimal whole,
        Func<FocusCosts, decimal> of,
        Func<FocusCosts, decimal, FocusCosts> with
    )
    {
        if (Sum(rows, row => of(row.Costs)) == whole)
        {
            return;
        }

        var shares =
            Shares(whole, [.. rows.Select(row => Math.Abs(of(row.Costs)))])
            ?? Shares(whole, [.. rows.Select(row => Math.Abs(row.Costs.Contracted))])
            ?? Shares(whole, [.. rows.Select(row => Math.Abs(row.Costs.ConsumedQuantity))])
            ?? Shares(whole, [.. rows.Select(_ => 1m)])!;
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Costs = with(rows[i].Costs, shares[i]);
        }
    }

    private static IReadOnlyList<decimal>? Shares(decimal whole, decimal[] weights) =>
        weights.All(weight => weight == 0) ? null : Apportionment.Apportion(whole, weights, Exact.QuantityDecimals);

    private static decimal Sum(IEnumerable<FocusUsage> rows, Func<FocusUsage, decimal> of) =>
        rows.Aggregate(0m, (sum, row) => Exact.Add(sum, of(row)));
}
