using System.Buffers;
using System.Globalization;
using System.Text;
using Permil.Rating;

namespace Permil.Server.Telemetry;

/// <summary>Writes metrics as text, for Prometheus or by OpenMetrics, which differ in few places.</summary>
internal sealed class MetricsText(IBufferWriter<byte> output, MetricsFormat format)
{
    private MetricInfo? _metric;

    /// <summary>Begins a metric; its samples follow.</summary>
    public void Begin(MetricInfo metric)
    {
        _metric = metric;
        var name = metric.Family + (format == MetricsFormat.Prometheus ? Suffix(metric) : "");
        var kind = metric.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        };
        Write($"# HELP {name} {metric.Help}\n# TYPE {name} {kind}\n");
    }

    public void Sample(SeriesLabels labels, long value)
    {
        Head("", labels, ""u8);
        Write(value.ToString(CultureInfo.InvariantCulture));
        Write("\n"u8);
    }

    /// <summary>An amount, with all its digits.</summary>
    public void Sample(SeriesLabels labels, decimal value)
    {
        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        Head("", labels, ""u8);
        Write(text[..DecimalText.Write(value, text)]);
        Write("\n"u8);
    }

    /// <summary>A sum of amounts, with all its digits.</summary>
    public void Sample(SeriesLabels labels, ExactSum value)
    {
        Span<byte> text = stackalloc byte[ExactSum.MaxLength];
        Head("", labels, ""u8);
        Write(text[..value.Write(text)]);
        Write("\n"u8);
    }

    public void Sample(SeriesLabels labels, Histogram histogram)
    {
        var below = 0L;
        for (var i = 0; i < histogram.Counts.Length; i++)
        {
            below += histogram.Counts[i];
            var bound = i < histogram.Bounds.Length ? BoundText(histogram.Bounds[i]) : "+Inf";
            Head("_bucket", labels, Encoding.ASCII.GetBytes($"le=\"{bound}\""));
            Write(below.ToString(CultureInfo.InvariantCulture));
            Write("\n"u8);
        }

        Head("_sum", labels, ""u8);
        Write(histogram.Sum.ToString("R", CultureInfo.InvariantCulture));
        Write("\n"u8);
        Head("_count", labels, ""u8);
        Write(histogram.Count.ToString(CultureInfo.InvariantCulture));
        Write("\n"u8);
    }

    public void End()
    {
        if (format == MetricsFormat.OpenMetrics)
        {
            Write("# EOF\n"u8);
        }
    }

    private static string Suffix(MetricInfo metric) => metric.Kind == MetricKind.Counter ? "_total" : "";

    /// <summary>OpenMetrics wants bounds to look like floating-point numbers; Prometheus takes both.</summary>
    private static string BoundText(double bound)
    {
        var text = bound.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    private void Head(string suffix, SeriesLabels labels, ReadOnlySpan<byte> more)
    {
        // Not null: samples follow a beginning.
        var metric = _metric!;
        Write(metric.Family);
        Write(Suffix(metric));
        Write(suffix);
        if (labels.Text.Length + more.Length > 0)
        {
            Write("{"u8);
            Write(labels.Text);
            Write(labels.Text.Length > 0 && more.Length > 0 ? ","u8 : ""u8);
            Write(more);
            Write("}"u8);
        }

        Write(" "u8);
    }

    private void Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);
}
