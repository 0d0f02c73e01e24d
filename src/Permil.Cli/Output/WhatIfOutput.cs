using System.Globalization;
using System.Text.Json;
using Permil.Json;
using Permil.Rating;
using Spectre.Console;

namespace Permil.Cli.Output;

/// <summary>Prints stored usage as it is priced and as it would be.</summary>
internal static class WhatIfOutput
{
    public static void Print(RatingComparison comparison, OutputFormat format, int top)
    {
        var now = comparison.Before with { Groups = [.. comparison.Groups.Select(group => group.Before)] };
        var compared = comparison.Groups.ToDictionary(group => group.Before);
        switch (format)
        {
            case OutputFormat.Json:
                RatingAnswer.Print(
                    now,
                    json => WriteMore(json, comparison),
                    (json, group) => WriteMoreOfGroup(json, compared[group])
                );
                break;
            case OutputFormat.Csv:
                RatingCsv.Print(now, Columns(compared));
                PrintFindings(comparison, Console.Error);
                break;
            case OutputFormat.Markdown:
                RowsOf(comparison, comparison.Groups).PrintMarkdown(Console.Out);
                PrintFindings(comparison, Console.Error);
                break;
            default:
                PrintTable(comparison, top);
                break;
        }
    }

    private static void PrintTable(RatingComparison comparison, int top)
    {
        var console = Screen.Create();
        var (before, after) = (comparison.Before, comparison.After);
        if (comparison.Groups.Count > 0)
        {
            var difference = DifferenceOf(comparison);
            console.WriteLine(
                $"List cost now {Amount(before.ListCost)} {before.Currency}, then {Amount(after.ListCost)} {after.Currency}"
                    + (
                        difference is { } known
                            ? $", difference {Rows.Grouped(Shortened.Signed(known))}{Percent(known, before.ListCost)}"
                            : ""
                    )
                    + $" for {Counted.Of(before.Events, "event")}"
            );
            RowsOf(comparison, [.. comparison.Groups.Take(top)]).PrintTable(console);
        }

        if (comparison.Groups.Count > top)
        {
            console.WriteLine(
                $"{Counted.Of(comparison.Groups.Count - top, "more group")}: --top {comparison.Groups.Count}, or --format csv for all"
            );
        }

        PrintFindings(comparison, Console.Out);
    }

    private static Rows RowsOf(RatingComparison comparison, IReadOnlyList<ComparedGroup> groups)
    {
        var currency = comparison.Before.Currency;
        var rows = new Rows([
            .. comparison.Before.Keys.Select(key => new Rows.Column(key.Name, key.Name)),
            new("events", "events", IsNumber: true, CanDrop: true),
            new("listCost", $"now {currency}", IsNumber: true),
            new("thenListCost", $"then {currency}", IsNumber: true),
            new("difference", $"difference {currency}", IsNumber: true),
            new("differencePercent", "%", IsNumber: true),
        ]);
        foreach (var group in groups)
        {
            var difference = DifferenceOf(group);
            rows.Add([
                .. group.Before.Values,
                Math.Max(group.Before.Events, group.After.Events).ToString(CultureInfo.InvariantCulture),
                CostOf(group.Before),
                CostOf(group.After),
                Shortened.Signed(difference),
                Shortened.Percent(PercentOf(difference, group)),
            ]);
        }

        return rows;
    }

    private static List<GroupColumn> Columns(Dictionary<UsageGroup, ComparedGroup> compared) =>
        [
            new("thenListCost", group => CostOf(compared[group].After)),
            new("thenUnpriced", group => compared[group].After.Unpriced.ToString(CultureInfo.InvariantCulture)),
            new("difference", group => Text(DifferenceOf(compared[group]))),
            new("differencePercent", group => Text(PercentOf(DifferenceOf(compared[group]), compared[group]))),
        ];

    private static void PrintFindings(RatingComparison comparison, TextWriter writer)
    {
        var (before, after) = (comparison.Before, comparison.After);
        if (before.Events == 0)
        {
            writer.WriteLine("No usage of that kind; permil report says what is stored");
        }

        if (before.Unsettled > 0)
        {
            writer.WriteLine($"{Counted.Of(before.Unsettled, "event")} unsettled, on neither side");
        }

        if (before.Unpriced > 0)
        {
            writer.WriteLine("Now:");
            RatingFindings.PrintUnpriced(before, writer);
        }

        if (after.Unpriced > 0)
        {
            writer.WriteLine("Then:");
            RatingFindings.PrintUnpriced(after, writer);
        }

        if (before.Unpriced != after.Unpriced)
        {
            writer.WriteLine("Not the same usage has a price on both sides: where it differs no difference is given.");
        }
    }

    private static void WriteMore(Utf8JsonWriter json, RatingComparison comparison)
    {
        var (before, after) = (comparison.Before, comparison.After);
        json.WriteOtherCosts(before.ListCost);
        json.WriteStartObject("then");
        json.WriteAmount("listCost", after.ListCost);
        json.WriteOtherCosts(after.ListCost);
        json.WriteNumber("unpriced", after.Unpriced);
        RatingJson.WriteFindings(json, after);
        json.WriteEndObject();
        json.WriteDifference(DifferenceOf(comparison), before.ListCost);
    }

    private static void WriteMoreOfGroup(Utf8JsonWriter json, ComparedGroup group)
    {
        json.WriteOtherCosts(group.Before.ListCost);
        json.WriteSide("then", group.After);
        json.WriteDifference(DifferenceOf(group), group.Before.ListCost);
    }

    /// <summary>Not known where usage has a price on one side only: it would look like a saving.</summary>
    private static decimal? DifferenceOf(RatingComparison comparison) =>
        comparison.Before.Unpriced == comparison.After.Unpriced ? comparison.Difference : null;

    private static decimal? DifferenceOf(ComparedGroup group) =>
        group.Before.Unpriced == group.After.Unpriced ? group.Difference : null;

    private static decimal? PercentOf(decimal? difference, ComparedGroup group) =>
        difference is { } known ? RatingComparison.PercentOf(known, group.Before.ListCost) : null;

    private static string Percent(decimal difference, decimal before) =>
        RatingComparison.PercentOf(difference, before) is { } percent ? $" ({Shortened.Percent(percent)})" : "";

    private static string? CostOf(UsageGroup group) => group.IsAllUnpriced ? null : DecimalText.Of(group.ListCost);

    private static string? Text(decimal? number) => number is { } known ? DecimalText.Of(known) : null;

    private static string Amount(decimal amount) => Rows.Grouped(DecimalText.Of(amount));
}
