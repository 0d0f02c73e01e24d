namespace Permil.Server.Telemetry;

/// <summary>What an operator can say about telemetry.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The currency of the price books, ISO 4217.</summary>
    /// <value>The default is USD.</value>
    public string Currency { get; set; } = "USD";

    /// <summary>
    /// How many values of each label are told apart (models, providers, operations, tenants, reasons, budgets); further
    /// ones are counted as <c>other</c>.
    /// </summary>
    /// <value>The default is 200.</value>
    public int MaxLabelValues { get; set; } = 200;

    /// <summary>How many combinations of labels are told apart, for all calls together.</summary>
    /// <value>The default is 2,000.</value>
    public int MaxSeries { get; set; } = 2_000;

    /// <summary>
    /// Where metrics and traces are sent by OTLP over HTTP, without <c>/v1/metrics</c>;
    /// <see langword="null"/>: where OpenTelemetry's environment variables say, or nowhere.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>How often metrics are sent, when <c>OTEL_METRIC_EXPORT_INTERVAL</c> does not say.</summary>
    /// <value>The default is a minute.</value>
    public TimeSpan ExportInterval { get; set; } = TimeSpan.FromMinutes(1);
}
