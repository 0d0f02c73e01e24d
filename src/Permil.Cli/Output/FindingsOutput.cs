using System.Globalization;
using Permil.Pricing;

namespace Permil.Cli.Output;

/// <summary>Prints what a check of price books found.</summary>
internal static class FindingsOutput
{
    public static void Print(IReadOnlyList<PriceFinding> findings, OutputFormat format)
    {
        var faults = findings.Count(finding => finding.IsFault);
        switch (format)
        {
            case OutputFormat.Json:
                JsonAnswer.Print(
                    isIndented: true,
                    json =>
                    {
                        json.WriteNumber("faults", faults);
                        json.WriteNumber("remarks", findings.Count - faults);
                        json.WriteStartArray("findings");
                        foreach (var finding in findings)
                        {
                            json.WriteStartObject();
                            json.WriteString("severity", finding.IsFault ? "fault" : "remark");
                            json.WriteString("file", finding.File);
                            json.WriteNumber("line", finding.Line);
                            json.WriteString("message", finding.Message);
                            json.WriteEndObject();
                        }

                        json.WriteEndArray();
                    }
                );
                break;
            case OutputFormat.Csv:
                RowsOf(findings).PrintCsv(Console.Out);
                break;
            case OutputFormat.Markdown:
                RowsOf(findings).PrintMarkdown(Console.Out);
                break;
            default:
                foreach (var finding in findings)
                {
                    Console.WriteLine(
                        $"{finding.File}:{finding.Line}: {(finding.IsFault ? "fault" : "remark")}: {finding.Message}"
                    );
                }

                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{faults} {(faults == 1 ? "fault" : "faults")}, {findings.Count - faults} {(findings.Count - faults == 1 ? "remark" : "remarks")}"
                    )
                );
                break;
        }
    }

    private static Rows RowsOf(IReadOnlyList<PriceFinding> findings)
    {
        var rows = new Rows(
            new("severity", "severity"),
            new("file", "file"),
            new("line", "line"),
            new("message", "message")
        );
        foreach (var finding in findings)
        {
            rows.Add(
                finding.IsFault ? "fault" : "remark",
                finding.File,
                finding.Line.ToString(CultureInfo.InvariantCulture),
                finding.Message
            );
        }

        return rows;
    }
}
