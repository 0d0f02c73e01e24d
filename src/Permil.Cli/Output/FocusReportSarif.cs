using System.Text.Json;
using Permil.Focus.Validation;

namespace Permil.Cli.Output;

/// <summary>A report about a FOCUS file as SARIF 2.1.0: what fails, a result for each example.</summary>
internal static class FocusReportSarif
{
    public static void Print(FocusReport report, string file) =>
        JsonAnswer.Print(
            isIndented: true,
            json =>
            {
                var failed = FocusReportOutput.Ordered(report, isFull: false).ToList();
                json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
                json.WriteString("version", "2.1.0");
                json.WriteStartArray("runs");
                json.WriteStartObject();
                WriteTool(json, report, failed);
                json.WriteStartArray("results");
                for (var i = 0; i < failed.Count; i++)
                {
                    WriteResults(json, failed[i], i, file);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndArray();
            }
        );

    private static void WriteTool(Utf8JsonWriter json, FocusReport report, List<FocusRuleResult> failed)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", $"permil focus validate ({report.Rules})");
        json.WriteStartArray("rules");
        foreach (var result in failed)
        {
            json.WriteStartObject();
            json.WriteString("id", result.Rule.Id);
            json.WriteStartObject("shortDescription");
            json.WriteString("text", result.Rule.Statement);
            json.WriteEndObject();
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(result));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResults(Utf8JsonWriter json, FocusRuleResult result, int ruleIndex, string file)
    {
        if (result.Examples.Count == 0)
        {
            WriteResult(json, result, ruleIndex, file, result.Reason ?? result.Rule.Statement, null);
        }

        foreach (var example in result.Examples)
        {
            WriteResult(
                json,
                result,
                ruleIndex,
                file,
                $"{result.Rule.Statement}. {FocusReportOutput.TextOf(example)} ({Counted.Of(result.FailingRows, "row")} in all)",
                example.Row
            );
        }
    }

    private static void WriteResult(
        Utf8JsonWriter json,
        FocusRuleResult result,
        int ruleIndex,
        string file,
        string message,
        long? row
    )
    {
        json.WriteStartObject();
        json.WriteString("ruleId", result.Rule.Id);
        json.WriteNumber("ruleIndex", ruleIndex);
        json.WriteString("level", Level(result));
        json.WriteStartObject("message");
        json.WriteString("text", message);
        json.WriteEndObject();
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", UriOf(file));
        json.WriteEndObject();
        if (row is { } number)
        {
            // The heading is line 1. A value over several lines moves the rest; the message names the row.
            json.WriteStartObject("region");
            json.WriteNumber("startLine", number + 1);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Level(FocusRuleResult result) => result.IsBindingFailure ? "error" : "warning";

    private static string UriOf(string file) =>
        Path.IsPathRooted(file)
            ? new Uri(file).AbsoluteUri
            : string.Join('/', file.Split(Path.DirectorySeparatorChar, '/').Select(Uri.EscapeDataString));
}
