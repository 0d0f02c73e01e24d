using System.Globalization;
using Permil.Rating;
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
                RowsOf(outcome).PrintCsv(Console.Out);
                PrintRemarks(outcome, Console.Error);
                break;
            case OutputFormat.Markdown:
                RowsOf(outcome).PrintMarkdown(Console.Out);
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
        RowsOf(outcome).PrintTable(console);
        PrintRemarks(outcome, Console.Out);
        var seconds = Math.Max(outcome.Duration.TotalSeconds, 0.001);
        Console.Out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"In {outcome.Folder}, {seconds:0.0} s, {outcome.Read / seconds:N0} events a second"
            )
        );
    }

    private static Rows RowsOf(ImportOutcome outcome)
    {
        var (summary, rated) = (outcome.Summary, outcome.Rated);
        var rows = new Rows(
            new("result", ""),
            new("count", "events", IsNumber: true),
            new("meaning", "", CanWrap: true)
        );
        Add("new", summary.New, "stored");
        Add("duplicates", summary.Duplicates, "known, and the same: left out");
        Add(
            "conflicts",
            summary.Conflicts,
            summary.Conflicts == 0
                ? "known under the same id, but not the same: kept aside"
                : $"known under the same id, but not the same: kept aside, {summary.NewConflicts} for the first time"
        );
        Add("unsettled", rated.Unsettled, "of the new: what they used is not known");
        Add("unpriced", rated.Unpriced, "of the new: some of what they used has no price");
        Add("failed", rated.Failed, "of the new: failed calls, nothing billed");
        Add("rejected", summary.Rejected, "lines or records that cannot be read");
        return rows;

        void Add(string result, long count, string meaning) =>
            rows.Add(result, count.ToString(CultureInfo.InvariantCulture), meaning);
    }

    private static void PrintRemarks(ImportOutcome outcome, TextWriter writer)
    {
        var rated = outcome.Rated;
        if (outcome.Summary.New > 0)
        {
            writer.WriteLine(
                $"List cost of what is new: {Rows.Grouped(DecimalText.Of(rated.ListCost))} {rated.Currency}"
            );
        }

        RatingFindings.PrintUncosted(rated, writer);
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
                var (summary, rated) = (outcome.Summary, outcome.Rated);
                json.WriteString("data", outcome.Folder);
                json.WriteNumber("files", outcome.Inputs);
                json.WriteNumber("read", outcome.Read);
                json.WriteNumber("new", summary.New);
                json.WriteNumber("duplicates", summary.Duplicates);
                json.WriteNumber("conflicts", summary.Conflicts);
                json.WriteNumber("newConflicts", summary.NewConflicts);
                json.WriteNumber("unsettled", rated.Unsettled);
                json.WriteNumber("unpriced", rated.Unpriced);
                json.WriteNumber("failed", rated.Failed);
                json.WriteNumber("rejected", summary.Rejected);
                json.WriteBoolean("interrupted", outcome.IsInterrupted);
                json.WriteString("currency", rated.Currency);
                json.WriteAmount("listCost", rated.ListCost);
                RatingJson.WriteFindings(json, rated);
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
