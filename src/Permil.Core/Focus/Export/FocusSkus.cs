using System.Text.Json;
using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Focus.Export;

/// <summary>Says in FOCUS's words what the SKUs of price books are, each once.</summary>
internal sealed class FocusSkus(PriceCatalog catalog)
{
    private readonly Dictionary<(string Sku, string Unit), FocusSku> _known = [];
    private Dictionary<string, SkuPrice>? _prices;

    public FocusSku Of(ChargeKey key, SkuPrice price)
    {
        if (!_known.TryGetValue((key.Sku, key.PricingUnit), out var sku))
        {
            sku = SkuOf(key.Sku, key.Meter, key.PricingUnit, price);
            _known.Add((key.Sku, key.PricingUnit), sku);
        }

        return sku;
    }

    /// <summary>Of a line, which names the SKU only; <see langword="null"/>: no price book has it any more.</summary>
    public FocusSku? Of(BillLineKey key)
    {
        if (key is not { Sku: { } name, PricingUnit: { } unit })
        {
            return null;
        }

        if (_known.TryGetValue((name, unit), out var known))
        {
            return known;
        }

        if (PriceOf(name) is not { } price)
        {
            return null;
        }

        return _known[(name, unit)] = SkuOf(name, price.Meter, unit, price);
    }

    /// <summary>Some price of a SKU: all of them are of the same model, mode and dimensions.</summary>
    private SkuPrice? PriceOf(string sku)
    {
        _prices ??= catalog
            .Prices.GroupBy(price => price.Sku, StringComparer.Ordinal)
            .ToDictionary(prices => prices.Key, prices => prices.First(), StringComparer.Ordinal);
        return _prices.GetValueOrDefault(sku);
    }

    private static FocusSku SkuOf(string name, Meter meter, string unit, SkuPrice price) =>
        new(
            name,
            FocusUnits.Title(meter.Name),
            DetailsOf(meter, price),
            FocusUnits.Of(meter.Unit),
            FocusUnits.Of(unit),
            PriceUnit.Parse(unit, meter) is { } parsed && !Exact.Ends(parsed.UnitsPerMeterUnit, parsed.Per)
        );

    private static string? DetailsOf(Meter meter, SkuPrice price)
    {
        var details = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (price.Model is { } model)
        {
            details["x_ModelId"] = model.Id;
        }

        if (price.SizeClass is { } sizeClass)
        {
            details["x_BaseModelSizeClass"] = sizeClass.Name;
        }

        if (DirectionOf(meter) is { } direction)
        {
            details["x_TokenDirection"] = direction;
        }

        if (CacheActionOf(meter) is { } action)
        {
            details["x_TokenCacheAction"] = action;
        }

        if (price.Mode == Mode.Batch)
        {
            details["x_ServiceTier"] = "Batch";
        }

        foreach (var (attribute, value) in price.Where)
        {
            details[NameOf(attribute)] = value;
        }

        return details.Count == 0 ? null : JsonSerializer.Serialize(details);
    }

    /// <summary>What FOCUS has a key for has that, all else our own.</summary>
    private static string NameOf(string attribute) =>
        attribute switch
        {
            Usage.Attribute.Gpu => "InstanceType",
            Usage.Attribute.Term => "x_ReservationTier",
            Usage.Attribute.Method => "x_TrainingMethod",
            Usage.Attribute.Quality => "x_QualityTier",
            Usage.Attribute.Direction => "x_TokenDirection",
            Usage.Attribute.ServiceTier => "x_ServiceTier",
            _ => "x_" + FocusUnits.Title(attribute).Replace(" ", "", StringComparison.Ordinal),
        };

    private static string? DirectionOf(Meter meter) =>
        meter.Unit != "token" ? null
        : meter.Name.Contains("output", StringComparison.Ordinal) ? "Output"
        : Meters.Input.Contains(meter) && meter != Meters.BatchTokens
        || meter == Meters.EmbeddingTokens
        || meter == Meters.RerankTokens
            ? "Input"
        : null;

    private static string? CacheActionOf(Meter meter) =>
        meter == Meters.CachedInputTokens || meter == Meters.CachedAudioTokens ? "Read"
        : meter == Meters.CacheWriteTokens || meter == Meters.CacheWrite1hTokens ? "Write"
        : null;
}
