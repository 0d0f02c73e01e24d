using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>Every kind of difference that has a cause, and some that have none.</summary>
internal static class Plants
{
    public static readonly IReadOnlyList<Plant> All =
    [
        new("cached input billed as input", CachedAsInput),
        new("cached input counted inside input too", CachedTwice),
        new("batch work billed as serverless", BatchAsServerless),
        new("batch work at the serverless rate", BatchAtFullRate),
        new("serverless work at the batch rate", ServerlessAtBatchRate),
        new("cached input at the price of input", CachedAtInputPrice),
        new("the price of the other side of the change", OtherPeriod),
        new("unsettled calls", Unsettled),
        new("under another key", OtherKey),
        new("a key that never comes by", KeyNotStored),
        new("a key that is not billed", KeyNotBilled),
        new("on the next day", NextDay),
        new("listed twice", ListedTwice),
        new("stored twice", StoredTwice),
        new("a model that is not stored", ModelNotStored),
        new("a line left out", LeftOut),
        new("a little less", LittleLess),
        new("an odd price", OddPrice),
        new("a tenth off", TenthOff),
        new("a cost that is not the product", NoProduct),
        new("a product nobody knows", UnknownProduct),
    ];

    private static PlantedFinding CachedAsInput(GeneratedMonth month, int day)
    {
        var cached = Line(day, "big", Meters.CachedInputTokens);
        var input = cached with { Meter = Meters.InputTokens };
        Move(month, cached, input, month.Take(cached).Quantity);
        return Quantity(FindingCause.CachedTokens, cached, input);
    }

    private static PlantedFinding CachedTwice(GeneratedMonth month, int day)
    {
        var input = Line(day, "big", Meters.InputTokens);
        More(month, input, month.BilledQuantity(input with { Meter = Meters.CachedInputTokens }));
        return Quantity(FindingCause.CachedTokens, input);
    }

    private static PlantedFinding BatchAsServerless(GeneratedMonth month, int day)
    {
        var batch = Line(day, "big", Meters.OutputTokens, Mode.Batch);
        var serverless = batch with { Mode = Mode.Serverless };
        Move(month, batch, serverless, month.Take(batch).Quantity);
        return Quantity(FindingCause.BatchRate, batch, serverless);
    }

    private static PlantedFinding BatchAtFullRate(GeneratedMonth month, int day)
    {
        var line = Line(day, "big", Meters.InputTokens, Mode.Batch);
        return AtPrice(month, line, GeneratedMonth.PriceOf(line) * 2, FindingCause.BatchRate);
    }

    private static PlantedFinding ServerlessAtBatchRate(GeneratedMonth month, int day)
    {
        var line = Line(day, "big", Meters.OutputTokens);
        return AtPrice(month, line, GeneratedMonth.PriceOf(line) / 2, FindingCause.BatchRate);
    }

    private static PlantedFinding CachedAtInputPrice(GeneratedMonth month, int day)
    {
        var line = Line(day, "big", Meters.CachedInputTokens);
        return AtPrice(
            month,
            line,
            GeneratedMonth.PriceOf(line with { Meter = Meters.InputTokens }),
            FindingCause.CachedTokens
        );
    }

    private static PlantedFinding OtherPeriod(GeneratedMonth month, int day)
    {
        var line = Line(day, "big", Meters.OutputTokens, key: "k2");
        var other = line with { Day = day < GeneratedMonth.Change ? GeneratedMonth.Change : 1 };
        return AtPrice(month, line, GeneratedMonth.PriceOf(other), FindingCause.PriceChange);
    }

    private static PlantedFinding Unsettled(GeneratedMonth month, int day)
    {
        var line = Line(day, "small", Meters.OutputTokens);
        More(month, line, 12_345);
        month.Unsettled.Add(new UnsettledCalls(new DateOnly(2026, 9, day), "small", "k1", 3));
        return Quantity(FindingCause.UnsettledCalls, line);
    }

    private static PlantedFinding OtherKey(GeneratedMonth month, int day)
    {
        var line = Line(day, "small", Meters.OutputTokens);
        var other = line with { Key = "k2" };
        Move(month, line, other, month.Take(line).Quantity);
        return Quantity(FindingCause.OtherKey, line, other);
    }

    private static PlantedFinding KeyNotStored(GeneratedMonth month, int day)
    {
        var line = Line(day, "small", Meters.InputTokens, key: "k9");
        month.Bill(line, month.Quantity());
        return PlantedFinding.Of(FindingKind.MissingHere, FindingCause.OtherKey, line);
    }

    private static PlantedFinding KeyNotBilled(GeneratedMonth month, int day)
    {
        var line = Line(day, "small", Meters.OutputTokens, key: "k8");
        month.Stored.Add(line, month.Quantity());
        return PlantedFinding.Of(FindingKind.MissingThere, FindingCause.OtherKey, line);
    }

    private static PlantedFinding NextDay(GeneratedMonth month, int day)
    {
        var line = Line(day, "small", Meters.InputTokens, key: "k2");
        var next = line with { Day = day + 1 };
        Move(month, line, next, 4_321);
        More(month, line, -4_321);
        return Quantity(FindingCause.DayBorder, line, next);
    }

    private static PlantedFinding ListedTwice(GeneratedMonth month, int day)
    {
        var line = Line(day, "small", Meters.OutputTokens);
        month.Billed.Add(month.Billed.Single(item => item.Line == line));
        return Quantity(FindingCause.CountedTwice, line);
    }

    private static PlantedFinding StoredTwice(GeneratedMonth month, int day)
    {
        var line = Line(day, "small", Meters.OutputTokens, key: "k2");
        month.Stored[line] *= 2;
        return Quantity(FindingCause.CountedTwice, line);
    }

    private static PlantedFinding ModelNotStored(GeneratedMonth month, int day)
    {
        var line = Line(day, "other", Meters.OutputTokens);
        month.Bill(line, month.Quantity());
        return PlantedFinding.Of(FindingKind.MissingHere, FindingCause.ModelNotStored, line);
    }

    private static PlantedFinding LeftOut(GeneratedMonth month, int day)
    {
        var line = Line(day, "big", Meters.OutputTokens, key: "k2");
        month.Take(line);
        return PlantedFinding.Of(FindingKind.MissingThere, FindingCause.Unknown, line);
    }

    private static PlantedFinding LittleLess(GeneratedMonth month, int day)
    {
        var line = Line(day, "big", Meters.InputTokens, Mode.Batch);
        More(month, line, -1);
        return Quantity(FindingCause.Unknown, line);
    }

    private static PlantedFinding OddPrice(GeneratedMonth month, int day)
    {
        var line = Line(day, "big", Meters.InputTokens, key: "k2");
        return AtPrice(month, line, GeneratedMonth.PriceOf(line) * 2.345m, FindingCause.Unknown);
    }

    private static PlantedFinding TenthOff(GeneratedMonth month, int day)
    {
        var line = Line(day, "small", Meters.OutputTokens);
        return AtPrice(month, line, GeneratedMonth.PriceOf(line) * 0.9m, FindingCause.Discount);
    }

    private static PlantedFinding NoProduct(GeneratedMonth month, int day)
    {
        var line = Line(day, "small", Meters.OutputTokens, key: "k2");
        var item = month.Take(line);
        month.Billed.Add(item with { Cost = item.Cost + 1.37m });
        return PlantedFinding.Of(FindingKind.PriceDiffers, FindingCause.BillArithmetic, line);
    }

    private static PlantedFinding UnknownProduct(GeneratedMonth month, int day)
    {
        var line = Line(day, "small", Meters.OutputTokens);
        month.Billed.Add(new BilledItem(line, "Goodwill", 3, 2, 6));
        return new PlantedFinding(
            FindingKind.NotUnderstood,
            FindingCause.UnknownProduct,
            $"{day} Goodwill (small)   k1"
        );
    }

    private static PlantedFinding AtPrice(GeneratedMonth month, MonthLine line, decimal price, FindingCause cause)
    {
        var item = month.Take(line);
        month.Billed.Add(item with { UnitPrice = price, Cost = item.Quantity * price });
        return PlantedFinding.Of(FindingKind.PriceDiffers, cause, line);
    }

    private static void Move(GeneratedMonth month, MonthLine from, MonthLine to, decimal quantity)
    {
        to.ShouldNotBe(from);
        More(month, to, quantity);
    }

    private static void More(GeneratedMonth month, MonthLine line, decimal quantity) =>
        month.Bill(line, month.Take(line).Quantity + quantity);

    private static PlantedFinding Quantity(FindingCause cause, params MonthLine[] lines) =>
        PlantedFinding.Of(FindingKind.QuantityDiffers, cause, lines);

    private static MonthLine Line(int day, string model, Meter meter, Mode mode = Mode.Serverless, string key = "k1") =>
        new(day, model, mode, meter, key);
}
