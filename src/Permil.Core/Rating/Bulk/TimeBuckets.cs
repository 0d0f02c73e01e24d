using Permil.Usage;

namespace Permil.Rating.Bulk;

/// <summary>
/// Stretches of time within which no price changes, the asked period does not begin or end, and every time key
/// of the groups has one value. Numbered in the order of first sight; one thread each.
/// </summary>
internal sealed class TimeBuckets(UsageRating rating)
{
    private readonly long[] _cuts =
    [
        .. rating
            .Rater.Catalog.PriceBoundaries.Concat(rating.AskedBounds)
            .Select(instant => instant.UtcTicks)
            .Distinct()
            .Order(),
    ];

    private readonly long _unitTicks = rating.Keys.Any(key => key.Dimension == GroupDimension.Hour)
        ? TimeSpan.TicksPerHour
        : TimeSpan.TicksPerDay;
    private readonly bool _isByTime = rating.Keys.Any(key =>
        key.Dimension is GroupDimension.Hour or GroupDimension.Day or GroupDimension.Month
    );

    private readonly Dictionary<long, int> _numbers = [];
    private readonly List<Bucket> _buckets = [];
    private Bucket _last = new(0, 0, 0, 0, IsAskedFor: false);

    /// <summary>A stretch of time.</summary>
    /// <param name="Number">From 0.</param>
    /// <param name="Low">UTC ticks, inclusive.</param>
    /// <param name="High">UTC ticks, exclusive.</param>
    /// <param name="Epoch">Stretches of one epoch have the same prices.</param>
    /// <param name="IsAskedFor">Whether it is in the asked period.</param>
    public sealed record Bucket(int Number, long Low, long High, int Epoch, bool IsAskedFor)
    {
        public DateTimeOffset Time => new(Low, TimeSpan.Zero);
    }

    public IReadOnlyList<Bucket> All => _buckets;

    /// <summary>How many epochs there can be.</summary>
    public int Epochs => _cuts.Length + 1;

    public Bucket Of(long utcTicks)
    {
        if (utcTicks < _last.Low || utcTicks >= _last.High)
        {
            _last = Find(utcTicks);
        }

        return _last;
    }

    private Bucket Find(long utcTicks)
    {
        var index = Array.BinarySearch(_cuts, utcTicks);
        var epoch = index >= 0 ? index + 1 : ~index;
        var low = epoch == 0 ? EventTime.Min.UtcTicks : _cuts[epoch - 1];
        var high = epoch == _cuts.Length ? EventTime.Max.UtcTicks : _cuts[epoch];
        if (_isByTime)
        {
            var unit = utcTicks - (utcTicks % _unitTicks);
            low = Math.Max(low, unit);
            high = Math.Min(high, unit + _unitTicks);
        }

        if (!_numbers.TryGetValue(low, out var number))
        {
            number = _buckets.Count;
            _numbers.Add(low, number);
            _buckets.Add(
                new Bucket(number, low, high, epoch, rating.IsAskedFor(new DateTimeOffset(low, TimeSpan.Zero)))
            );
        }

        return _buckets[number];
    }
}
