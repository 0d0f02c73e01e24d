using System.Text;
using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>
/// Reads OpenTelemetry metrics of GenAI calls (OTLP JSON): the inference usage counters, and the earlier token
/// histogram for a direction and window that the counters do not cover.
/// </summary>
internal sealed class OtelMetricReader : IRecordReader
{
    private const string Histogram = "gen_ai.client.token.usage";
    private const string Counters = "gen_ai.client.inference.usage.";

    public string Format => "otel-metrics";

    public bool Recognises(JsonElement record) => record.TryArray("resourceMetrics", out _);

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var sums = new SortedDictionary<string, OtelTokenSums>(StringComparer.Ordinal);
        record.TryArray("resourceMetrics", out var resources);
        foreach (var resource in resources.EnumerateArray())
        {
            resource.TryObject("resource", out var described);
            var owner = new OtelAttributes(described);
            if (!resource.TryArray("scopeMetrics", out var scopes))
            {
                continue;
            }

            foreach (var scope in scopes.EnumerateArray())
            {
                if (scope.TryArray("metrics", out var metrics))
                {
                    foreach (var metric in metrics.EnumerateArray())
                    {
                        Collect(metric, owner, sums);
                    }
                }
            }
        }

        var read = new List<UsageEvent>(sums.Count);
        foreach (var (key, sum) in sums)
        {
            read.Add(sum.ToEvent(key, context));
        }

        foreach (var one in read)
        {
            events.Add(one);
        }
    }

    private static void Collect(JsonElement metric, OtelAttributes owner, SortedDictionary<string, OtelTokenSums> sums)
    {
        var name = metric.TextOrNothing("name") ?? "";
        var isHistogram = string.Equals(name, Histogram, StringComparison.Ordinal);
        if (!isHistogram && !name.StartsWith(Counters, StringComparison.Ordinal))
        {
            return;
        }

        if (
            !metric.TryObject(isHistogram ? "histogram" : "sum", out var series)
            || !series.TryArray("dataPoints", out var points)
        )
        {
            throw new UsageFormatException(
                $"{name}: found no data points, allowed: a {(isHistogram ? "histogram" : "sum")}"
            );
        }

        if (
            series.TryField("aggregationTemporality", out var kind)
            && kind.ToString() is "2" or "AGGREGATION_TEMPORALITY_CUMULATIVE"
        )
        {
            throw new UsageFormatException(
                $"{name}.aggregationTemporality: found cumulative, allowed: delta (a cumulative sum repeats what earlier exports said)"
            );
        }

        foreach (var point in points.EnumerateArray())
        {
            var attributes = new OtelAttributes(point);
            var key = KeyOf(point, owner, attributes);
            if (!sums.TryGetValue(key, out var sum))
            {
                sum = new OtelTokenSums(
                    owner,
                    attributes,
                    point.Time("startTimeUnixNano") ?? point.Time("timeUnixNano")
                );
                sums.Add(key, sum);
            }

            if (isHistogram)
            {
                sum.AddHistogram(
                    attributes.Text("gen_ai.token.type"),
                    point.Count("sum", name + ".") ?? 0,
                    point.Count("count", name + ".")
                );
            }
            else
            {
                var value = point.Count("asInt", name + ".") ?? point.Count("asDouble", name + ".") ?? 0;
                sum.AddCounter(name[Counters.Length..], attributes.Text("gen_ai.token.modality"), value);
            }
        }
    }

    /// <summary>Service, window and every attribute that does not tell the kind of token.</summary>
    private static string KeyOf(JsonElement point, OtelAttributes owner, OtelAttributes attributes)
    {
        var key = new StringBuilder(owner.Text("service.name") ?? "")
            .Append(':')
            .Append(owner.Text("service.instance.id") ?? "")
            .Append(':')
            .Append(point.Text("startTimeUnixNano"))
            .Append('-')
            .Append(point.Text("timeUnixNano"));
        foreach (var (name, value) in attributes.All)
        {
            if (name is not ("gen_ai.token.type" or "gen_ai.token.modality"))
            {
                key.Append(':').Append(name).Append('=').Append(value);
            }
        }

        return key.ToString();
    }
}
