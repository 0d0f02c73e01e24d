using Permil.Rating;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>
/// A stretch of time cut where prices of the asked kinds change, and the prices of each kind in each part. Parts are
/// numbered from 0.
/// </summary>
internal sealed class PriceEpochs
{
    private readonly Dictionary<(int Kind, bool IsSubstituted), KindPrices[]> _byKind = [];

    /// <param name="rater">The prices.</param>
    /// <param name="kinds">The kinds that are asked for.</param>
    /// <param name="start">Of the stretch.</param>
    /// <param name="end">Of the stretch, exclusive.</param>
    /// <param name="otherCuts">Instants at which time must be cut for other reasons.</param>
    public PriceEpochs(
        Rater rater,
        IReadOnlyList<UsageKind> kinds,
        DateTimeOffset start,
        DateTimeOffset end,
        IReadOnlyCollection<DateTimeOffset> otherCuts
    )
    {
        Start = start;
        var cuts = rater
            .Catalog.PriceBoundaries.Concat(otherCuts)
            .Where(instant => instant > start && instant < end)
            .Distinct()
            .Order()
            .ToList();
        var byEpoch = new Dictionary<(int Kind, bool IsSubstituted), KindPrices[]>();
        var plain = new Rater(rater.Catalog, substitution: null, rater.Rates);
        foreach (var kind in kinds)
        {
            byEpoch.Add((kind.Code, false), InAllParts(kind, kind.Sample));
            if (rater.Substitution is { } substitution)
            {
                byEpoch.Add((kind.Code, true), InAllParts(kind, substitution.Always(kind.Sample)));
            }
        }

        // Most prices that change are of models nobody used: such cuts only make more sums.
        var kept = Enumerable
            .Range(0, cuts.Count)
            .Where(cut =>
                otherCuts.Contains(cuts[cut]) || byEpoch.Values.Any(prices => !prices[cut].IsSameAs(prices[cut + 1]))
            )
            .ToList();
        Cuts = [.. kept.Select(cut => cuts[cut])];
        foreach (var (kind, prices) in byEpoch)
        {
            _byKind.Add(kind, [prices[0], .. kept.Select(cut => prices[cut + 1])]);
        }

        KindPrices[] InAllParts(UsageKind kind, UsageEvent sample) =>
            [.. cuts.Prepend(start).Select(time => new KindPrices(kind, sample, plain, time))];
    }

    public DateTimeOffset Start { get; }

    /// <summary>Where each part but the first begins.</summary>
    public IReadOnlyList<DateTimeOffset> Cuts { get; }

    /// <param name="kind">The kind's code.</param>
    /// <param name="epoch">The part of the time.</param>
    /// <param name="isSubstituted">Whether as it is, or as what is put in its place.</param>
    public KindPrices PricesOf(int kind, int epoch, bool isSubstituted = false) =>
        _byKind[(kind, isSubstituted)][epoch];

    /// <summary>How events of a kind must be summed in all parts: the strictest of them.</summary>
    public SumClass ClassOf(int kind) => AllOf(kind).Max(prices => prices.Class);

    /// <summary>
    /// Sums of kinds with the same text can be added up and be priced together, whenever they are of;
    /// <see langword="null"/> where they cannot.
    /// </summary>
    public string? SumTextOf(int kind)
    {
        var texts = _byKind[(kind, false)].Select(prices => prices.SumText).ToList();
        return texts.Contains(null) ? null : string.Join('\n', texts);
    }

    /// <summary>What of a kind has a price at any time of the stretch.</summary>
    public IEnumerable<PricedMeasurement> PricedOf(int kind) => AllOf(kind).SelectMany(prices => prices.Priced);

    public IEnumerable<long> StepsOf(int kind) => AllOf(kind).SelectMany(prices => prices.Steps).Distinct().Order();

    /// <summary>Where a part begins.</summary>
    public DateTimeOffset TimeOf(int epoch) => epoch == 0 ? Start : Cuts[epoch - 1];

    /// <summary>The part an instant is in.</summary>
    public int EpochOf(DateTimeOffset time)
    {
        var epoch = 0;
        while (epoch < Cuts.Count && Cuts[epoch] <= time)
        {
            epoch++;
        }

        return epoch;
    }

    private IEnumerable<KindPrices> AllOf(int kind) =>
        _byKind[(kind, false)].Concat(_byKind.GetValueOrDefault((kind, true)) ?? []);
}
