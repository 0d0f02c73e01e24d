using System.Globalization;
using System.Text.Json;
using Permil.Rating;
using Spectre.Console;

namespace Permil.Cli.Output;

/// <summary>Prints a report.</summary>
internal static class ReportOutput
{
    public static void Print(UsageReport report, OutputFormat format, int top)
    {
        switch (format)
        {
            case OutputFormat.Json:
                RatingJson.Print(report.Summary, json => WriteMore(json, report), new GroupFields(report).Write);
                break;
            case OutputFormat.Csv:
                RatingCsv.Print(report.Summary, ReportColumns.Of(report));
                PrintFindings(report, Console.Error);
                break;
            case OutputFormat.Markdown:
                RatingRows
                    .Of(report.Summary, report.Summary.Groups, isForScreen: false, ReportColumns.Of(report))
                    .PrintMarkdown(Console.Out);
                PrintFindings(report, Console.Error);
                break;
            default:
                PrintTable(report, top);
                break;
        }
    }

    private static void PrintTable(UsageReport report, int top)
    {
        var console = Screen.Create();
        if (report.Summary.Groups.Count > 0)
        {
            PrintTotal(report, console);
            RatingOutput.PrintGroups(console, report.Summary, top, ReportColumns.Of(report));
        }

        PrintFindings(report, Console.Out);
    }

    private static void PrintTotal(UsageReport report, IAnsiConsole console)
    {
        var summary = report.Summary;
        console.WriteLine(
            $"List cost {Amount(summary.ListCost)} {summary.Currency} for {Counted.Of(summary.Events, "event")}, {Period(report)}"
        );
        if (report is { Comparison: { } comparison, Previous: { } previous })
        {
            var percent = RatingComparison.PercentOf(comparison.Difference, comparison.Before.ListCost);
            console.WriteLine(
                $"Before: {Amount(comparison.Before.ListCost)} {summary.Currency} for {Counted.Of(comparison.Before.Events, "event")}, "
                    + $"{PeriodText.Of(previous.From, previous.To)}; difference {Rows.Grouped(Shortened.Signed(comparison.Difference))} {summary.Currency}"
                    + (percent is null ? "" : $" ({Shortened.Percent(percent)})")
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

    private static void WriteMore(Utf8JsonWriter json, UsageReport report)
    {
        var summary = report.Summary;
        json.WriteOtherCosts(summary.ListCost);
        json.WriteAmount("effectivePerMillionTokens", report.Tokens.PerMillion);
        json.WriteAmount("effectivePerRequest", PerRequest(summary.ListCost, summary.Events));
        json.WriteNumber("conflicts", report.Conflicts);
        WriteTime(json, "from", report.From);
        WriteTime(json, "to", report.To);
        WriteTime(json, "firstUsage", report.Stored?.First);
        WriteTime(json, "lastUsage", report.Stored?.Last);
        if (report is not { Comparison: { } comparison, Previous: { } previous })
        {
            return;
        }

        var before = comparison.Before;
        json.WriteStartObject("previous");
        WriteTime(json, "from", previous.From);
        WriteTime(json, "to", previous.To);
        json.WriteNumber("events", before.Events);
        json.WriteNumber("unsettled", before.Unsettled);
        json.WriteNumber("unpriced", before.Unpriced);
        json.WriteAmount("listCost", before.ListCost);
        json.WriteOtherCosts(before.ListCost);
        json.WriteEndObject();
        json.WriteDifference(comparison.Difference, before.ListCost);
    }

    /// <summary>The cost over all events of a group, rounded once to 12 decimals, half to even.</summary>
    internal static decimal? PerRequest(UsageGroup group) =>
        RatingRows.IsAllUnpriced(group) ? null : PerRequest(group.ListCost, group.Events);

    private static decimal? PerRequest(decimal cost, long events) =>
        events == 0 ? null : Exact.MultiplyDivideToQuantity(cost, 1, events);

    /// <summary>Rounded once to 12 decimals, half to even.</summary>
    internal static decimal? Share(decimal part, decimal whole) =>
        whole == 0 ? null : Exact.MultiplyDivideToQuantity(part, 1, whole);

    private static string Amount(decimal amount) => Rows.Grouped(DecimalText.Of(amount));

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(
                name,
                known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
            );
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>What a report says of each group beside its list cost.</summary>
    private sealed class GroupFields(UsageReport report)
    {
        private readonly Dictionary<UsageGroup, ComparedGroup>? _compared = ReportColumns.ComparedOf(report);

        public void Write(Utf8JsonWriter json, UsageGroup group)
        {
            json.WriteOtherCosts(group.ListCost);
            json.WriteAmount("share", Share(group.ListCost, report.Summary.ListCost));
            json.WriteAmount("effectivePerMillionTokens", report.Tokens.PerMillionOf(group));
            json.WriteAmount("effectivePerRequest", PerRequest(group));
            if (_compared is null)
            {
                return;
            }

            var compared = _compared[group];
            json.WriteSide("previous", compared.Before);
            json.WriteDifference(compared.Difference, compared.Before.ListCost);
            json.WriteString("change", ReportColumns.ChangeOf(compared));
        }
    }
}
