using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Permil.Server.Telemetry;

/// <summary>
/// Sends metrics and traces by OTLP, where an option or OpenTelemetry's own environment variables say. What waits is sent
/// when it is disposed.
/// </summary>
public sealed class TelemetryExport : IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string IntervalVariable = "OTEL_METRIC_EXPORT_INTERVAL";

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    private TelemetryExport(MeterProvider? metrics, TracerProvider? traces)
    {
        _metrics = metrics;
        _traces = traces;
    }

    public bool SendsMetrics => _metrics is not null;

    public bool SendsTraces => _traces is not null;

    /// <param name="telemetry">What is sent.</param>
    /// <param name="logger">Told where it goes.</param>
    /// <param name="environment">The environment variables; those of the process when not said.</param>
    public static TelemetryExport Start(GatewayTelemetry telemetry, ILogger logger, IConfiguration? environment = null)
    {
        ArgumentNullException.ThrowIfNull(telemetry);
        ArgumentNullException.ThrowIfNull(logger);
        var variables = environment ?? new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var options = telemetry.Options;
        var metrics = IsWanted(options, variables, "METRICS") ? Metrics(options, variables) : null;
        var traces = IsWanted(options, variables, "TRACES") ? Traces(options, variables) : null;
        if (metrics is not null || traces is not null)
        {
            TelemetryLog.Exporting(logger, metrics is not null, traces is not null);
        }

        return new(metrics, traces);
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static bool IsWanted(TelemetryOptions options, IConfiguration variables, string signal)
    {
        var isOff =
            string.Equals(variables["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
            || string.Equals(variables[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase);
        return !isOff
            && (
                options.OtlpEndpoint is not null
                || !string.IsNullOrEmpty(variables[Endpoint])
                || !string.IsNullOrEmpty(variables[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"])
            );
    }

    private static MeterProvider Metrics(TelemetryOptions options, IConfiguration variables) =>
        Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(variables))
            .SetResourceBuilder(Resource())
            .AddMeter(GatewayTelemetry.Name)
            // A series of calls has up to five outcomes. The bound that counts is in the series themselves.
            .AddView(_ => new MetricStreamConfiguration
            {
                CardinalityLimit = CallOutcomeName.All.Count * (options.MaxSeries + options.MaxLabelValues),
            })
            .AddOtlpExporter(
                (exporter, reader) =>
                {
                    Point(exporter, options, "v1/metrics");
                    if (string.IsNullOrEmpty(variables[IntervalVariable]))
                    {
                        reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)
                            options.ExportInterval.TotalMilliseconds;
                    }
                }
            )
            .Build();

    private static TracerProvider Traces(TelemetryOptions options, IConfiguration variables) =>
        Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(variables))
            .SetResourceBuilder(Resource())
            .AddSource(GatewayTelemetry.Name)
            .AddOtlpExporter(exporter => Point(exporter, options, "v1/traces"))
            .Build();

    private static void Point(OtlpExporterOptions exporter, TelemetryOptions options, string path)
    {
        if (options.OtlpEndpoint is not { } endpoint)
        {
            return;
        }

        var root = endpoint.AbsoluteUri.EndsWith('/') ? endpoint : new Uri(endpoint.AbsoluteUri + "/");
        exporter.Endpoint = new Uri(root, path);
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
    }

    /// <summary>The environment has the last word about names (<c>OTEL_SERVICE_NAME</c>).</summary>
    private static ResourceBuilder Resource() =>
        ResourceBuilder
            .CreateEmpty()
            .AddService("permil", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3))
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
}
