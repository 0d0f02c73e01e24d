namespace Permil.Server.Telemetry;

/// <summary>What a metric is called, in both worlds.</summary>
/// <param name="Kind">How it is counted.</param>
/// <param name="Name">OpenTelemetry's name: <c>gen_ai.client.operation.duration</c>.</param>
/// <param name="Unit">OpenTelemetry's unit (UCUM): <c>s</c>, <c>{token}</c>.</param>
/// <param name="Help">One sentence without its point.</param>
internal sealed record MetricInfo(MetricKind Kind, string Name, string Unit, string Help)
{
    /// <summary>
    /// Prometheus' name by OpenTelemetry's rules for translation: underscores, the unit at the end, a counter's
    /// <c>_total</c> left out.
    /// </summary>
    public string Family { get; } = Name.Replace('.', '_') + Suffix(Unit);

    private static string Suffix(string unit) =>
        unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            // A note in braces is no unit.
            _ when unit.StartsWith('{') => "",
            _ => throw new ArgumentException(
                $"unit: found '{unit}', allowed: s, By, or a note in braces",
                nameof(unit)
            ),
        };
}
