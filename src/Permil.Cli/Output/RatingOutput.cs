using Permil.Rating;
using Spectre.Console;

namespace Permil.Cli.Output;

/// <summary>Prints what a pile of usage came to.</summary>
internal static class RatingOutput
{
    public static void Print(RatingSummary summary, OutputFormat format, int top)
    {
        switch (format)
        {
            case OutputFormat.Json:
                RatingAnswer.Print(summary);
                break;
            case OutputFormat.Csv:
                RatingCsv.Print(summary);
                RatingFindings.Print(summary, Console.Error);
                break;
            case OutputFormat.Markdown:
                RatingRows.Of(summary, summary.Groups, isForScreen: false).PrintMarkdown(Console.Out);
                RatingFindings.Print(summary, Console.Error);
                break;
            default:
                PrintTable(summary, top);
                break;
        }
    }

    /// <summary>Prints the dearest groups, and says how many more there are.</summary>
    public static void PrintGroups(
        IAnsiConsole console,
        RatingSummary summary,
        int top,
        IReadOnlyList<GroupColumn>? more = null
    )
    {
        if (summary.Groups.Count > 0)
        {
            RatingRows.Of(summary, [.. summary.Groups.Take(top)], isForScreen: true, more).PrintTable(console);
        }

        if (summary.Groups.Count > top)
        {
            console.WriteLine(
                $"{Counted.Of(summary.Groups.Count - top, "more group")}: --top {summary.Groups.Count}, or --format csv for all"
            );
        }
    }

    private static void PrintTable(RatingSummary summary, int top)
    {
        var console = Screen.Create();
        console.WriteLine(
            $"List cost {Rows.Grouped(DecimalText.Of(summary.ListCost))} {summary.Currency} for {Counted.Of(summary.Events, "event")}"
        );
        PrintGroups(console, summary, top);
        RatingFindings.Print(summary, Console.Out);
    }
}
