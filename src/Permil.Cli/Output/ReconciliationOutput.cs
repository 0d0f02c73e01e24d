using System.Globalization;
using Permil.Billing.Reconciliation;
using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>Prints how a provider's bill compares with what is stored.</summary>
internal static class ReconciliationOutput
{
    public static void Print(BillReconciliation compared, OutputFormat format, int top)
    {
        switch (format)
        {
            case OutputFormat.Json:
                ReconciliationJson.Print(compared);
                break;
            case OutputFormat.Csv:
                RowsOf(compared).PrintCsv(Console.Out);
                PrintSummary(compared, Console.Error);
                break;
            case OutputFormat.Markdown:
                RowsOf(compared).PrintMarkdown(Console.Out);
                PrintSummary(compared, Console.Error);
                break;
            default:
                PrintTable(compared, top);
                break;
        }
    }

    private static void PrintTable(BillReconciliation compared, int top)
    {
        PrintSummary(compared, Console.Out);
        if (compared.Findings.Count == 0)
        {
            return;
        }

        CausesOf(compared).PrintTable(Screen.Create());
        foreach (var (finding, number) in compared.Findings.Take(top).Select((finding, index) => (finding, index + 1)))
        {
            FindingText.Print(finding, number, compared.Currency, compared.IsByDay, Console.Out);
        }

        if (compared.Findings.Count > top)
        {
            Console.Out.WriteLine(
                $"{Counted.Of(compared.Findings.Count - top, "more finding")}: --top {compared.Findings.Count}, or --format csv for all"
            );
        }
    }

    private static void PrintSummary(BillReconciliation compared, TextWriter writer)
    {
        var currency = compared.Currency;
        writer.WriteLine(
            $"Bill of {compared.Provider} for {compared.Month.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture)}: "
                + $"{Amount(compared.CostThere)} {currency} there, {Amount(compared.ListCostHere)} {currency} here (list prices), "
                + $"difference {Rows.Grouped(Shortened.Signed(compared.Difference))} {currency}{Percent(compared)}"
        );
        writer.WriteLine(
            $"{Counted.Of(compared.BillLines, "line")} on the bill; {Counted.Of(compared.Matched, "line")} of {Rows.Grouped(DecimalText.Of(compared.Compared))} compared match"
                + (
                    compared.WithinTolerance > 0
                        ? $", {Counted.Of(compared.WithinTolerance, "more line")} within tolerance"
                        : ""
                )
                + $", {Counted.Of(compared.Findings.Count, "finding")}"
        );
        writer.WriteLine(
            $"Compared by {(compared.IsByDay ? "day" : "month")}, model, meter and {(compared.KeyTag is { } tag ? $"key (tag {tag})" : "mode, all keys together: no tag of stored usage has a key of the bill (--key-tag NAME)")}"
        );
        foreach (var note in compared.Notes)
        {
            writer.WriteLine($"Note: {note}");
        }
    }

    private static Rows CausesOf(BillReconciliation compared)
    {
        var rows = new Rows(
            new("kind", "finding"),
            new("cause", "cause"),
            new("findings", "findings", IsNumber: true),
            new("difference", $"difference {compared.Currency}", IsNumber: true)
        );
        foreach (
            var group in compared
                .Findings.GroupBy(finding => (finding.Kind, finding.Cause))
                .OrderByDescending(group => group.Sum(finding => Math.Abs(finding.CostDifference)))
        )
        {
            rows.Add(
                FindingText.Of(group.Key.Kind),
                FindingText.Of(group.Key.Cause),
                group.Count().ToString(CultureInfo.InvariantCulture),
                Shortened.Signed(group.Sum(finding => finding.CostDifference))
            );
        }

        return rows;
    }

    /// <summary>A row for each line of a finding; lines of one finding share its number.</summary>
    private static Rows RowsOf(BillReconciliation compared)
    {
        var rows = new Rows(
            new("finding", "no.", IsNumber: true),
            new("kind", "finding"),
            new("cause", "cause"),
            new("costDifference", $"difference {compared.Currency}", IsNumber: true),
            new("day", "day"),
            new("subject", "model"),
            new("mode", "mode"),
            new("meter", "meter"),
            new("key", "key"),
            new("quantityHere", "quantity here", IsNumber: true),
            new("quantityThere", "quantity there", IsNumber: true),
            new("listCostHere", $"here {compared.Currency}", IsNumber: true),
            new("costThere", $"there {compared.Currency}", IsNumber: true),
            new("where", "bill line"),
            new("explanation", "explanation")
        );
        foreach (var (finding, number) in compared.Findings.Select((finding, index) => (finding, index + 1)))
        {
            foreach (var sides in finding.Sides)
            {
                rows.Add(
                    number.ToString(CultureInfo.InvariantCulture),
                    FindingText.Of(finding.Kind),
                    FindingText.Of(finding.Cause),
                    DecimalText.Of(finding.CostDifference),
                    FindingText.DayOf(sides.Line, compared.IsByDay),
                    sides.Line.Subject,
                    sides.Line.Mode,
                    sides.Line.Meter,
                    sides.Line.Key,
                    Text(sides.QuantityHere),
                    Text(sides.QuantityThere),
                    Text(sides.ListCostHere),
                    Text(sides.CostThere),
                    sides.Where,
                    finding.Explanation
                );
            }
        }

        return rows;
    }

    private static string? Text(decimal? number) => number is { } known ? DecimalText.Of(known) : null;

    private static string Amount(decimal amount) => Rows.Grouped(DecimalText.Of(amount));

    private static string Percent(BillReconciliation compared) =>
        RatingComparison.PercentOf(compared.Difference, compared.ListCostHere) is { } percent
            ? $" ({Shortened.Percent(percent)})"
            : "";
}
