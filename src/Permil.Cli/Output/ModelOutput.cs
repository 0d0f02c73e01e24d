using System.Globalization;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Cli.Output;

/// <summary>Prints everything a price book knows of one model.</summary>
internal static class ModelOutput
{
    public static void Print(
        PriceBook book,
        PricedModel model,
        IReadOnlyList<SkuPrice> prices,
        DateTimeOffset now,
        OutputFormat format
    )
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonAnswer.Print(
                    isIndented: true,
                    json =>
                    {
                        json.WriteString("provider", book.Provider);
                        json.WriteString("model", model.Id);
                        foreach (var (name, text) in Facts(model))
                        {
                            json.WriteString(JsonNamingPolicyOf(name), text);
                        }

                        json.WriteStartArray("prices");
                        foreach (var price in prices)
                        {
                            PricesOutput.Write(json, price);
                        }

                        json.WriteEndArray();
                    }
                );
                break;
            case OutputFormat.Csv:
                RowsOf(prices, now).PrintCsv(Console.Out);
                break;
            case OutputFormat.Markdown:
                RowsOf(prices, now).PrintMarkdown(Console.Out);
                break;
            default:
                PrintTable(book, model, prices, now);
                break;
        }
    }

    private static void PrintTable(
        PriceBook book,
        PricedModel model,
        IReadOnlyList<SkuPrice> prices,
        DateTimeOffset now
    )
    {
        Console.WriteLine($"{model.Id}, {book.Name}");
        foreach (var (name, text) in Facts(model))
        {
            Console.WriteLine($"  {name}: {text}");
        }

        if (prices.Count > 0)
        {
            RowsOf(prices, now).PrintTable(Screen.Create());
        }
        else
        {
            Console.WriteLine("No price of its own: its size class decides, see permil prices --kind " + model.Kind);
        }

        foreach (var source in prices.Select(price => price.Source).Distinct())
        {
            Console.WriteLine($"  {source.Key}: {source.Text}");
        }

        foreach (var price in prices)
        {
            foreach (var conflict in price.Conflicts)
            {
                var stated = conflict.Amount is { } amount
                    ? DecimalText.Of(amount)
                    : $"a minimum of {DecimalText.Of(conflict.MinimumCharge ?? 0)}";
                Console.WriteLine(
                    $"  conflict on {price.Meter} ({PriceText.Of(price)}): {conflict.Source.Text} has {stated}{(conflict.Note is { } note ? $"; {note}" : "")}"
                );
            }
        }

        foreach (
            var note in prices
                .Select(price => price.Note)
                .Append(model.Note)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
        )
        {
            Console.WriteLine($"  note: {note}");
        }
    }

    private static IEnumerable<(string Name, string Text)> Facts(PricedModel model)
    {
        yield return ("kind", model.Kind);
        if (model.Aliases.Count > 0)
        {
            yield return ("aliases", string.Join(", ", model.Aliases));
        }

        if (model.TotalParameters is { } parameters)
        {
            var active = model.ActiveParameters is { } some ? $", {Billions(some)} active" : "";
            yield return ("parameters", $"{Billions(parameters)}{active}");
        }

        if (model.Architecture is { } architecture)
        {
            yield return ("architecture", architecture == Architecture.Dense ? "dense" : "mixture of experts");
        }

        if (model.ContextLength is { } context)
        {
            yield return ("context", Rows.Grouped(context.ToString(CultureInfo.InvariantCulture)));
        }

        if (model.MaximumOutput is { } output)
        {
            yield return ("maximum output", Rows.Grouped(output.ToString(CultureInfo.InvariantCulture)));
        }

        if (model.Modes.Count > 0)
        {
            yield return ("modes", string.Join(", ", model.Modes.Select(ModeName.Of)));
        }

        if (model.RetiredFrom is { } retired)
        {
            yield return ("retired", retired.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
    }

    private static string JsonNamingPolicyOf(string name) => name == "maximum output" ? "maximumOutput" : name;

    private static string Billions(decimal parameters) =>
        (parameters / 1e9m).ToString("0.####", CultureInfo.InvariantCulture) + "B";

    private static Rows RowsOf(IReadOnlyList<SkuPrice> prices, DateTimeOffset now)
    {
        var rows = new Rows(
            new("mode", "mode"),
            new("meter", "meter"),
            new("where", "where", CanWrap: true),
            new("price", "price", CanWrap: true),
            new("period", "in force"),
            new("now", "now"),
            new("learned", "learned"),
            new("confidence", "confidence"),
            new("source", "source")
        );
        foreach (var price in prices)
        {
            rows.Add(
                ModeName.Of(price.Mode),
                price.Meter.Name,
                PriceText.Where(price),
                PriceText.Of(price),
                price.Period.ToString(),
                price.Period.Contains(now) ? "yes" : "",
                price.Learned.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ConfidenceName.Of(price.Confidence),
                price.Source.Key
            );
        }

        return rows;
    }
}
