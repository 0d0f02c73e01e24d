using System.Text.Json.Nodes;

namespace Permil;

/// <summary>Runs <c>permil estimate --format json</c>.</summary>
internal static class Estimate
{
    /// <summary>A day on which the books' prices are what the tests say; the program's clock plays no part.</summary>
    public const string AsOf = "2026-11-01";

    public static JsonNode Of(string options, string asOf = AsOf)
    {
        var run = Run(options, asOf);
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        return JsonNode.Parse(run.Output)!;
    }

    public static PermilProcess.Result Run(string options, string asOf = AsOf) =>
        PermilProcess.Run([
            "estimate",
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            "--as-of",
            asOf,
            "--format",
            "json",
        ]);

    public static string? Text(this JsonNode node, params ReadOnlySpan<string> path)
    {
        JsonNode? at = node;
        foreach (var step in path)
        {
            at = int.TryParse(step, out var index) ? at?[index] : at?[step];
        }

        return at?.ToString();
    }
}
