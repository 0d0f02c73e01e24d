using System.Globalization;
using System.Text.Json;
using Permil.Server.Sync;
using Spectre.Console;

namespace Permil.Cli.Output;

/// <summary>Prints what a sync did.</summary>
internal static class SyncOutput
{
    private const int MaxListed = 20;

    public static void Print(SyncOutcome outcome, OutputFormat format)
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

        if (outcome.Stopped is { } cause)
        {
            Console.Error.WriteLine($"permil: {cause}");
        }
    }

    private static void PrintTable(SyncOutcome outcome)
    {
        var console = Screen.Create();
        console.WriteLine($"{Counted.Of(outcome.Read, "event")} read from {outcome.Service}");
        RowsOf(outcome).PrintTable(console);
        StoredOutput.RowsOf(outcome.Summary, outcome.Rated).PrintTable(console);
        PrintRemarks(outcome, Console.Out);
        Console.Out.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"In {outcome.Folder}, {outcome.Duration.TotalSeconds:0.0} s")
        );
    }

    private static Rows RowsOf(SyncOutcome outcome)
    {
        var rows = new Rows(
            new("kind", "kind"),
            new("seen", "seen", IsNumber: true),
            new("new", "new events", IsNumber: true),
            new("duplicates", "duplicates", IsNumber: true),
            new("conflicts", "conflicts", IsNumber: true),
            new("unchanged", "unchanged", IsNumber: true),
            new("rejected", "rejected", IsNumber: true),
            new("failures", "failures", IsNumber: true)
        );
        foreach (var (read, stored) in outcome.Kinds)
        {
            rows.Add(
                read.Kind,
                Number(read.Seen),
                Number(stored.New),
                Number(stored.Duplicates),
                Number(stored.Conflicts),
                Number(read.Unchanged),
                Number(read.RejectedCount),
                Number(read.Failures.Count)
            );
        }

        return rows;
    }

    private static string Number(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static void PrintRemarks(SyncOutcome outcome, TextWriter writer)
    {
        foreach (var (read, _) in outcome.Kinds)
        {
            // What stopped the run is an error of its own.
            PrintSome(read, "failed", [.. read.Failures.Where(failure => failure != outcome.Stopped)], writer);
            PrintSome(
                read,
                "rejected",
                [.. read.Rejected.Select(one => $"{one.Where}: {one.Reason}")],
                writer,
                read.RejectedCount
            );
            PrintSome(read, "note", read.Findings, writer);
        }

        StoredOutput.PrintCost(outcome.Summary, outcome.Rated, writer);
        if (outcome.Stopped is not null)
        {
            writer.WriteLine("Stopped: what was read by then is stored.");
        }
        else if (outcome.IsInterrupted)
        {
            writer.WriteLine("Interrupted: what was read by then is stored. Run it again to go on.");
        }
    }

    private static void PrintSome(
        SyncPartSummary read,
        string label,
        IReadOnlyList<string> texts,
        TextWriter writer,
        long? count = null
    )
    {
        foreach (var text in texts.Take(MaxListed))
        {
            writer.WriteLine($"{read.Kind}, {label}: {text}");
        }

        var left = (count ?? texts.Count) - Math.Min(texts.Count, MaxListed);
        if (left > 0)
        {
            writer.WriteLine($"{read.Kind}, {label}: {left} more; --format json lists the first of them");
        }
    }

    private static void PrintJson(SyncOutcome outcome) =>
        JsonAnswer.Print(
            isIndented: true,
            json =>
            {
                json.WriteString("data", outcome.Folder);
                json.WriteString("service", outcome.Service.AbsoluteUri);
                json.WriteNumber("read", outcome.Read);
                json.WriteStored(outcome.Summary, outcome.Rated);
                json.WriteBoolean("interrupted", outcome.IsInterrupted);
                json.WriteString("stopped", outcome.Stopped);
                json.WriteCost(outcome.Rated);
                json.WriteStartArray("kinds");
                foreach (var kind in outcome.Kinds)
                {
                    WriteKind(json, kind);
                }

                json.WriteEndArray();
            }
        );

    private static void WriteKind(Utf8JsonWriter json, SyncedKind kind)
    {
        var read = kind.Read;
        json.WriteStartObject();
        json.WriteString("kind", read.Kind);
        json.WriteNumber("seen", read.Seen);
        json.WriteNumber("read", read.Events);
        json.WriteCounts(kind.Stored);
        json.WriteNumber("unchanged", read.Unchanged);
        json.WriteNumber("rejected", read.RejectedCount);
        json.WriteStartArray("rejections");
        foreach (var (where, reason) in read.Rejected)
        {
            json.WriteStartObject();
            json.WriteString("where", where);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "failures", read.Failures);
        WriteTexts(json, "findings", read.Findings);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
