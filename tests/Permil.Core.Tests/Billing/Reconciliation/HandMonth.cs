using System.Globalization;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>A few stored lines of September 2026 and the few lines of its bill, as a test writes them, and what is found.</summary>
internal sealed class HandMonth
{
    public static readonly PriceCatalog Catalog = new([
        TestBooks.ReadText(
            """
            provider: acme
            aliases: [acme inc]
            model-prefixes: [acme/]
            sources:
              page: { text: the price page, learned: 2026-01-01, confidence: official }
              blog: { text: a blog, learned: 2026-01-01, confidence: third-party }
            billed-as: { cache_write_tokens: input_tokens }
            models:
              - id: big
                kind: chat
                prices:
                  - { price: { input_tokens: 1.4, cached_input_tokens: 0.26, output_tokens: 4.4 }, until: 2026-09-16, source: page }
                  - { price: { input_tokens: 1.9, cached_input_tokens: 0.31, output_tokens: 5.3 }, from: 2026-09-16, source: page }
                  - { mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens, cached_input_tokens, output_tokens] }, source: page }
                  - { mode: provisioned, price: { input_tokens: 1 }, source: page }
              - { id: small, kind: chat, prices: [{ price: { input_tokens: 0.15, output_tokens: 0.6 }, source: page }] }
              - { id: gift, kind: chat, prices: [{ price: { input_tokens: free, output_tokens: 3 }, source: page }] }
              - id: disputed
                kind: chat
                prices:
                  - { price: { input_tokens: 2, output_tokens: 7 }, source: page, conflicts: [{ price: { input_tokens: 3 }, source: blog }] }
                  - { mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens] }, source: page }
              - { id: painter, kind: image, prices: [{ price: { image_generations: 0.04 }, source: page }] }
            prices:
              - { mode: dedicated, where: { gpu: h100 }, price: { dedicated_endpoint_hours: 0.1 }, per: GPU-minute, source: page, conflicts: [{ price: { dedicated_endpoint_hours: 0.2 }, source: blog }] }
              - { price: { web_searches: 10 }, per: 1K searches, source: page }
              - { mode: cluster, where: { gpu: h100, term: on-demand }, price: { gpu_cluster_hours: 4 }, source: page }
              - { mode: cluster, where: { gpu: h200, term: on-demand }, price: { gpu_cluster_hours: 5 }, source: page }
            """
        ),
    ]);

    private static readonly DateTimeOffset Start = TestBooks.At("2026-09-01");

    private readonly Rater _rater = new(Catalog);
    private readonly List<StoredLine> _stored = [];
    private readonly List<UnsettledCalls> _unsettled = [];
    private readonly List<string> _bill = ["start;end;model;meter;mode;quantity;unit price;cost;key;gpu;term"];

    /// <summary>What was used on a day, at its list price.</summary>
    public HandMonth Stored(
        int day,
        string model,
        Meter meter,
        decimal quantity,
        Mode mode = Mode.Serverless,
        string? key = null,
        string? gpu = null
    )
    {
        (string, string)[] attributes = gpu is null ? [] : [("gpu", gpu), ("term", "on-demand")];
        _stored.Add(RatedLine.Of(_rater, new MonthLine(day, model, mode, meter, key ?? ""), key, quantity, attributes));
        return this;
    }

    /// <summary>Calls of a day whose usage is not known.</summary>
    public HandMonth Unsettled(int day, string model, long count, string? key = null)
    {
        _unsettled.Add(new UnsettledCalls(new DateOnly(2026, 9, day), model, key, count));
        return this;
    }

    /// <summary>A line of the bill: of a whole day, or of so many hours from one of its hours.</summary>
    public HandMonth Billed(
        int day,
        string model,
        Meter meter,
        decimal? quantity,
        decimal cost,
        Mode mode = Mode.Serverless,
        string? key = null,
        decimal? unitPrice = null,
        int hour = 0,
        int hours = 24,
        string? gpu = null
    )
    {
        var start = Start.AddDays(day - 1).AddHours(hour);
        _bill.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{start:O};{start.AddHours(hours):O};{model};{meter.Name};{ModeName.Of(mode)};{quantity};{unitPrice};{cost};{key};{gpu};{(gpu is null ? "" : "on-demand")}"
            )
        );
        return this;
    }

    /// <summary>A line of the bill as its file has it.</summary>
    public HandMonth Billed(string row)
    {
        _bill.Add(row);
        return this;
    }

    /// <param name="keyTag">The tag that holds the keys; <see langword="null"/>: keys are not told apart.</param>
    public BillReconciliation Compare(string? keyTag = "api_key_id", ReconciliationOptions? options = null) =>
        BillComparison.Of(
            GeneratedMonth.Read(string.Join('\n', _bill), "bill"),
            new StoredMonth
            {
                Start = Start,
                Lines = _stored,
                Unsettled = _unsettled,
                KeyTag = keyTag,
            },
            Catalog,
            "acme",
            options ?? new ReconciliationOptions()
        );

    /// <summary>Every finding as one line of text, the largest difference first.</summary>
    public IEnumerable<string> Findings(string? keyTag = "api_key_id") =>
        Compare(keyTag)
            .Findings.Select(finding =>
                $"{finding.Kind} {finding.Cause} {DecimalText.Of(finding.CostDifference)}: {finding.Explanation}"
            );

    /// <summary>The only finding as text.</summary>
    public string Finding(string? keyTag = "api_key_id") => Findings(keyTag).ShouldHaveSingleItem();
}
