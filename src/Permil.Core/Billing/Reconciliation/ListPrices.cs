using Permil.Billing.Reconciliation.Bills;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>What one provider's usage lists for, by the price books: where lines stand, and what another price would make.</summary>
internal sealed class ListPrices(PriceCatalog catalog, string provider)
{
    private readonly Dictionary<BilledSku, IReadOnlyDictionary<string, string>> _dimensions = [];

    public string Currency => catalog.Currency;

    /// <summary>The book's id of a model; as it is written when the book does not have it.</summary>
    public string ModelOf(string model) => catalog.FindModel(provider, model, out _)?.Model?.Id ?? model;

    /// <summary>Where stored usage stands.</summary>
    public BilledSku SkuOf(StoredLine line) => SkuOf(line.Model, line.Mode, line.Meter, line.Price);

    /// <summary>Where a line of the bill stands by the prices of its window's first instant.</summary>
    public BilledSku SkuOf(BilledUse use, BillLine line, out bool isPriced)
    {
        var answer = catalog.Find(
            new PriceQuery(provider, line.Model, use.Mode, use.Meter, use.Attributes, line.Start)
        );
        isPriced = answer.HasPrice;
        return SkuOf(line.Model, use.Mode, use.Meter, answer.Stated);
    }

    /// <summary>What the price of a SKU depends on beside model, mode and meter.</summary>
    public IReadOnlyDictionary<string, string> DimensionsOf(BilledSku sku) =>
        _dimensions.GetValueOrDefault(sku) ?? new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What a quantity lists for at an instant, in this or another mode or meter; <see langword="null"/>: no such price.</summary>
    public decimal? CostOf(BilledSku sku, decimal quantity, DateTimeOffset time, Mode? mode = null, Meter? meter = null)
    {
        var answer = PriceOf(sku, time, mode, meter);
        if (!answer.HasPrice)
        {
            return null;
        }

        // A minimum charge is for what is used.
        if (quantity == 0)
        {
            return 0;
        }

        try
        {
            var used = Math.Abs(quantity);
            var measured = new PricedMeasurement(answer.Stated.Meter, used, answer, InputTokens: 0, Steps: null);
            return decimal.CopySign(ListCost.Of(measured, TierPosition.Alone(used)).ListCost, quantity);
        }
        catch (InexactAmountException)
        {
            // An amount that cannot be held cannot be the one on a bill either.
            return null;
        }
    }

    public PriceAnswer PriceOf(BilledSku sku, DateTimeOffset time, Mode? mode = null, Meter? meter = null) =>
        catalog.Find(
            new PriceQuery(provider, sku.Model, mode ?? sku.Mode, meter ?? sku.Meter, DimensionsOf(sku), time)
        );

    /// <summary>What one unit lists for all through a day; <see langword="null"/> where that depends on more.</summary>
    public decimal? UnitPriceOf(BilledSku sku, DateTimeOffset start, DateTimeOffset end)
    {
        var first = PriceOf(sku, start);
        var last = PriceOf(sku, end.AddTicks(-1));
        return
            first.HasPrice
            && ReferenceEquals(first.Amounts, last.Amounts)
            && first.Factor == last.Factor
            && first.Amounts.ContextSteps.Count == 0
            && ListCost.IsAdditive(first)
            ? ListCost.OfOneUnit(first, 0)
            : null;
    }

    /// <summary>Instants at which a SKU's price changes, the nearest to a time first.</summary>
    public IEnumerable<DateTimeOffset> Changes(BilledSku sku, DateTimeOffset time)
    {
        var answer = PriceOf(sku, time);
        if (!answer.HasPrice)
        {
            return [];
        }

        return catalog
            .Prices.Where(price => price.Sku == answer.Stated.Sku || price.Sku == answer.Amounts.Sku)
            .SelectMany(price => new[] { price.Period.From, price.Period.Until })
            .OfType<DateTimeOffset>()
            .Where(instant => instant > DateTimeOffset.MinValue)
            .Distinct()
            .OrderBy(instant => (instant - time).Duration());
    }

    private BilledSku SkuOf(string model, Mode mode, Meter meter, SkuPrice? price)
    {
        if (price is null)
        {
            return new BilledSku(ModelOf(model), mode, meter, "");
        }

        var dimensions = string.Join(
            ", ",
            price.Where.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
        );
        var sku = new BilledSku(
            price.Scope == PriceScope.Provider ? "" : ModelOf(model),
            price.Mode,
            price.Meter,
            dimensions
        );
        _dimensions.TryAdd(sku, price.Where);
        return sku;
    }
}
