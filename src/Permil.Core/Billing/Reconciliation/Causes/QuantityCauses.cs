using System.Globalization;
using Permil.Billing.Reconciliation.Bills;
using Permil.Usage;

namespace Permil.Billing.Reconciliation.Causes;

/// <summary>Why one line has another quantity on the bill: what fits the figures exactly goes before what only can be.</summary>
internal sealed class QuantityCauses(CauseFacts facts, IReadOnlyDictionary<LineId, ComparedLine> lines)
{
    public Explained Of(Deviation deviation) =>
        BillEnds(deviation)
        ?? CachedTwice(deviation)
        ?? TwiceThere(deviation)
        ?? TwiceHere(deviation)
        ?? KeyOfBill(deviation)
        ?? KeyNeverSeen(deviation)
        ?? ModelNeverSeen(deviation)
        ?? Unsettled(deviation)
        ?? new Explained(
            FindingCause.Unknown,
            $"{(deviation.Delta > 0 ? "more" : "less")} on the bill by {Figures.Quantity(Math.Abs(deviation.Delta), MeterOf(deviation))}; no known cause fits"
        );

    private Explained? BillEnds(Deviation deviation)
    {
        var day = deviation.Line.Id.Day;
        return
            deviation.Delta < 0
            && facts.BillEnd is { } end
            && new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) > end
            ? new Explained(
                FindingCause.BillEnds,
                $"the bill ends at {end.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture)}: it was exported before all of the day was in it, or is not whole"
            )
            : null;
    }

    private Explained? CachedTwice(Deviation deviation)
    {
        var id = deviation.Line.Id;
        if (id.Sku.Meter != Meters.InputTokens)
        {
            return null;
        }

        var own = deviation.Line.Stored.Where(line => line.Meter == Meters.CachedInputTokens);
        var beside = lines.GetValueOrDefault(id with { Sku = id.Sku with { Meter = Meters.CachedInputTokens } });
        var cached = own.Concat(beside?.Stored ?? []).Sum(line => line.Quantity);
        if (cached == 0 || Math.Abs(deviation.Delta) != cached)
        {
            return null;
        }

        var amount = Figures.Quantity(cached, Meters.CachedInputTokens);
        return new Explained(
            FindingCause.CachedTokens,
            deviation.Delta > 0
                ? $"the bill has exactly the {amount} more that are stored as cached_input_tokens: it counts cached input inside input_tokens and bills it again as cached"
                : $"the bill has exactly the {amount} less that are stored as cached_input_tokens: it bills input without them"
        );
    }

    private static Explained? TwiceThere(Deviation deviation)
    {
        var (billed, meter) = (deviation.Line.Billed, MeterOf(deviation));
        var repeated = billed
            .GroupBy(line => (line.Start, line.Product, line.Key, Quantity: line.Quantity?.Value, line.Cost.Value))
            .Where(group => group.Count() > 1)
            .ToList();
        var surplus = repeated.Sum(group => (group.Count() - 1) * (group.Key.Quantity ?? 0));
        if (surplus != 0 && surplus == deviation.Delta)
        {
            var second = repeated[0].Skip(1).First();
            return new Explained(
                FindingCause.CountedTwice,
                $"the bill lists the same line more than once ({second.Where}): without the repeats it has {Figures.Quantity(deviation.Line.QuantityHere, meter)} as here"
            );
        }

        return deviation.Line.QuantityHere != 0 && deviation.Line.QuantityThere == 2 * deviation.Line.QuantityHere
            ? new Explained(
                FindingCause.CountedTwice,
                $"the bill has exactly twice the {Figures.Quantity(deviation.Line.QuantityHere, meter)} stored here"
            )
            : null;
    }

    private static Explained? TwiceHere(Deviation deviation) =>
        deviation.Line.QuantityThere != 0 && deviation.Line.QuantityHere == 2 * deviation.Line.QuantityThere
            ? new Explained(
                FindingCause.CountedTwice,
                $"here is exactly twice the bill's {Figures.Quantity(deviation.Line.QuantityThere, MeterOf(deviation))}: the same usage came in twice under different ids, for example from the gateway and from a log"
            )
            : null;

    /// <summary>Where lines are not told apart by key, the bill still says which part of it is of which key.</summary>
    private static Explained? KeyOfBill(Deviation deviation)
    {
        if (deviation.Delta < 0)
        {
            return null;
        }

        var keys = deviation.Line.Billed.Where(line => line.Key is not null).ToLookup(line => line.Key!);
        var only = keys.Where(group => group.Sum(QuantityOf) == deviation.Delta).ToList();
        return keys.Count > 1 && only.Count == 1
            ? new Explained(
                FindingCause.OtherKey,
                $"the difference is exactly the bill's {Figures.Quantity(deviation.Delta, MeterOf(deviation))} of key {only[0].Key}: its calls do not come by here"
            )
            : null;
    }

    private Explained? KeyNeverSeen(Deviation deviation) =>
        (deviation.Line.Id.Key, deviation.Kind) switch
        {
            ({ } key, FindingKind.MissingHere) when !facts.IsStoredKey(key) => new Explained(
                FindingCause.OtherKey,
                $"nothing of key {key} is stored in the month: its calls do not come by here"
            ),
            ({ } key, FindingKind.MissingThere) when !facts.IsBilledKey(key) => new Explained(
                FindingCause.OtherKey,
                $"key {key} is nowhere on the bill: its calls are on the bill of another account, or under another key"
            ),
            _ => null,
        };

    private Explained? ModelNeverSeen(Deviation deviation)
    {
        var sku = deviation.Line.Id.Sku;
        return deviation.Kind switch
        {
            FindingKind.MissingHere when !facts.IsStored(sku) && facts.UnsettledOf(deviation.Line.Id) == 0 =>
                new Explained(
                    FindingCause.ModelNotStored,
                    $"nothing of {Named(sku)} is stored in the month: its usage does not come by here"
                ),
            FindingKind.MissingThere when !facts.IsBilled(sku) => new Explained(
                FindingCause.ModelNotBilled,
                $"nothing of {Named(sku)} is on the bill: it is billed to another account, or under another name"
            ),
            _ => null,
        };
    }

    private Explained? Unsettled(Deviation deviation) =>
        deviation.Delta > 0 && facts.UnsettledOf(deviation.Line.Id) is > 0 and var count
            ? new Explained(
                FindingCause.UnsettledCalls,
                $"{Figures.Count(count, "call")} of that day {(count == 1 ? "is" : "are")} unsettled here, their usage not known; the bill has {Figures.Quantity(deviation.Delta, MeterOf(deviation))} more"
            )
            : null;

    private static string Named(BilledSku sku) =>
        sku.Model.Length > 0 ? sku.Model
        : sku.Dimensions.Length > 0 ? $"{sku.Meter} ({sku.Dimensions})"
        : sku.Meter.Name;

    private static Meter MeterOf(Deviation deviation) => deviation.Line.Id.Sku.Meter;

    private static decimal QuantityOf(BillLine line) => line.Quantity?.Value ?? 0;
}
