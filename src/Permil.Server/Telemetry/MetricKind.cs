namespace Permil.Server.Telemetry;

internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,
    Gauge,
    Histogram,
}
