using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Permil.Server.Telemetry;

/// <summary>What a scraper is answered: <c>app.MapGet("/metrics", MetricsEndpoint.AnswerAsync)</c>.</summary>
public static class MetricsEndpoint
{
    private const string PrometheusType = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>Writes all metrics in the format that the request prefers.</summary>
    public static async Task AnswerAsync(HttpContext context, GatewayTelemetry telemetry)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(telemetry);
        var format = FormatFor(context.Request.Headers.Accept);
        var text = new ArrayBufferWriter<byte>(16 * 1024);
        telemetry.WriteMetrics(text, format);
        context.Response.ContentType = format == MetricsFormat.OpenMetrics ? OpenMetricsType : PrometheusType;
        context.Response.ContentLength = text.WrittenCount;
        await context.Response.Body.WriteAsync(text.WrittenMemory, context.RequestAborted);
    }

    /// <summary>OpenMetrics only for those who would rather have it; the version must be the one that is written.</summary>
    internal static MetricsFormat FormatFor(StringValues accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types))
        {
            return MetricsFormat.Prometheus;
        }

        var openMetrics = 0.0;
        var prometheus = 0.0;
        foreach (var type in types)
        {
            var version = type
                .Parameters.FirstOrDefault(parameter =>
                    parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase)
                )
                ?.Value.Value;
            var quality = type.Quality ?? 1;
            if (type.MediaType.Equals("application/openmetrics-text", StringComparison.OrdinalIgnoreCase))
            {
                openMetrics = version is null or "1.0.0" ? Math.Max(openMetrics, quality) : openMetrics;
            }
            else if (type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase))
            {
                prometheus = version is null or "0.0.4" ? Math.Max(prometheus, quality) : prometheus;
            }
        }

        return openMetrics > prometheus ? MetricsFormat.OpenMetrics : MetricsFormat.Prometheus;
    }
}
