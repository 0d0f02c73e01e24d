using Permil.Rating;
using Permil.Storage.Reports;
using Spectre.Console;

namespace Permil.Cli.Output;

/// <summary>Prints a report.</summary>
internal static class ReportOutput
{
    public static void Print(UsageReport report, UnitEconomics unit, OutputFormat format, int top)
    {
        switch (format)
        {
            case OutputFormat.Json:
                RatingAnswer.Print(report.Summary, json => ReportJson.Write(json, report));
                break;
            case OutputFormat.Csv:
                RatingCsv.Print(report.Summary, ReportColumns.Of(report, unit));
                PrintFindings(report, Console.Error);
                break;
            case OutputFormat.Markdown:
                RatingRows
                    .Of(report.Summary, report.Summary.Groups, isForScreen: false, ReportColumns.Of(report, unit))
                    .PrintMarkdown(Console.Out);
                PrintFindings(report, Console.Error);
                break;
            default:
                PrintTable(report, unit, top);
                break;
        }
    }

    private static void PrintTable(UsageReport report, UnitEconomics unit, int top)
    {
        var console = Screen.Create();
        if (report.Summary.Groups.Count > 0)
        {
            PrintTotal(report, console);
            RatingOutput.PrintGroups(console, report.Summary, top, ReportColumns.Of(report, unit));
        }

        PrintFindings(report, Console.Out);
    }

    private static void PrintTotal(UsageReport report, IAnsiConsole console)
    {
        var summary = report.Summary;
        console.WriteLine(
            $"List cost {Amount(summary.ListCost)} {summary.Currency} for {Counted.Of(summary.Events, "event")}, {Period(report)}"
        );
        PrintOtherCosts(report.Billed, summary.Currency, console);
        if (report is { Comparison: { } comparison, Previous: { } previous })
        {
            var percent = RatingComparison.PercentOf(comparison.Difference, comparison.Before.ListCost);
            console.WriteLine(
                $"Before: {Amount(comparison.Before.ListCost)} {summary.Currency} for {Counted.Of(comparison.Before.Events, "event")}, "
                    + $"{PeriodText.Of(previous.From, previous.To)}; difference {Rows.Grouped(Shortened.Signed(comparison.Difference))} {summary.Currency}"
                    + (percent is null ? "" : $" ({Shortened.Percent(percent)})")
            );
            PrintOtherCosts(report.PreviousBilled, summary.Currency, console);
        }
    }

    private static void PrintOtherCosts(BilledCosts? billed, string currency, IAnsiConsole console)
    {
        if (billed?.Total is { } costs)
        {
            console.WriteLine(
                $"Contracted {Amount(costs.ContractedCost)}, effective {Amount(costs.EffectiveCost)}, billed {Amount(costs.BilledCost)} {currency}"
            );
        }
    }

    /// <summary>What was asked for; for all time what there is.</summary>
    private static string Period(UsageReport report) =>
        report is { From: null, To: null, Stored: { } stored }
            ? $"{PeriodText.Day(stored.First)} to {PeriodText.Day(stored.Last)}"
            : PeriodText.Of(report.From, report.To);

    private static void PrintFindings(UsageReport report, TextWriter writer)
    {
        if (report.Summary.Events == 0)
        {
            writer.WriteLine(
                report.Stored is { } stored
                    ? $"No usage of that kind, {PeriodText.Of(report.From, report.To)}; the store holds usage from {PeriodText.Day(stored.First)} to {PeriodText.Day(stored.Last)}"
                    : "The store is empty: permil import FILES puts usage in"
            );
        }
        else
        {
            RatingFindings.Print(report.Summary, writer);
        }

        PrintBilled(report.Billed, "In these costs beside usage of the period:", report.Summary.Currency, writer);
        PrintBilled(
            report.PreviousBilled,
            "In those of the period before, beside its usage:",
            report.Summary.Currency,
            writer
        );
        if (report.Comparison is { Before: { } before } && (before.Unpriced > 0 || before.Unsettled > 0))
        {
            writer.WriteLine("In the period before:");
            RatingFindings.PrintUncosted(before, writer);
        }

        if (report.Conflicts > 0)
        {
            writer.WriteLine(
                $"{Counted.Of(report.Conflicts, "conflict")} in the store, not in any cost: other usage under the id of an event; permil explain ID shows it"
            );
        }
    }

    private static void PrintBilled(BilledCosts? billed, string heading, string currency, TextWriter writer)
    {
        if (billed?.UnknownBecause is { } reason)
        {
            writer.WriteLine($"Contracted, effective and billed cost are not known: {reason}");
        }

        if (billed?.BesideUsage is { Count: > 0 } others)
        {
            writer.WriteLine(heading);
            foreach (var (what, costs) in others)
            {
                writer.WriteLine(
                    $"  {what}: effective {Amount(costs.EffectiveCost)}, billed {Amount(costs.BilledCost)} {currency}"
                );
            }
        }
    }

    private static string Amount(decimal amount) => Rows.Grouped(DecimalText.Of(amount));
}
