using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Permil.Server.Telemetry;

/// <summary>
/// Counts what calls did, for OpenTelemetry and for <c>/metrics</c>. All members may be called from any thread.
/// </summary>
/// <remarks>
/// Sums are kept here once: OpenTelemetry's counters and the text both read them. Its histograms cannot be read from
/// outside, so they are told of a call too, when somebody listens.
/// </remarks>
public sealed partial class GatewayTelemetry : IDisposable
{
    /// <summary>What the meter and the source of traces are called.</summary>
    public const string Name = "Permil.Gateway";

    private const int Statuses = 600;

    private static readonly string[] StatusTexts =
    [
        .. Enumerable.Range(0, Statuses).Select(status => status.ToString(CultureInfo.InvariantCulture)),
    ];

    private readonly TelemetryOptions _options;
    private readonly SeriesTable _series;
    private readonly CountByLabel _refusals;
    private readonly CountByLabel _unsettled;
    private readonly CountByLabel _attempts;
    private readonly ConcurrentDictionary<UnmeteredKey, StrongBox<long>> _unmetered = new();
    private readonly Meter _meter;
    private GatewayReadings _readings = new();
    private long _inFlight;

    public GatewayTelemetry(TelemetryOptions? options = null)
    {
        _options = options ?? new TelemetryOptions();
        _series = new(_options);
        _refusals = new(LabelName.Reason, _options.MaxLabelValues);
        _unsettled = new(LabelName.Reason, _options.MaxLabelValues);
        _attempts = new(LabelName.Upstream, _options.MaxLabelValues);
        _meter = new Meter(Name);
        _duration = HistogramOf(GatewayMetrics.Duration, GatewayMetrics.DurationBounds);
        _tokenUsage = HistogramOf(GatewayMetrics.TokenUsage, GatewayMetrics.TokenBounds.Select(bound => (long)bound));
        _firstChunk = HistogramOf(GatewayMetrics.TimeToFirstChunk, GatewayMetrics.FirstChunkBounds);
        _firstToken = HistogramOf(GatewayMetrics.TimeToFirstToken, GatewayMetrics.FirstChunkBounds);
        Observe();
    }

    /// <summary>Calls under way.</summary>
    public long CallsInFlight => Interlocked.Read(ref _inFlight);

    internal TelemetryOptions Options => _options;

    internal Meter Meter => _meter;

    /// <summary>From now on, these are asked when metrics are read.</summary>
    public void Watch(GatewayReadings readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        Volatile.Write(ref _readings, readings);
    }

    /// <summary>A call is under way; <see cref="EndCall"/> must follow, whatever becomes of it.</summary>
    public void BeginCall() => Interlocked.Increment(ref _inFlight);

    public void EndCall() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Counts a request that was refused before it was known what it asks for: no key, no such path.</summary>
    /// <param name="reason">One word of a small set, never anything a caller wrote.</param>
    public void RecordRefusal(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        _refusals.Add(reason, 1);
    }

    /// <summary>Counts a call that has ended, once, and ends its span.</summary>
    public void Record(FinishedCall call, CallSpan span = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        span.Finish(call, _options.Currency);
        var series = _series.Of(call);
        series.Add(call);
        switch (call.Outcome)
        {
            case CallOutcome.Refused:
                // It never was an operation of a model: no time, no tokens.
                _refusals.Add(call.Reason ?? "unknown", 1);
                return;
            case CallOutcome.Unsettled:
                _unsettled.Add(call.Reason ?? "unknown", 1);
                break;
        }

        if (call.Attempts > 0 && call.Upstream is { } upstream)
        {
            _attempts.Add(upstream, call.Attempts);
        }

        var timing = _series.TimingOf(call, series, ErrorTypeOf(call));
        timing.Add(call);
        RecordHistograms(call, timing);
    }

    /// <summary>Counts a job that has ended. The call that started it was counted then, and had its time.</summary>
    public void RecordJob(FinishedCall job)
    {
        ArgumentNullException.ThrowIfNull(job);
        _series.Of(job).Add(job);
        if (job.Outcome == CallOutcome.Unsettled)
        {
            _unsettled.Add(job.Reason ?? "unknown", 1);
        }
    }

    /// <summary>Counts a call without usage of its own that was passed on.</summary>
    /// <param name="upstream">The upstream's name.</param>
    /// <param name="statusClass">Of the answer: <c>2xx</c>.</param>
    public void RecordUnmetered(string upstream, string statusClass)
    {
        var count = _unmetered.GetOrAdd(new(upstream, statusClass), static _ => new StrongBox<long>());
        Interlocked.Increment(ref count.Value);
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>Empty when the call succeeded.</summary>
    internal static string ErrorTypeOf(FinishedCall call) =>
        call.Outcome is CallOutcome.Failed or CallOutcome.Refused ? call.Reason ?? StatusText(call.HttpStatus)
        : call.HttpStatus >= 400 ? StatusText(call.HttpStatus)
        : "";

    private static string StatusText(int status) => status is >= 0 and < Statuses ? StatusTexts[status] : "unknown";
}
