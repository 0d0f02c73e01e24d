using System.Text.Json;
using Permil.Usage;

namespace Permil.Pricing;

/// <summary>Every collected price fact is in a book, beside a price as a conflict, or left out for a reason.</summary>
public sealed class PriceFactsTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> LeftOut = new(StringComparer.Ordinal)
    {
        ["dedicated:openapi-example dedicated_endpoint_hours"] = "an example value of an API description, no price",
        ["dall-e-3 image_pixels"] =
            "held as 0.04 an image of the size and quality that the figure a pixel is quoted for",
    };

    [Theory]
    [InlineData("together-prices.json", 534)]
    [InlineData("other-prices.json", 447)]
    public void Books_HoldEverySharedFact(string file, int rows)
    {
        var path = Path.Combine(Repository.SharedFacts, file);
        if (!File.Exists(path))
        {
            output.WriteLine($"not run: there is no {path}");
            return;
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var facts = json.RootElement.GetProperty("rows").EnumerateArray().Select(row => new PriceFact(row)).ToList();
        facts.Count.ShouldBe(rows);
        var books = facts
            .Select(fact => fact.Provider)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(provider => provider, Repository.ReadBook, StringComparer.Ordinal);

        var missing = facts.Where(fact => !IsLeftOut(fact) && !IsHeld(fact, books[fact.Provider])).ToList();

        missing.Select(fact => fact.ToString()).ShouldBeEmpty();
    }

    private static bool IsLeftOut(PriceFact fact) => LeftOut.ContainsKey($"{fact.Sku} {fact.Meter}");

    private static bool IsHeld(PriceFact fact, PriceBook book) =>
        fact.Meter switch
        {
            // The discount of the batch list: the factor of the models on it.
            "batch_multiplier" => book.Prices.Any(price =>
                price is { Mode: Mode.Batch, Shape: PriceShape.MultipleOf multiple } && multiple.Factor == fact.Amount
            ),
            "fine_tuning_minimum" => book.Prices.Any(price =>
                price.Conflicts.Any(conflict => conflict.MinimumCharge == fact.Amount)
            ),
            _ when fact.Sku.StartsWith("fine-tuning:specialised", StringComparison.Ordinal) => book.Prices.Any(price =>
                price.Conflicts.Any(conflict => conflict.Amount == fact.Amount)
            ),
            _ => book.Prices.Any(price => Holds(price, fact) || HoldsAsConflict(price, fact)),
        };

    private static bool Holds(SkuPrice price, PriceFact fact) =>
        IsSameSku(price, fact) && IsMeterOf(price.Meter, price, fact) && HasAmount(price, fact);

    private static bool HasAmount(SkuPrice price, PriceFact fact)
    {
        if (price.Shape is PriceShape.MultipleOf multiple)
        {
            return price.Book.Prices.Any(basis =>
                basis.Mode == multiple.Mode
                && basis.Model == price.Model
                && basis.Meter == price.Meter
                && basis.Where.Count == price.Where.Count
                && basis.Period.Overlaps(fact.Seen)
                && IsAmount(basis, AmountOf(basis, fact) * multiple.Factor, fact)
            );
        }

        return price.Shape is PriceShape.NotPublic ? fact.Amount is null : IsAmount(price, AmountOf(price, fact), fact);
    }

    private static decimal? AmountOf(SkuPrice price, PriceFact fact) =>
        fact.OverInputTokens is not { } over
            ? (price.Shape as PriceShape.Unit)?.Amount
            : price
                .ContextSteps.Where(step => step.OverInputTokens == over)
                .Select(step => (decimal?)step.Amount)
                .FirstOrDefault();

    /// <summary>Compared without a division: amount / per on both sides.</summary>
    private static bool IsAmount(SkuPrice price, decimal? amount, PriceFact fact) =>
        amount is { } found
        && fact.Amount is { } expected
        && found * price.UnitsPerMeterUnit * fact.Per == expected * price.Per;

    private static bool HoldsAsConflict(SkuPrice price, PriceFact fact) =>
        IsSameSku(price, fact)
        && price.Conflicts.Any(conflict =>
            string.Equals(conflict.Meter?.Name, fact.Meter, StringComparison.Ordinal) && conflict.Amount == fact.Amount
        );

    private static bool IsSameSku(SkuPrice price, PriceFact fact) =>
        price.Mode == fact.Mode
        && fact.IsAbout(price)
        && price.Period.Overlaps(fact.Seen)
        && price.Where.Count == fact.Where.Count
        && price.Where.All(pair =>
            fact.Where.TryGetValue(pair.Key, out var value)
            && string.Equals(value, pair.Value, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The input of an embedding model is embedding tokens.</summary>
    private static bool IsMeterOf(Meter meter, SkuPrice price, PriceFact fact) =>
        string.Equals(meter.Name, fact.Meter, StringComparison.Ordinal)
        || (
            meter == Meters.EmbeddingTokens
            && price.Model?.Kind is "embedding"
            && string.Equals(fact.Meter, Meters.InputTokens.Name, StringComparison.Ordinal)
        );
}
