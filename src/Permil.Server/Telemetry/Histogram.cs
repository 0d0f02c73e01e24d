namespace Permil.Server.Telemetry;

/// <summary>Measurements counted by size. Whoever owns it lets one thread at a time in.</summary>
internal sealed class Histogram(double[] bounds)
{
    // One more than bounds: what is above all of them.
    private readonly long[] _counts = new long[bounds.Length + 1];

    /// <summary>Upper bounds, inclusive, ascending.</summary>
    public ReadOnlySpan<double> Bounds => bounds;

    /// <summary>By bucket, not summed up.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    public long Count { get; private set; }

    public double Sum { get; private set; }

    public void Add(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        _counts[bucket]++;
        Count++;
        Sum += value;
    }
}
