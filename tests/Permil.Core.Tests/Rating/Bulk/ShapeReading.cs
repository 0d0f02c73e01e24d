using System.Text;
using Permil.Pricing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>What one thread has to learn shapes and to read lines by them, with a small price book.</summary>
internal sealed class ShapeReading
{
    public static readonly ReadOptions Options = new() { DefaultTime = null };

    private readonly LineValues _values;
    private readonly LineTime _time = new();

    public ShapeReading(IReadOnlyList<string> groupBy, string? from = null, string? to = null)
    {
        Rating = NewRating(groupBy, from, to);
        Dimensions = new BulkDimensions(Rating.Keys);
        Texts = [.. Enumerable.Range(0, Dimensions.Count).Select(_ => new TextInterner())];
        Buckets = new TimeBuckets(Rating);
        _values = new LineValues(Dimensions.Count);
    }

    public static PriceCatalog Catalog { get; } =
        new([
            TestBooks.Read(
                """
                cached-tokens: inside-input
                models:
                  - id: m
                    kind: chat
                    prices: [{ price: { input_tokens: 2, cached_input_tokens: 1, output_tokens: 4 }, source: page }]
                  - id: n
                    kind: chat
                    prices: [{ price: { input_tokens: 3, cached_input_tokens: 1, output_tokens: 5 }, source: page }]
                  - id: long
                    kind: chat
                    prices:
                      - source: page
                        price: { input_tokens: 2, cached_input_tokens: 1, output_tokens: 4 }
                        over:
                          - { input-tokens: 1000, price: { input_tokens: 3 } }
                          - { input-tokens: 5000, price: { input_tokens: 7, output_tokens: 8 } }
                  - id: tiered
                    kind: chat
                    prices: [{ price: { input_tokens: { graduated: [{ up-to: 1M, amount: 3 }, { amount: 1 }] }, cached_input_tokens: 1, output_tokens: 4 }, source: page }]
                  - id: output-only
                    kind: chat
                    prices: [{ price: { output_tokens: 4 }, source: page }]
                  - id: changing
                    kind: chat
                    prices:
                      - { price: { input_tokens: 2, cached_input_tokens: 1, output_tokens: 4 }, until: 2026-06-15, source: page }
                      - { price: { input_tokens: 3, cached_input_tokens: 1, output_tokens: 4 }, minimum: 0.001, from: 2026-06-15, until: 2026-06-20, source: page }
                      - { price: { input_tokens: 5, cached_input_tokens: 1, output_tokens: 4 }, from: 2026-06-20, source: page }
                """
            ),
        ]);

    public UsageRating Rating { get; }

    public BulkDimensions Dimensions { get; }

    public TextInterner[] Texts { get; }

    public TimeBuckets Buckets { get; }

    public static UsageRating NewRating(IReadOnlyList<string> groupBy, string? from = null, string? to = null) =>
        new(
            new Rater(Catalog),
            [.. groupBy.Select(name => GroupKey.Parse(name)!)],
            from is null ? null : TestBooks.At(from),
            to is null ? null : TestBooks.At(to)
        );

    /// <summary>What the full reader reads.</summary>
    public static UsageEvent ReadInFull(string line) =>
        new JsonLineReader("log", Options).TryReadAppLogLine(Encoding.UTF8.GetBytes(line))!;

    public BulkShape Learn(LogLine line) => Learn(line.ToString(), ReadInFull(line.ToString()))!;

    /// <summary>Learns from a line that is said to mean an event.</summary>
    public BulkShape? Learn(string line, UsageEvent read) =>
        BulkShape.Learn(Encoding.UTF8.GetBytes(line), read, FieldMap.Default, Dimensions, Texts, Rating.Rater, Buckets);

    public bool Takes(BulkShape shape, LogLine line) => Read(shape, line.ToString()).Length > 0;

    public (int Length, BulkRow Row) Read(BulkShape shape, LogLine line) => Read(shape, line.ToString());

    public (int Length, BulkRow Row) Read(BulkShape shape, string line)
    {
        var bytes = PaddedLine.Of(line);
        var length = shape.TryRead(
            ref bytes[0],
            bytes.Length - ChunkReader.Slack,
            _values,
            _time,
            Buckets,
            out var row
        );
        return (length, row);
    }
}
