using System.Diagnostics.Metrics;
using Permil.Budgets;

namespace Permil.Server.Telemetry;

public sealed partial class GatewayTelemetry
{
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _tokenUsage;
    private readonly Histogram<double> _firstChunk;
    private readonly Histogram<double> _firstToken;

    private Histogram<T> HistogramOf<T>(MetricInfo metric, IEnumerable<T> bounds)
        where T : struct =>
        _meter.CreateHistogram(
            metric.Name,
            metric.Unit,
            metric.Help,
            tags: null,
            new InstrumentAdvice<T> { HistogramBucketBoundaries = [.. bounds] }
        );

    private void RecordHistograms(FinishedCall call, TimingSeries timing)
    {
        if (_duration.Enabled)
        {
            _duration.Record(call.Duration.TotalSeconds, timing.Labels.Tags);
        }

        if (call.TimeToFirstChunk is { } first)
        {
            if (_firstChunk.Enabled)
            {
                _firstChunk.Record(first.TotalSeconds, timing.Labels.Tags);
            }

            if (_firstToken.Enabled)
            {
                _firstToken.Record(first.TotalSeconds, timing.Labels.Tags);
            }
        }

        if (_tokenUsage.Enabled)
        {
            if (call.Tokens.Input is { } input)
            {
                _tokenUsage.Record(input, timing.InputLabels.Tags);
            }

            if (call.Tokens.Output is { } output)
            {
                _tokenUsage.Record(output, timing.OutputLabels.Tags);
            }
        }
    }

    private void Observe()
    {
        Count(GatewayMetrics.Calls, CallMeasurements);
        Count(GatewayMetrics.InputTokens, () => TokenMeasurements(counts => counts.Input));
        Count(GatewayMetrics.OutputTokens, () => TokenMeasurements(counts => counts.Output));
        Count(GatewayMetrics.CachedInputTokens, () => TokenMeasurements(counts => counts.CachedInput));
        Count(GatewayMetrics.CacheWriteTokens, () => TokenMeasurements(counts => counts.CacheWrite));
        Count(GatewayMetrics.ReasoningTokens, () => TokenMeasurements(counts => counts.Reasoning));
        Count(
            GatewayMetrics.Unpriced,
            () =>
                _series.Calls.Select(series => new Measurement<long>(
                    series.Counts.Unpriced,
                    series.Labels.Tags.AsSpan()
                ))
        );
        Count(GatewayMetrics.Refusals, () => LabelMeasurements(_refusals));
        Count(GatewayMetrics.Unsettled, () => LabelMeasurements(_unsettled));
        Count(GatewayMetrics.UpstreamAttempts, () => LabelMeasurements(_attempts));
        Count(
            GatewayMetrics.UnmeteredCalls,
            () =>
                _unmetered.Select(one => new Measurement<long>(
                    Interlocked.Read(ref one.Value.Value),
                    one.Key.Labels.Tags.AsSpan()
                ))
        );

        // The protocol has no decimals: here, and only here, an amount becomes the nearest double.
        var cost = GatewayMetrics.Cost;
        _ = _meter.CreateObservableCounter(cost.Name, CostMeasurements, cost.Unit, cost.Help);
        Gauge(GatewayMetrics.CallsInFlight, () => [new(CallsInFlight)]);
        Gauge(GatewayMetrics.StoreFailed, () => [new(_readings.HasStoreFailed() ? 1 : 0)]);
        Gauge(GatewayMetrics.AlertsWaiting, () => [new(_readings.AlertsWaiting())]);
        Gauge(GatewayMetrics.Budgets, () => [new(_readings.Budgets().Count)]);
        Gauge(GatewayMetrics.BudgetAmount, () => BudgetMeasurements(standing => standing.Budget.Amount));
        Gauge(GatewayMetrics.BudgetSpent, () => BudgetMeasurements(standing => standing.Spent));
        Gauge(GatewayMetrics.BudgetReserved, () => BudgetMeasurements(standing => standing.Reserved));
    }

    private void Count(MetricInfo metric, Func<IEnumerable<Measurement<long>>> observe) =>
        _ = _meter.CreateObservableCounter(metric.Name, observe, metric.Unit, metric.Help);

    private void Gauge(MetricInfo metric, Func<IEnumerable<Measurement<double>>> observe) =>
        _ = _meter.CreateObservableGauge(metric.Name, observe, metric.Unit, metric.Help);

    private IEnumerable<Measurement<long>> CallMeasurements() =>
        _series.Calls.SelectMany(series =>
            series.OutcomeLabels.Select((labels, i) => new Measurement<long>(series.Calls(i), labels.Tags.AsSpan()))
        );

    private IEnumerable<Measurement<long>> TokenMeasurements(Func<CallCounts, long> count) =>
        _series.Calls.Select(series => new Measurement<long>(count(series.Counts), series.TokenLabels.Tags.AsSpan()));

    private IEnumerable<Measurement<double>> CostMeasurements() =>
        _series.Calls.Select(series => new Measurement<double>(
            series.Counts.Cost.ToDouble(),
            series.CostLabels.Tags.AsSpan()
        ));

    private static IEnumerable<Measurement<long>> LabelMeasurements(CountByLabel counts) =>
        counts.Counts.Select(count => new Measurement<long>(
            count.Value,
            new KeyValuePair<string, object?>(counts.Label, count.Key)
        ));

    private IEnumerable<Measurement<double>> BudgetMeasurements(Func<BudgetStanding, decimal> amount) =>
        ShownBudgets()
            .Select(standing => new Measurement<double>(
                (double)amount(standing),
                BudgetLabels(standing).Tags.AsSpan()
            ));

    /// <summary>As many as labels may have values; how many there are is its own metric.</summary>
    private IReadOnlyList<BudgetStanding> ShownBudgets() =>
        [
            .. _readings
                .Budgets()
                .OrderBy(standing => standing.Budget.Id, StringComparer.Ordinal)
                .Take(_options.MaxLabelValues),
        ];

    private SeriesLabels BudgetLabels(BudgetStanding standing) =>
        SeriesLabels.Of((LabelName.Budget, standing.Budget.Id), (LabelName.Currency, _options.Currency));
}
