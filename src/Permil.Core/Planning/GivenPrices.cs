using Permil.Pricing;
using Permil.Usage;

namespace Permil.Planning;

/// <summary>Makes a price book of a few prices that the caller states, for a model that need not be in any book.</summary>
public static class GivenPrices
{
    /// <summary>The provider of such a book.</summary>
    public const string Provider = "given";

    /// <param name="model">The model's id.</param>
    /// <param name="perMillion">Amounts for a million tokens, by meter.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="today">The day the prices were stated.</param>
    public static PriceBook Book(
        string model,
        IReadOnlyDictionary<Meter, decimal> perMillion,
        string currency,
        DateOnly today
    )
    {
        var book = new PriceBook("the command line", Provider, currency)
        {
            Name = "prices on the command line",
            BilledAs = new Dictionary<Meter, IReadOnlyList<Meter>>
            {
                [Meters.CachedInputTokens] = [Meters.InputTokens],
            },
        };
        var source = new PriceSource("given", "given on the command line", today, Confidence.ThirdParty);
        var priced = new PricedModel
        {
            Id = model,
            Kind = "chat",
            Line = 0,
        };
        var prices = new List<SkuPrice>();
        foreach (var (meter, amount) in perMillion)
        {
            prices.Add(PriceOf(Mode.Serverless, meter, new PriceShape.Unit(amount), null));
            prices.Add(
                PriceOf(
                    Mode.Batch,
                    meter,
                    new PriceShape.MultipleOf(Mode.Serverless, 0.5m),
                    "assumption: batch at half of the given prices"
                )
            );
        }

        book.Models = [priced];
        book.Prices = prices;
        return book;

        SkuPrice PriceOf(Mode mode, Meter meter, PriceShape shape, string? note) =>
            new()
            {
                Sku = $"{Provider}/{model}/{ModeName.Of(mode)}/{meter.Name}",
                Book = book,
                Scope = PriceScope.Model,
                Model = priced,
                Meter = meter,
                Mode = mode,
                Where = new Dictionary<string, string>(StringComparer.Ordinal),
                Shape = shape,
                Per = 1_000_000,
                PerText = "1M tokens",
                Period = new PricePeriod(null, null),
                Learned = today,
                Source = source,
                Confidence = source.Confidence,
                Note = note,
                Line = 0,
            };
    }
}
