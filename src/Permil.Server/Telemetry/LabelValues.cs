using System.Collections.Concurrent;

namespace Permil.Server.Telemetry;

/// <summary>The values of one label that are told apart: the first so many. What a caller sends cannot make it grow.</summary>
internal sealed class LabelValues(int max)
{
    public const string Other = "other";

    /// <summary>Longer values are not kept.</summary>
    private const int MaxChars = 200;

    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The value itself when it is told apart, else <see cref="Other"/>.</summary>
    /// <param name="value">Empty when the label does not apply; that is always told apart.</param>
    /// <param name="mayAdd">Whether a value not seen before may take a place.</param>
    public string Bound(string value, bool mayAdd = true)
    {
        if (value.Length == 0 || _values.TryGetValue(value, out _))
        {
            return value;
        }

        if (!mayAdd || value.Length > MaxChars || Volatile.Read(ref _count) >= max)
        {
            return Other;
        }

        if (Interlocked.Increment(ref _count) > max)
        {
            Interlocked.Decrement(ref _count);
            return Other;
        }

        if (!_values.TryAdd(value, value))
        {
            Interlocked.Decrement(ref _count);
        }

        return value;
    }
}
