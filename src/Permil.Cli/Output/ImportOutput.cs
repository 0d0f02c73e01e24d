using System.Globalization;
using Spectre.Console;

namespace Permil.Cli.Output;

/// <summary>Prints what an import did.</summary>
internal static class ImportOutput
{
    public static void Print(ImportOutcome outcome, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                PrintJson(outcome);
                break;
            case OutputFormat.Csv:
                StoredOutput.RowsOf(outcome.Summary, outcome.Rated).PrintCsv(Console.Out);
                PrintRemarks(outcome, Console.Error);
                break;
            case OutputFormat.Markdown:
                StoredOutput.RowsOf(outcome.Summary, outcome.Rated).PrintMarkdown(Console.Out);
                PrintRemarks(outcome, Console.Error);
                break;
            default:
                PrintTable(outcome);
                break;
        }
    }

    private static void PrintTable(ImportOutcome outcome)
    {
        var console = Screen.Create();
        console.WriteLine($"{Counted.Of(outcome.Read, "event")} read from {Counted.Of(outcome.Inputs, "file")}");
        StoredOutput.RowsOf(outcome.Summary, outcome.Rated).PrintTable(console);
        PrintRemarks(outcome, Console.Out);
        var seconds = Math.Max(outcome.Duration.TotalSeconds, 0.001);
        Console.Out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"In {outcome.Folder}, {seconds:0.0} s, {outcome.Read / seconds:N0} events a second"
            )
        );
    }

    private static void PrintRemarks(ImportOutcome outcome, TextWriter writer)
    {
        StoredOutput.PrintCost(outcome.Summary, outcome.Rated, writer);
        foreach (var kept in outcome.Rejects)
        {
            writer.WriteLine($"Rejected of {kept.Input}: kept in {kept.File}, the reasons in {kept.Reasons}");
        }

        if (outcome.Rejects.Count > 0)
        {
            writer.WriteLine("Put the kept lines right and import those files: what is stored already is left out.");
        }

        if (outcome.IsInterrupted)
        {
            writer.WriteLine("Interrupted: what was read by then is stored. Import the same files again to go on.");
        }
    }

    private static void PrintJson(ImportOutcome outcome) =>
        JsonAnswer.Print(
            isIndented: true,
            json =>
            {
                json.WriteString("data", outcome.Folder);
                json.WriteNumber("files", outcome.Inputs);
                json.WriteNumber("read", outcome.Read);
                json.WriteStored(outcome.Summary, outcome.Rated);
                json.WriteBoolean("interrupted", outcome.IsInterrupted);
                json.WriteCost(outcome.Rated);
                json.WriteStartArray("rejects");
                foreach (var kept in outcome.Rejects)
                {
                    json.WriteStartObject();
                    json.WriteString("input", kept.Input);
                    json.WriteString("file", kept.File);
                    json.WriteString("reasons", kept.Reasons);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }
        );
}
