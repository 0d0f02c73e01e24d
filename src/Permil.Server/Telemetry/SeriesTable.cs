using System.Collections.Concurrent;

namespace Permil.Server.Telemetry;

/// <summary>All series of calls. However many models and tenants there are, it stays within its bounds.</summary>
internal sealed class SeriesTable(TelemetryOptions options)
{
    private readonly ConcurrentDictionary<CallKey, CallSeries> _calls = new();
    private readonly ConcurrentDictionary<TimingKey, TimingSeries> _timings = new();
    private readonly LabelValues _operations = new(options.MaxLabelValues);
    private readonly LabelValues _providers = new(options.MaxLabelValues);
    private readonly LabelValues _models = new(options.MaxLabelValues);
    private readonly LabelValues _accounts = new(options.MaxLabelValues);
    private readonly LabelValues _subAccounts = new(options.MaxLabelValues);
    private readonly LabelValues _errors = new(options.MaxLabelValues);
    private readonly Lock _adding = new();
    private int _callCount;
    private int _timingCount;

    /// <summary>In the order of their labels, so that answers are stable.</summary>
    public IReadOnlyList<CallSeries> Calls =>
        [.. _calls.Values.OrderBy(series => series.Labels, SeriesLabelsOrder.Instance)];

    /// <summary>In the order of their labels.</summary>
    public IReadOnlyList<TimingSeries> Timings =>
        [.. _timings.Values.OrderBy(series => series.Labels, SeriesLabelsOrder.Instance)];

    public CallSeries Of(FinishedCall call)
    {
        var given = new CallKey(
            call.Operation,
            call.Provider,
            call.RequestModel,
            call.Account ?? "",
            call.SubAccount ?? ""
        );

        // All values of a known series are known, so the first look mostly finds it.
        if (_calls.TryGetValue(given, out var series))
        {
            return series;
        }

        // Callers choose the model: only one that an upstream knew may take a place.
        var isAnswered =
            call.Outcome is CallOutcome.Settled or CallOutcome.Unsettled or CallOutcome.Started
            && call.HttpStatus < 400;
        var key = new CallKey(
            _operations.Bound(given.Operation),
            _providers.Bound(given.Provider),
            _models.Bound(given.Model, isAnswered),
            _accounts.Bound(given.Account),
            _subAccounts.Bound(given.SubAccount)
        );
        return _calls.TryGetValue(key, out series) ? series : Add(key);
    }

    public TimingSeries TimingOf(FinishedCall call, CallSeries series, string errorType)
    {
        if (errorType.Length == 0)
        {
            return series.Timing;
        }

        var key = new TimingKey(
            _operations.Bound(call.Operation),
            _providers.Bound(call.Provider),
            _models.Bound(call.RequestModel, mayAdd: false),
            _errors.Bound(errorType)
        );
        return _timings.TryGetValue(key, out var timing) ? timing : AddTiming(key);
    }

    private CallSeries Add(CallKey key)
    {
        lock (_adding)
        {
            if (_callCount >= options.MaxSeries)
            {
                key = new(LabelValues.Other, LabelValues.Other, LabelValues.Other, LabelValues.Other, "");
            }

            if (!_calls.TryGetValue(key, out var series))
            {
                series = new(key, AddTiming(new(key.Operation, key.Provider, key.Model, "")), options.Currency);
                _calls[key] = series;
                _callCount++;
            }

            return series;
        }
    }

    private TimingSeries AddTiming(TimingKey key)
    {
        lock (_adding)
        {
            if (_timingCount >= options.MaxSeries)
            {
                var error = key.ErrorType.Length > 0 ? LabelValues.Other : "";
                key = new(LabelValues.Other, LabelValues.Other, LabelValues.Other, error);
            }

            if (!_timings.TryGetValue(key, out var timing))
            {
                timing = new(key);
                _timings[key] = timing;
                _timingCount++;
            }

            return timing;
        }
    }
}
