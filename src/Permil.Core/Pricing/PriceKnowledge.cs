namespace Permil.Pricing;

/// <summary>What was known of a book's prices on a day.</summary>
internal static class PriceKnowledge
{
    /// <summary>
    /// The prices learned by the end of the day and not yet withdrawn. A price whose end only its successor explains
    /// had no end while the successor was unknown.
    /// </summary>
    public static List<SkuPrice> Of(PriceBook book, DateOnly? day)
    {
        if (day is not { } known)
        {
            return [.. book.Prices.Where(price => price.Withdrawn is null)];
        }

        var result = new List<SkuPrice>();
        foreach (var sameSku in book.Prices.GroupBy(price => price.Sku, StringComparer.Ordinal))
        {
            var knownPrices = sameSku.Where(price => price.IsKnownOn(known)).ToList();
            foreach (var price in knownPrices)
            {
                var endsBySuccessor =
                    price.Period.Until is { } until
                    && sameSku.Any(other => other.Period.From == until && other.Learned > known);
                result.Add(endsBySuccessor ? price with { Period = Extended(price, knownPrices) } : price);
            }
        }

        return result;
    }

    private static PricePeriod Extended(SkuPrice price, List<SkuPrice> knownPrices)
    {
        DateTimeOffset? next = null;
        foreach (var other in knownPrices)
        {
            if (other.Period.From is { } from && from >= price.Period.Until && (next is null || from < next))
            {
                next = from;
            }
        }

        return price.Period with
        {
            Until = next,
        };
    }
}
