using System.Text.Json;
using Permil.Focus.Validation;

namespace Permil.Cli.Output;

/// <summary>A report about a FOCUS file for programs: every rule, those that only sum up others too.</summary>
internal static class FocusReportJson
{
    public static void Print(FocusReport report, string file) =>
        JsonAnswer.Print(
            isIndented: true,
            json =>
            {
                json.WriteString("file", file);
                json.WriteString("rules", report.Rules);
                json.WriteBoolean("valid", report.IsValid);
                json.WriteNumber("rows", report.Rows);
                json.WriteStartArray("criteria");
                foreach (var criterion in report.Criteria)
                {
                    json.WriteStringValue(criterion);
                }

                json.WriteEndArray();
                json.WriteStartArray("results");
                foreach (var result in report.Results)
                {
                    Write(json, result);
                }

                json.WriteEndArray();
            }
        );

    private static void Write(Utf8JsonWriter json, FocusRuleResult result)
    {
        json.WriteStartObject();
        json.WriteString("rule", result.Rule.Id);
        json.WriteString("keyword", FocusKeywords.NameOf(result.Rule.Keyword));
        json.WriteString("statement", result.Rule.Statement);
        json.WriteString("outcome", result.Outcome.ToString().ToLowerInvariant());
        json.WriteBoolean("composite", result.IsComposite);
        if (result.Reason is { } reason)
        {
            json.WriteString("reason", reason);
        }

        if (result.Rule.Note is { } note)
        {
            json.WriteString("note", note);
        }

        json.WriteNumber("failingRows", result.FailingRows);
        json.WriteStartArray("examples");
        foreach (var example in result.Examples)
        {
            json.WriteStartObject();
            json.WriteNumber("row", example.Row);
            json.WriteStartObject("values");
            foreach (var (column, value) in example.Values)
            {
                json.WriteString(column, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
