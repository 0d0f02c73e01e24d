using Permil.Pricing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>Rates logs line by line and in bulk.</summary>
internal sealed class BothWays
{
    public static readonly DateTimeOffset DefaultTime = TestBooks.At("2026-06-01T00:00:00Z");

    private static readonly PriceCatalog Shipped = new([.. ShippedPriceBooks.Read(), OddBook()]);

    public IReadOnlyList<string> GroupBy { get; init; } = ["model"];

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public PriceCatalog Catalog { get; init; } = Shipped;

    public ReadOptions Options { get; init; } = new() { DefaultTime = DefaultTime };

    /// <summary>A read gives at most so many bytes.</summary>
    public int[] ReadSizes { get; init; } = [];

    /// <summary>Where every file fails, if it does.</summary>
    public int? FailAt { get; init; }

    public RatingSummary LineByLine(params byte[][] files)
    {
        var rating = NewRating();
        foreach (var (file, number) in files.Select((file, index) => (file, index)))
        {
            Read(file, $"log{number}", rating);
        }

        return rating.Finish();
    }

    public RatingSummary InBulk(params byte[][] files)
    {
        var rating = NewRating();
        var bulk = new BulkRating(rating, OptionsWithCatalog());
        foreach (var (file, number) in files.Select((file, index) => (file, index)))
        {
            Read(file, $"log{number}", bulk);
        }

        bulk.Finish();
        return rating.Finish();
    }

    /// <summary>Both ways give the same.</summary>
    /// <returns>What they give.</returns>
    public RatingSummary ShouldAgree(params byte[][] files)
    {
        var expected = LineByLine(files);
        ShouldBeSame(RatingText.Of(InBulk(files)), RatingText.Of(expected));
        return expected;
    }

    private void Read(byte[] file, string name, IUsageSink sink)
    {
        using Stream stream = FailAt is { } failAt
            ? new FailingStream(file, failAt)
            : new ChunkedStream(file, ReadSizes);
        if (FailAt is null)
        {
            UsageLog.Read(stream, name, OptionsWithCatalog(), sink);
        }
        else
        {
            Should.Throw<IOException>(() => UsageLog.Read(stream, name, OptionsWithCatalog(), sink));
        }
    }

    private static void ShouldBeSame(string found, string expected)
    {
        if (!string.Equals(found, expected, StringComparison.Ordinal))
        {
            var (foundLines, expectedLines) = (found.Split('\n'), expected.Split('\n'));
            Assert.Fail(
                $"only in bulk:\n{string.Join('\n', foundLines.Except(expectedLines).Take(20))}\nonly line by line:\n{string.Join('\n', expectedLines.Except(foundLines).Take(20))}"
            );
        }
    }

    private UsageRating NewRating() =>
        new(new Rater(Catalog), [.. GroupBy.Select(name => GroupKey.Parse(name)!)], From, To);

    private ReadOptions OptionsWithCatalog() => Options with { CachedInsideInput = Catalog.CachedInsideInput };

    /// <summary>Models whose prices cannot be summed, or only in part, or that change within the period of the logs.</summary>
    private static PriceBook OddBook() =>
        TestBooks.Read(
            """
            cached-tokens: inside-input
            models:
              - id: acme/tiered
                kind: chat
                prices:
                  - price: { input_tokens: { graduated: [{ up-to: 1M, amount: 3 }, { amount: 1 }] }, output_tokens: { volume: [{ up-to: 10K, amount: 9 }, { amount: 7 }] }, cached_input_tokens: free }
                    source: page
              - id: acme/output-only
                kind: chat
                prices: [{ price: { output_tokens: 0.000001 }, source: page }]
              - id: acme/blocks
                kind: chat
                prices: [{ price: { input_tokens: 2, output_tokens: 4, cached_input_tokens: 1 }, per: 1K tokens, round-up: true, source: page }]
              - id: acme/minimum
                kind: chat
                prices: [{ price: { input_tokens: 2, output_tokens: 4, cached_input_tokens: 1 }, minimum: 0.001, source: page }]
              - id: acme/changing
                kind: chat
                prices:
                  - { price: { input_tokens: 2, output_tokens: 4, cached_input_tokens: 1 }, until: 2026-06-15, source: page }
                  - { price: { input_tokens: 1.1, output_tokens: 4.00000001, cached_input_tokens: 1 }, from: 2026-06-15, until: "2026-06-20T13:30:00Z", source: page }
              - id: acme/reasons
                kind: chat
                prices: [{ price: { input_tokens: not-public }, source: page }]
              - id: acme/free
                kind: chat
                prices: [{ price: { input_tokens: free, output_tokens: free, cached_input_tokens: free }, source: page }]
            """
        );
}
