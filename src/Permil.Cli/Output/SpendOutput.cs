using System.Globalization;
using System.Text.Json;
using Permil.Json;
using Permil.Rating;
using Permil.Storage.Spend;

namespace Permil.Cli.Output;

/// <summary>Prints all spend in one table.</summary>
internal static class SpendOutput
{
    public static void Print(SpendReport report, OutputFormat format, int top)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonAnswer.Print(isIndented: true, json => Write(json, report));
                break;
            case OutputFormat.Csv:
                RowsOf(report, report.Groups).PrintCsv(Console.Out);
                PrintRemarks(report, Console.Error);
                break;
            case OutputFormat.Markdown:
                RowsOf(report, report.Groups).PrintMarkdown(Console.Out);
                PrintRemarks(report, Console.Error);
                break;
            default:
                PrintTable(report, top);
                PrintRemarks(report, Console.Out);
                break;
        }
    }

    private static void PrintTable(SpendReport report, int top)
    {
        foreach (var total in report.Totals)
        {
            Console.WriteLine(
                $"Billed cost {Grouped(total.BilledCost)} {total.Currency}, effective {Grouped(total.EffectiveCost)}, "
                    + $"contracted {Grouped(total.ContractedCost)}, list {Grouped(total.ListCost)}: {Counted.Of(total.Rows, "row")}, {MonthsOf(report)}"
            );
        }

        if (report.Groups.Count == 0)
        {
            Console.WriteLine($"No spend in {MonthsOf(report)}");
            return;
        }

        RowsOf(report, [.. report.Groups.Take(top)]).PrintTable(Screen.Create());
        if (report.Groups.Count > top)
        {
            Console.WriteLine($"{Counted.Of(report.Groups.Count - top, "more group")}: --top N shows more");
        }
    }

    private static Rows RowsOf(SpendReport report, IReadOnlyList<SpendGroup> groups)
    {
        var rows = new Rows([
            .. report.Question.By.Select(key => new Rows.Column(key.Name, key.Name)),
            new("currency", "currency"),
            new("rows", "rows", IsNumber: true, CanDrop: true),
            new("listCost", "list cost", IsNumber: true, CanDrop: true),
            new("contractedCost", "contracted cost", IsNumber: true, CanDrop: true),
            new("effectiveCost", "effective cost", IsNumber: true),
            new("billedCost", "billed cost", IsNumber: true),
        ]);
        foreach (var group in groups)
        {
            rows.Add([
                .. group.Values,
                group.Currency,
                group.Rows.ToString(CultureInfo.InvariantCulture),
                DecimalText.Of(group.ListCost),
                DecimalText.Of(group.ContractedCost),
                DecimalText.Of(group.EffectiveCost),
                DecimalText.Of(group.BilledCost),
            ]);
        }

        return rows;
    }

    private static void PrintRemarks(SpendReport report, TextWriter writer)
    {
        foreach (var (provider, month) in report.InBoth)
        {
            writer.WriteLine(
                $"{provider} in {month} is there as stored usage and as an imported file: the same usage may count twice; --source own or --source imported shows one of them"
            );
        }

        if (report.NotInvoiced.Count > 0)
        {
            writer.WriteLine(
                $"Not all invoiced, so what stored usage costs can change: {string.Join(", ", report.NotInvoiced)}"
            );
        }

        foreach (var line in report.Unpriced)
        {
            writer.WriteLine($"not in any cost, no price: {line}");
        }

        if (report.UnsettledEvents > 0)
        {
            writer.WriteLine($"not in any cost, usage not known: {Counted.Of(report.UnsettledEvents, "event")}");
        }
    }

    private static void Write(Utf8JsonWriter json, SpendReport report)
    {
        WriteTexts(json, "months", report.Question.Months.Select(month => month.ToString()));
        WriteTexts(json, "by", report.Question.By.Select(key => key.Name));
        json.WriteStartArray("totals");
        foreach (var total in report.Totals)
        {
            json.WriteStartObject();
            WriteAmounts(json, total);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("groups");
        foreach (var group in report.Groups)
        {
            json.WriteStartObject();
            foreach (var (key, value) in report.Question.By.Zip(group.Values))
            {
                json.WriteString(key.Name, value);
            }

            WriteAmounts(json, group);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("inBothSources");
        foreach (var (provider, month) in report.InBoth)
        {
            json.WriteStartObject();
            json.WriteString("provider", provider);
            json.WriteString("month", month.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "notInvoiced", report.NotInvoiced.Select(month => month.ToString()));
        WriteTexts(json, "unpriced", report.Unpriced);
        json.WriteNumber("unsettledEvents", report.UnsettledEvents);
    }

    private static void WriteAmounts(Utf8JsonWriter json, SpendGroup group)
    {
        json.WriteString("currency", group.Currency);
        json.WriteNumber("rows", group.Rows);
        json.WriteAmount("listCost", group.ListCost);
        json.WriteAmount("contractedCost", group.ContractedCost);
        json.WriteAmount("effectiveCost", group.EffectiveCost);
        json.WriteAmount("billedCost", group.BilledCost);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string MonthsOf(SpendReport report) => string.Join(", ", report.Question.Months);

    private static string Grouped(decimal amount) => Rows.Grouped(DecimalText.Of(amount));
}
