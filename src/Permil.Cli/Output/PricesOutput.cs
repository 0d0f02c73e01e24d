using System.Globalization;
using System.Text.Json;
using Permil.Json;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Cli.Output;

/// <summary>Prints prices: for people a line for each model and mode, for programs each price.</summary>
internal static class PricesOutput
{
    public static void Print(IReadOnlyList<SkuPrice> prices, string currency, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonAnswer.Print(
                    isIndented: true,
                    json =>
                    {
                        json.WriteString("currency", currency);
                        json.WriteStartArray("prices");
                        foreach (var price in prices)
                        {
                            Write(json, price);
                        }

                        json.WriteEndArray();
                    }
                );
                break;
            case OutputFormat.Csv:
                EachPrice(prices).PrintCsv(Console.Out);
                break;
            case OutputFormat.Markdown:
                EachModel(prices).PrintMarkdown(Console.Out);
                break;
            default:
                if (prices.Count == 0)
                {
                    Console.WriteLine("no price matches; see permil prices --help for the filters");
                    break;
                }

                EachModel(prices).PrintTable(Screen.Create());
                Console.WriteLine(
                    $"{prices.Count.ToString("N0", CultureInfo.InvariantCulture)} prices in {currency}, tokens per 1M; permil prices show MODEL tells periods and sources"
                );
                break;
        }
    }

    /// <summary>Writes one price with all that is known of it.</summary>
    public static void Write(Utf8JsonWriter json, SkuPrice price)
    {
        json.WriteStartObject();
        json.WriteString("sku", price.Sku);
        json.WriteString("provider", price.Book.Provider);
        json.WriteString("model", price.Model?.Id);
        json.WriteString("sizeClass", price.SizeClass?.Name);
        json.WriteString("kind", price.Model?.Kind);
        json.WriteString("mode", ModeName.Of(price.Mode));
        json.WriteString("meter", price.Meter.Name);
        json.WriteStartObject("where");
        foreach (var (name, value) in price.Where)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteAmount("amount", price.Shape is PriceShape.Unit unit ? unit.Amount : null);
        json.WriteString("per", price.PerText);
        json.WriteString("price", PriceText.Of(price));
        json.WriteString("from", Instant(price.Period.From));
        json.WriteString("until", Instant(price.Period.Until));
        json.WriteString("learned", price.Learned.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("source", price.Source.Text);
        json.WriteString("confidence", ConfidenceName.Of(price.Confidence));
        json.WriteString("note", price.Note);
        json.WriteStartArray("conflicts");
        foreach (var conflict in price.Conflicts)
        {
            json.WriteStartObject();
            json.WriteString("meter", conflict.Meter?.Name);
            json.WriteAmount("amount", conflict.Amount);
            json.WriteAmount("minimumCharge", conflict.MinimumCharge);
            json.WriteString("source", conflict.Source.Text);
            json.WriteString("note", conflict.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string? Instant(DateTimeOffset? instant) =>
        instant?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Rows EachModel(IReadOnlyList<SkuPrice> prices)
    {
        var rows = new Rows(
            new("provider", "provider"),
            new("model", "model"),
            new("mode", "mode"),
            new("where", "where", CanWrap: true),
            new("input", "input", IsNumber: true),
            new("cached", "cached", IsNumber: true),
            new("output", "output", IsNumber: true),
            new("other", "other", CanWrap: true)
        );
        foreach (
            var group in prices.GroupBy(price =>
                (price.Book.Provider, Target: PriceText.Target(price), price.Mode, Where: PriceText.Where(price))
            )
        )
        {
            var columns = new string?[3];
            var others = new List<string>();
            foreach (var price in group)
            {
                var column = Array.IndexOf(
                    [Meters.InputTokens, Meters.CachedInputTokens, Meters.OutputTokens],
                    price.Meter
                );
                if (
                    column >= 0
                    && price is { Shape: PriceShape.Unit unit, Per: 1_000_000, ContextSteps.Count: 0, MinimumCharge: 0 }
                )
                {
                    columns[column] = unit.Amount == 0 ? "free" : DecimalText.Of(unit.Amount);
                }
                else
                {
                    others.Add($"{price.Meter} {PriceText.Of(price)}");
                }
            }

            // Prices that are all the same multiple of another mode need saying once.
            if (
                group.All(price => price.Shape is PriceShape.MultipleOf)
                && group.Select(PriceText.Of).Distinct(StringComparer.Ordinal).Count() == 1
            )
            {
                others = [PriceText.Of(group.First())];
            }

            rows.Add(
                group.Key.Provider,
                group.Key.Target,
                ModeName.Of(group.Key.Mode),
                group.Key.Where,
                columns[0] ?? "",
                columns[1] ?? "",
                columns[2] ?? "",
                string.Join("; ", others)
            );
        }

        return rows;
    }

    private static Rows EachPrice(IReadOnlyList<SkuPrice> prices)
    {
        var rows = new Rows(
            new("sku", "SKU"),
            new("provider", "provider"),
            new("model", "model"),
            new("mode", "mode"),
            new("meter", "meter"),
            new("where", "where"),
            new("amount", "amount", IsNumber: true),
            new("per", "per"),
            new("price", "price"),
            new("from", "from"),
            new("until", "until"),
            new("learned", "learned"),
            new("confidence", "confidence"),
            new("source", "source")
        );
        foreach (var price in prices)
        {
            rows.Add(
                price.Sku,
                price.Book.Provider,
                price.Model?.Id,
                ModeName.Of(price.Mode),
                price.Meter.Name,
                PriceText.Where(price),
                price.Shape is PriceShape.Unit unit ? DecimalText.Of(unit.Amount) : null,
                price.PerText,
                PriceText.Of(price),
                Instant(price.Period.From),
                Instant(price.Period.Until),
                price.Learned.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ConfidenceName.Of(price.Confidence),
                price.Source.Text
            );
        }

        return rows;
    }
}
