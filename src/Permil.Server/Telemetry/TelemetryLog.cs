using Microsoft.Extensions.Logging;

namespace Permil.Server.Telemetry;

internal static partial class TelemetryLog
{
    [LoggerMessage(
        EventId = 3001,
        Level = LogLevel.Information,
        Message = "OTLP export: metrics {SendsMetrics}, traces {SendsTraces}"
    )]
    public static partial void Exporting(ILogger logger, bool sendsMetrics, bool sendsTraces);
}
