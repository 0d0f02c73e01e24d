using Permil.Pricing;
using Permil.Usage;

namespace Permil.Budgets;

/// <summary>What tokens of one model cost at most in a stretch of time in which no price changes.</summary>
internal sealed class TokenPrices
{
    /// <summary>Why there is no price; <see langword="null"/> with one.</summary>
    public string? UnpricedReason { get; private init; }

    public required DearestPrice Input { get; init; }

    public required DearestPrice Output { get; init; }

    /// <summary>Input that is neither cached nor anything but text: what most of it is.</summary>
    public required DearestPrice UsualInput { get; init; }

    public required DearestPrice UsualOutput { get; init; }

    public long? ContextLength { get; private init; }

    public long? MaximumOutput { get; private init; }

    /// <param name="catalog">The prices.</param>
    /// <param name="call">The model, the provider, the mode and the instant.</param>
    /// <param name="input">The meters its input may be counted by; the first must have a price.</param>
    /// <param name="output">The meters its output may be counted by; the first must have a price. None: no output.</param>
    public static TokenPrices Of(PriceCatalog catalog, UsageEvent call, Meter[] input, Meter[] output)
    {
        var match = catalog.FindModel(call.Provider, call.Model, out _);
        var unpriced = "";
        return new TokenPrices
        {
            Input = new DearestPrice(PricesOf(input)),
            Output = new DearestPrice(PricesOf(output)),
            UsualInput = new DearestPrice(PricesOf(input[..1])),
            UsualOutput = new DearestPrice(PricesOf(output.Length == 0 ? [] : output[..1])),
            UnpricedReason = unpriced.Length == 0 ? null : unpriced,
            ContextLength = match?.Model?.ContextLength,
            MaximumOutput = match?.Model?.MaximumOutput ?? match?.Model?.ContextLength,
        };

        List<PriceAnswer> PricesOf(Meter[] meters)
        {
            var prices = new List<PriceAnswer>();
            for (var i = 0; i < meters.Length; i++)
            {
                foreach (var answer in Answers(catalog, match?.Model, call, meters[i]))
                {
                    if (answer.HasPrice)
                    {
                        prices.Add(answer);
                    }
                    else if (i == 0 && unpriced.Length == 0)
                    {
                        unpriced = answer.Reason;
                    }
                }
            }

            return prices;
        }
    }

    /// <summary>
    /// The price the call is billed at as it stands, then those of the service tiers the book has for the model: the
    /// answer says which one it was, not the request.
    /// </summary>
    private static IEnumerable<PriceAnswer> Answers(
        PriceCatalog catalog,
        PricedModel? model,
        UsageEvent call,
        Meter meter
    )
    {
        var query = new PriceQuery(call.Provider, call.Model, call.Mode, meter, call.Attributes, call.Time);
        yield return catalog.Find(query);
        var tiers = model is null
            ? []
            : catalog
                .Prices.Where(price => ReferenceEquals(price.Model, model))
                .Select(price => price.Where.GetValueOrDefault(Usage.Attribute.ServiceTier))
                .OfType<string>()
                .Distinct(StringComparer.Ordinal);
        foreach (var tier in tiers)
        {
            var attributes = new Dictionary<string, string>(call.Attributes, StringComparer.Ordinal)
            {
                [Usage.Attribute.ServiceTier] = tier,
            };
            if (catalog.Find(query with { Attributes = attributes }) is { HasPrice: true } answer)
            {
                yield return answer;
            }
        }
    }
}
