using System.Globalization;
using Permil.Rating;
using Permil.Usage;
using Spectre.Console;

namespace Permil.Cli.Output;

/// <summary>Prints what a pile of usage came to.</summary>
internal static class RatingOutput
{
    private const int MaxIndentedGroups = 1_000;
    private const int MaxListed = 20;
    private const int BarWidth = 12;

    /// <summary>More meters share one column, or the table gets too wide to read.</summary>
    private const int MaxMeterColumns = 4;

    public static void Print(RatingSummary summary, OutputFormat format, int top)
    {
        switch (format)
        {
            case OutputFormat.Json:
                PrintJson(summary);
                break;
            case OutputFormat.Csv:
                RatingCsv.Print(summary);
                PrintFindings(summary, Console.Error);
                break;
            case OutputFormat.Markdown:
                RowsOf(summary, summary.Groups, isForPeople: false).PrintMarkdown(Console.Out);
                PrintFindings(summary, Console.Error);
                break;
            default:
                PrintTable(summary, top);
                break;
        }
    }

    private static void PrintJson(RatingSummary summary) =>
        JsonAnswer.Print(
            summary.Groups.Count <= MaxIndentedGroups,
            json =>
            {
                json.WriteString("currency", summary.Currency);
                json.WriteNumber("events", summary.Events);
                json.WriteNumber("duplicates", summary.Duplicates);
                json.WriteNumber("unsettled", summary.Unsettled);
                json.WriteNumber("failed", summary.Failed);
                json.WriteNumber("rejected", summary.Rejected);
                json.WriteNumber("unpriced", summary.Unpriced);
                json.WriteAmount("listCost", summary.ListCost);
                json.WriteStartArray("groups");
                foreach (var group in summary.Groups)
                {
                    json.WriteStartObject();
                    for (var i = 0; i < summary.Keys.Count; i++)
                    {
                        json.WriteString(summary.Keys[i].Name, group.Values[i]);
                    }

                    json.WriteNumber("events", group.Events);
                    json.WriteQuantities(group.Quantities);
                    json.WriteAmount("listCost", group.ListCost);
                    json.WriteNumber("unpriced", group.Unpriced);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteStartArray("unpricedGroups");
                foreach (var group in summary.UnpricedGroups)
                {
                    json.WriteStartObject();
                    json.WriteString("model", group.Model);
                    json.WriteString("reason", group.Reason);
                    json.WriteNumber("events", group.Events);
                    json.WriteQuantities(group.Quantities);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteStartArray("unsettledReasons");
                foreach (var (reason, events) in summary.UnsettledReasons)
                {
                    json.WriteStartObject();
                    json.WriteString("reason", reason);
                    json.WriteNumber("events", events);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteStartArray("rejectedLines");
                foreach (var line in summary.RejectedLines)
                {
                    json.WriteStartObject();
                    json.WriteString("file", line.File);
                    json.WriteNumber("line", line.Line);
                    json.WriteString("reason", line.Reason);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }
        );

    private static void PrintTable(RatingSummary summary, int top)
    {
        var console = Screen.Create();
        console.WriteLine(
            $"List cost {Rows.Grouped(DecimalText.Of(summary.ListCost))} {summary.Currency} for {Count(summary.Events, "event")}"
        );
        if (summary.Groups.Count > 0)
        {
            RowsOf(summary, [.. summary.Groups.Take(top)], isForPeople: true).PrintTable(console);
        }

        if (summary.Groups.Count > top)
        {
            console.WriteLine(
                $"{Count(summary.Groups.Count - top, "more group")}: --top {summary.Groups.Count}, or --format csv for all"
            );
        }

        PrintFindings(summary, Console.Out);
    }

    /// <summary>What is not in the cost, and why: with the table, beside a file for programs.</summary>
    private static void PrintFindings(RatingSummary summary, TextWriter writer)
    {
        if (summary is { Events: 0, Rejected: 0 })
        {
            writer.WriteLine("nothing to rate: the input has no usage in the asked period");
        }

        if (summary.Duplicates > 0)
        {
            writer.WriteLine($"{Count(summary.Duplicates, "duplicate")} left out");
        }

        if (summary.Failed > 0)
        {
            writer.WriteLine($"{Count(summary.Failed, "failed call")}, nothing billed");
        }

        if (summary.Unsettled > 0)
        {
            writer.WriteLine($"{Count(summary.Unsettled, "event")} unsettled, not in the cost:");
            foreach (var (reason, events) in summary.UnsettledReasons.Take(MaxListed))
            {
                writer.WriteLine($"  {Count(events, "event")}: {reason}");
            }
        }

        if (summary.Unpriced > 0)
        {
            writer.WriteLine($"{Count(summary.Unpriced, "event")} with unpriced usage, not in the cost:");
            foreach (var group in summary.UnpricedGroups.Take(MaxListed))
            {
                writer.WriteLine(
                    $"  {(group.Model.Length == 0 ? "(no model)" : group.Model)}, {Count(group.Events, "event")}, {QuantitiesText(group.Quantities)}: {group.Reason}"
                );
            }
        }

        if (summary.Rejected > 0)
        {
            writer.WriteLine($"{Count(summary.Rejected, "line")} rejected:");
            foreach (var line in summary.RejectedLines.Take(MaxListed))
            {
                writer.WriteLine($"  {line.File}:{line.Line}: {line.Reason}");
            }

            if (summary.Rejected > MaxListed)
            {
                writer.WriteLine(
                    $"  ... {Count(summary.Rejected - MaxListed, "more line")}: --format json lists the first {UsageRating.MaxRejectedLinesKept}"
                );
            }
        }
    }

    private static Rows RowsOf(RatingSummary summary, IReadOnlyList<UsageGroup> groups, bool isForPeople)
    {
        var meters = RatingCsv.MetersOf(groups);
        var areTogether = isForPeople && meters.Count > MaxMeterColumns;
        var hasUnpriced = groups.Any(group => group.Unpriced > 0);
        var columns = summary
            .Keys.Select(key => new Rows.Column(key.Name, key.Name))
            .Append(new Rows.Column("events", "events", IsNumber: true))
            .Concat(
                areTogether
                    ? [new Rows.Column("quantities", "quantities", CanWrap: true)]
                    : meters.Select(meter => new Rows.Column(
                        meter.Name,
                        meter.Name.Replace('_', ' '),
                        IsNumber: true,
                        CanDrop: true
                    ))
            )
            .Append(new Rows.Column("listCost", $"list cost {summary.Currency}", IsNumber: true))
            .ToList();
        if (hasUnpriced)
        {
            columns.Add(new Rows.Column("unpriced", "unpriced events", IsNumber: true));
        }

        if (isForPeople)
        {
            columns.Add(new Rows.Column("share", "share", CanDrop: true));
        }

        var rows = new Rows(columns);
        foreach (var group in groups)
        {
            var cells = group
                .Values.Append(group.Events.ToString(CultureInfo.InvariantCulture))
                .Concat(
                    areTogether
                        ? [QuantitiesText(group.Quantities)]
                        : meters.Select(meter => QuantityText(group, meter))
                )
                .Append(IsAllUnpriced(group) ? null : DecimalText.Of(group.ListCost))
                .ToList();
            if (hasUnpriced)
            {
                cells.Add(group.Unpriced.ToString(CultureInfo.InvariantCulture));
            }

            if (isForPeople)
            {
                cells.Add(Bar(group.ListCost, summary.ListCost));
            }

            rows.Add([.. cells]);
        }

        return rows;
    }

    /// <summary>A cost of nothing would look like a price of nothing.</summary>
    public static bool IsAllUnpriced(UsageGroup group) =>
        group is { ListCost: 0, Unpriced: > 0 } && group.Unpriced == group.Events;

    private static string QuantitiesText(IReadOnlyList<Measurement> quantities) =>
        string.Join(
            ", ",
            quantities.Select(quantity => $"{Rows.Grouped(DecimalText.Of(quantity.Quantity))} {quantity.Meter}")
        );

    private static string QuantityText(UsageGroup group, Meter meter) =>
        DecimalText.Of(group.Quantities.FirstOrDefault(quantity => quantity.Meter == meter).Quantity);

    private static string Bar(decimal part, decimal whole)
    {
        var share = whole == 0 ? 0 : part / whole;
        var filled = (int)Math.Round(share * BarWidth, MidpointRounding.AwayFromZero);
        return $"{new string('█', filled)}{new string('░', BarWidth - filled)} {(share * 100).ToString("0.0", CultureInfo.InvariantCulture)}%";
    }

    private static string Count(long count, string noun) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";
}
