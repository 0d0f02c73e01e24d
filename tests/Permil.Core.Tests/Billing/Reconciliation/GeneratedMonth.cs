using System.Globalization;
using System.Text;
using System.Text.Json;
using Permil.Billing.Reconciliation.Bills;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>
/// Random usage of a month and the bill for it. The bill's prices are written down here and not asked of the price books,
/// so that the two sides agree only when both are right.
/// </summary>
internal sealed class GeneratedMonth
{
    public const int Change = 16;

    public static readonly DateTimeOffset Start = TestBooks.At("2026-09-01");

    public static readonly PriceCatalog Catalog = new([
        TestBooks.Read(
            """
            billed-as: { cached_input_tokens: input_tokens }
            models:
              - id: big
                kind: chat
                prices:
                  - { price: { input_tokens: 1.4, cached_input_tokens: 0.26, output_tokens: 4.4 }, until: 2026-09-16, source: page }
                  - { price: { input_tokens: 1.9, cached_input_tokens: 0.31, output_tokens: 5.3 }, from: 2026-09-16, source: page }
                  - { mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens, cached_input_tokens, output_tokens] }, source: page }
              - { id: small, kind: chat, prices: [{ price: { input_tokens: 0.15, output_tokens: 0.6 }, source: page }] }
              - { id: other, kind: chat, prices: [{ price: { input_tokens: 2, output_tokens: 3 }, source: page }] }
            """
        ),
    ]);

    private static readonly Meter[] BigMeters = [Meters.InputTokens, Meters.CachedInputTokens, Meters.OutputTokens];

    public GeneratedMonth(int seed)
    {
        Random = new Random(seed);
        foreach (var day in Enumerable.Range(1, 30))
        {
            foreach (var key in new[] { "k1", "k2" })
            {
                foreach (var meter in BigMeters)
                {
                    Stored[new(day, "big", Mode.Serverless, meter, key)] = Quantity();
                    Stored[new(day, "big", Mode.Batch, meter, key)] = Quantity();
                    Stored[new(day, "small", Mode.Serverless, meter, key)] = Quantity();
                }
            }
        }

        foreach (var ((day, model, mode, meter, key), quantity) in Stored)
        {
            if (model == "small" && meter == Meters.CachedInputTokens)
            {
                continue;
            }

            // The provider sells no cached input of the small model apart.
            var cached = new MonthLine(day, model, mode, Meters.CachedInputTokens, key);
            var inside = model == "small" && meter == Meters.InputTokens ? Stored[cached] : 0;
            Bill(new MonthLine(day, model, mode, meter, key), quantity + inside);
        }
    }

    public Random Random { get; }

    public Dictionary<MonthLine, decimal> Stored { get; } = [];

    public List<BilledItem> Billed { get; } = [];

    public List<UnsettledCalls> Unsettled { get; } = [];

    public decimal Quantity() => Random.Next(100_000, 90_000_000);

    public static decimal PriceOf(MonthLine line)
    {
        decimal[] prices = line.Model switch
        {
            "big" => line.Day < Change ? [1.4m, 0.26m, 4.4m] : [1.9m, 0.31m, 5.3m],
            "small" => [0.15m, 0.15m, 0.6m],
            _ => [2, 2, 3],
        };
        return prices[Array.IndexOf(BigMeters, line.Meter)] * (line.Mode == Mode.Batch ? 0.5m : 1) / 1_000_000;
    }

    public void Bill(MonthLine line, decimal quantity)
    {
        var product =
            $"{(line.Mode == Mode.Batch ? "Batch" : "Serverless")} Inference - {(line.Meter == Meters.CachedInputTokens ? "Cached Input" : line.Meter == Meters.InputTokens ? "Input" : "Output")} Tokens";
        Billed.Add(new BilledItem(line, product, quantity, PriceOf(line), quantity * PriceOf(line)));
    }

    public BilledItem Take(MonthLine line)
    {
        var item = Billed.Single(one => one.Line == line);
        Billed.Remove(item);
        return item;
    }

    public decimal BilledQuantity(MonthLine line) => Billed.Single(one => one.Line == line).Quantity;

    public StoredMonth Month(string? keyTag = "api_key_id")
    {
        var rater = new Rater(Catalog);
        return new StoredMonth
        {
            Start = Start,
            KeyTag = keyTag,
            Unsettled = Unsettled,
            Lines =
            [
                .. Stored.Select(pair =>
                    RatedLine.Of(rater, pair.Key, keyTag is null ? null : pair.Key.Key, pair.Value)
                ),
            ],
        };
    }

    public BillReconciliation Compare(ReconciliationOptions? options = null, string? keyTag = "api_key_id") =>
        BillComparison.Of(
            Random.Next(2) == 0 ? Read(Json(), "bill.json") : Read(Csv(), "bill.csv"),
            Month(keyTag),
            Catalog,
            "acme",
            options ?? new ReconciliationOptions()
        );

    public string Json()
    {
        var pages = new StringBuilder();
        foreach (var page in Billed.OrderBy(item => item.Line.Day).Chunk(200))
        {
            var windows = page.GroupBy(item => (item.Line.Day, item.Hour))
                .Select(window => new
                {
                    start_time = At(window.Key.Day, window.Key.Hour ?? 0),
                    end_time = window.Key.Hour is { } hour ? At(window.Key.Day, hour + 1) : At(window.Key.Day + 1, 0),
                    line_items = window.Select(item => new
                    {
                        product_name = item.Product,
                        quantity = DecimalText.Of(item.Quantity),
                        unit_price = DecimalText.Of(item.UnitPrice),
                        cost = DecimalText.Of(item.Cost),
                        pricing_dimensions = new { model = item.Line.Model },
                        attributes = new { api_key_id = item.Line.Key },
                    }),
                });
            pages.AppendLine(
                JsonSerializer.Serialize(
                    new
                    {
                        billing_period = "2026-09",
                        currency = "USD",
                        data = windows,
                    }
                )
            );
        }

        return pages.ToString();
    }

    public string Csv()
    {
        var lines = Billed.Select(item =>
            string.Join(
                ';',
                At(item.Line.Day, item.Hour ?? 0),
                item.Hour is { } hour ? At(item.Line.Day, hour + 1) : At(item.Line.Day + 1, 0),
                item.Line.Model,
                item.Product,
                DecimalText.Of(item.Quantity),
                DecimalText.Of(item.UnitPrice),
                DecimalText.Of(item.Cost),
                item.Line.Key
            )
        );
        return string.Join('\n', ["Start;End;Model;Product;Quantity;Unit Price;Cost;API key ID", .. lines]);
    }

    public static ProviderBill Read(string text, string file)
    {
        var reader = new BillReader(BillProducts.Shipped());
        reader.Read(Encoding.UTF8.GetBytes(text), file);
        return reader.Finish();
    }

    private static string At(int day, int hour) =>
        Start.AddDays(day - 1).AddHours(hour).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
