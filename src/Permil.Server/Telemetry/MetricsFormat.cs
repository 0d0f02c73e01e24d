namespace Permil.Server.Telemetry;

/// <summary>How <c>/metrics</c> is written.</summary>
internal enum MetricsFormat
{
    /// <summary>Prometheus' text, version 0.0.4.</summary>
    Prometheus,

    /// <summary>OpenMetrics' text, version 1.0.0.</summary>
    OpenMetrics,
}
