using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Permil.Server.Telemetry;

/// <summary>A counter with one label of few values.</summary>
internal sealed class CountByLabel(string label, int max)
{
    private readonly LabelValues _values = new(max);
    private readonly ConcurrentDictionary<string, StrongBox<long>> _counts = new(StringComparer.Ordinal);

    public string Label => label;

    /// <summary>In no order.</summary>
    public IEnumerable<KeyValuePair<string, long>> Counts =>
        _counts.Select(count => KeyValuePair.Create(count.Key, Interlocked.Read(ref count.Value.Value)));

    public void Add(string value, long count)
    {
        var counter = _counts.GetOrAdd(_values.Bound(value), static _ => new StrongBox<long>());
        Interlocked.Add(ref counter.Value, count);
    }
}
