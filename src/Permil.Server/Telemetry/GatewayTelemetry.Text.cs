using System.Buffers;
using Permil.Budgets;

namespace Permil.Server.Telemetry;

public sealed partial class GatewayTelemetry
{
    /// <summary>Writes all metrics as they are now.</summary>
    internal void WriteMetrics(IBufferWriter<byte> output, MetricsFormat format)
    {
        var text = new MetricsText(output, format);
        WriteCalls(text);
        WriteTimings(text);
        WriteCounts(text, GatewayMetrics.Refusals, _refusals);
        WriteCounts(text, GatewayMetrics.Unsettled, _unsettled);
        WriteCounts(text, GatewayMetrics.UpstreamAttempts, _attempts);
        WriteUnmetered(text);
        WriteGauge(text, GatewayMetrics.CallsInFlight, CallsInFlight);
        WriteGauge(text, GatewayMetrics.StoreFailed, _readings.HasStoreFailed() ? 1 : 0);
        WriteGauge(text, GatewayMetrics.AlertsWaiting, _readings.AlertsWaiting());
        WriteGauge(text, GatewayMetrics.Budgets, _readings.Budgets().Count);
        var budgets = ShownBudgets();
        WriteBudgets(text, GatewayMetrics.BudgetAmount, budgets, standing => standing.Budget.Amount);
        WriteBudgets(text, GatewayMetrics.BudgetSpent, budgets, standing => standing.Spent);
        WriteBudgets(text, GatewayMetrics.BudgetReserved, budgets, standing => standing.Reserved);
        text.End();
    }

    private void WriteCalls(MetricsText text)
    {
        var calls = _series.Calls.Select(series => (Series: series, series.Counts)).ToList();
        text.Begin(GatewayMetrics.Calls);
        foreach (var (series, _) in calls)
        {
            for (var i = 0; i < series.OutcomeLabels.Count; i++)
            {
                text.Sample(series.OutcomeLabels[i], series.Calls(i));
            }
        }

        text.Begin(GatewayMetrics.Cost);
        foreach (var (series, counts) in calls)
        {
            text.Sample(series.CostLabels, counts.Cost);
        }

        text.Begin(GatewayMetrics.Unpriced);
        foreach (var (series, counts) in calls)
        {
            text.Sample(series.Labels, counts.Unpriced);
        }

        WriteTokens(text, GatewayMetrics.InputTokens, calls, counts => counts.Input);
        WriteTokens(text, GatewayMetrics.OutputTokens, calls, counts => counts.Output);
        WriteTokens(text, GatewayMetrics.CachedInputTokens, calls, counts => counts.CachedInput);
        WriteTokens(text, GatewayMetrics.CacheWriteTokens, calls, counts => counts.CacheWrite);
        WriteTokens(text, GatewayMetrics.ReasoningTokens, calls, counts => counts.Reasoning);
    }

    private static void WriteTokens(
        MetricsText text,
        MetricInfo metric,
        List<(CallSeries Series, CallCounts Counts)> calls,
        Func<CallCounts, long> count
    )
    {
        text.Begin(metric);
        foreach (var (series, counts) in calls)
        {
            text.Sample(series.TokenLabels, count(counts));
        }
    }

    private void WriteTimings(MetricsText text)
    {
        var timings = _series.Timings;
        WriteHistogram(text, GatewayMetrics.Duration, timings, timing => timing.Duration);
        WriteHistogram(text, GatewayMetrics.TimeToFirstChunk, timings, timing => timing.FirstChunk);
        WriteHistogram(text, GatewayMetrics.TimeToFirstToken, timings, timing => timing.FirstChunk);
        text.Begin(GatewayMetrics.TokenUsage);
        foreach (var timing in timings)
        {
            lock (timing.Lock)
            {
                WriteIfAny(text, timing.InputLabels, timing.Input);
                WriteIfAny(text, timing.OutputLabels, timing.Output);
            }
        }
    }

    private static void WriteHistogram(
        MetricsText text,
        MetricInfo metric,
        IReadOnlyList<TimingSeries> timings,
        Func<TimingSeries, Histogram> histogram
    )
    {
        text.Begin(metric);
        foreach (var timing in timings)
        {
            lock (timing.Lock)
            {
                WriteIfAny(text, timing.Labels, histogram(timing));
            }
        }
    }

    /// <summary>Most calls have no first chunk, and embeddings no output: what never happened takes no room.</summary>
    private static void WriteIfAny(MetricsText text, SeriesLabels labels, Histogram histogram)
    {
        if (histogram.Count > 0)
        {
            text.Sample(labels, histogram);
        }
    }

    private static void WriteCounts(MetricsText text, MetricInfo metric, CountByLabel counts)
    {
        text.Begin(metric);
        foreach (var (value, count) in counts.Counts.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            text.Sample(SeriesLabels.Of((counts.Label, value)), count);
        }
    }

    private void WriteUnmetered(MetricsText text)
    {
        text.Begin(GatewayMetrics.UnmeteredCalls);
        foreach (var (key, count) in _unmetered.OrderBy(one => one.Key.Labels, SeriesLabelsOrder.Instance))
        {
            text.Sample(key.Labels, Interlocked.Read(ref count.Value));
        }
    }

    private static void WriteGauge(MetricsText text, MetricInfo metric, long value)
    {
        text.Begin(metric);
        text.Sample(SeriesLabels.None, value);
    }

    private void WriteBudgets(
        MetricsText text,
        MetricInfo metric,
        IReadOnlyList<BudgetStanding> budgets,
        Func<BudgetStanding, decimal> amount
    )
    {
        text.Begin(metric);
        foreach (var standing in budgets)
        {
            text.Sample(BudgetLabels(standing), amount(standing));
        }
    }
}
