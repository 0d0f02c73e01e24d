using System.Globalization;
using Permil.Budgets;

namespace Permil.Cli.Output;

/// <summary>Limits as columns of a table; a limit that is not there is an empty cell.</summary>
internal static class LimitCells
{
    public static IReadOnlyList<Rows.Column> Columns { get; } =
    [
        new("requests_per_minute", "requests/min", IsNumber: true, CanDrop: true),
        new("input_tokens_per_minute", "input tokens/min", IsNumber: true, CanDrop: true),
        new("output_tokens_per_minute", "output tokens/min", IsNumber: true, CanDrop: true),
        new("concurrent_calls", "concurrent", IsNumber: true, CanDrop: true),
        new("batch_tokens_per_model", "batch tokens/model", IsNumber: true, CanDrop: true),
    ];

    public static IEnumerable<string?> Of(Limits limits) =>
        LimitNames.Of(limits).Select(limit => limit.Value?.ToString(CultureInfo.InvariantCulture));
}
