using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating.Bulk;

/// <summary>What lines have in common that decides their prices: provider, model and mode.</summary>
/// <param name="sample">An event with them.</param>
/// <param name="number">Of the trait within its shape.</param>
/// <param name="rater">The prices.</param>
/// <param name="epochs">How many stretches of constant prices there can be.</param>
internal sealed class BulkTrait(UsageEvent sample, int number, Rater rater, int epochs)
{
    /// <summary>The meters that the bulk path sums, in the order of its sums.</summary>
    public static readonly Meter[] SummedMeters = [Meters.InputTokens, Meters.CachedInputTokens, Meters.OutputTokens];

    public int Number { get; } = number;

    /// <summary>An event with the trait.</summary>
    public UsageEvent Sample { get; } = sample;

    /// <summary>The provider whose book knows the model; what the log says when there is none.</summary>
    public string? Provider { get; } = rater.ProviderOf(sample);

    private readonly BulkPrices?[] _byEpoch = new BulkPrices?[epochs];

    /// <summary>Whether an event has the trait.</summary>
    public bool IsOf(UsageEvent other) =>
        other.Mode == Sample.Mode
        && string.Equals(other.Model, Sample.Model, StringComparison.Ordinal)
        && string.Equals(other.Provider, Sample.Provider, StringComparison.Ordinal);

    /// <summary>The prices in the stretch that a time is in.</summary>
    public BulkPrices PricesOf(TimeBuckets.Bucket bucket) => _byEpoch[bucket.Epoch] ??= Find(bucket.Time);

    private BulkPrices Find(DateTimeOffset time)
    {
        var answers = Array.ConvertAll(
            SummedMeters,
            meter =>
                rater.Catalog.Find(
                    new PriceQuery(Sample.Provider, Sample.Model, Sample.Mode, meter, Sample.Attributes, time)
                )
        );
        return new BulkPrices(Sample with { Time = time }, answers);
    }
}
