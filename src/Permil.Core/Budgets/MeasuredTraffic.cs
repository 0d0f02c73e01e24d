using System.Collections.Concurrent;
using Permil.Usage.Metering;

namespace Permil.Budgets;

/// <summary>
/// What calls used of late, by account, model and kind, since one account's calls say nothing of another's: moving averages of the input tokens of a body's byte and of the output
/// tokens of a choice. Members may be called from any thread.
/// </summary>
public sealed class MeasuredTraffic
{
    /// <summary>Models beyond it are not measured: names come from callers.</summary>
    private const int MostModels = 100_000;

    private readonly ConcurrentDictionary<(string? Account, string Model, CallKind Kind), Averages> _averages = new();

    /// <summary>Adds a call that has ended as it should.</summary>
    public void Add(string? account, CallRequest request, long inputTokens, long outputTokens)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegative(inputTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(outputTokens);
        var key = (account, request.Model, request.Kind);
        if (!_averages.TryGetValue(key, out var averages))
        {
            if (_averages.Count >= MostModels)
            {
                return;
            }

            averages = _averages.GetOrAdd(key, _ => new Averages());
        }

        averages.Add(
            CallDemand.Sane(inputTokens, 0),
            CallDemand.Sane(request.BodyBytes, 1),
            CallDemand.Sane(outputTokens, 0),
            CallDemand.Sane(request.Choices, 1)
        );
    }

    /// <summary>What a call probably uses, rounded up; <see langword="null"/>: none like it was measured.</summary>
    public (long InputTokens, long OutputTokens)? Estimate(string? account, CallRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _averages.TryGetValue((account, request.Model, request.Kind), out var averages)
            ? averages.Estimate(CallDemand.Sane(request.BodyBytes, 1), CallDemand.Sane(request.Choices, 1))
            : null;
    }

    /// <summary>Sums in which a call weighs less the longer ago it was: by 1/32 with every later one.</summary>
    private sealed class Averages
    {
        // Thousandths, so that small sums fade too.
        private const long Scale = 1_000;
        private const long Weight = 32;

        private readonly Lock _lock = new();
        private long _inputTokens;
        private long _bytes;
        private long _outputTokens;
        private long _choices;

        public void Add(long inputTokens, long bytes, long outputTokens, long choices)
        {
            lock (_lock)
            {
                Fade(ref _inputTokens, inputTokens);
                Fade(ref _bytes, bytes);
                Fade(ref _outputTokens, outputTokens);
                Fade(ref _choices, choices);
            }
        }

        public (long InputTokens, long OutputTokens) Estimate(long bytes, long choices)
        {
            lock (_lock)
            {
                return (Share(bytes, _inputTokens, _bytes), Share(choices, _outputTokens, _choices));
            }
        }

        private static void Fade(ref long sum, long added) => sum += (added * Scale) - (sum / Weight);

        private static long Share(long of, long part, long whole) => (long)(((Int128)of * part + whole - 1) / whole);
    }
}
