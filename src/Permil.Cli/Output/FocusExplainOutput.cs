using Permil.Focus;
using Permil.Focus.Export;
using Permil.Json;
using Permil.Rating;
using Permil.Storage.Focus;

namespace Permil.Cli.Output;

/// <summary>Prints what is behind an exported row.</summary>
internal static class FocusExplainOutput
{
    private static readonly string[] Shown =
    [
        "ChargeCategory",
        "ChargeClass",
        "BillingAccountId",
        "SubAccountId",
        "InvoiceId",
        "ChargePeriodStart",
        "ChargePeriodEnd",
        "SkuId",
        "SkuPriceId",
        "ConsumedQuantity",
        "ConsumedUnit",
        "PricingQuantity",
        "PricingUnit",
        "ListUnitPrice",
        "ContractedUnitPrice",
        "ListCost",
        "ContractedCost",
        "EffectiveCost",
        "BilledCost",
        "CommitmentDiscountId",
        "CommitmentDiscountStatus",
        "Tags",
        "x_Feature",
        "x_Environment",
    ];

    public static void Print(FocusExplained explained, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            PrintJson(explained);
        }
        else
        {
            PrintText(explained);
        }
    }

    private static void PrintJson(FocusExplained explained) =>
        JsonAnswer.Print(
            isIndented: true,
            json =>
            {
                json.WriteStartObject("row");
                foreach (var field in FocusFields.Of(FocusVersion.V13))
                {
                    var text = field.Shown(explained.Row);
                    if (field.DataType == FocusDataType.Json && text is not null)
                    {
                        json.WritePropertyName(field.Name);
                        json.WriteRawValue(text);
                    }
                    else
                    {
                        json.WriteString(field.Name, text);
                    }
                }

                json.WriteEndObject();
                json.WriteStartArray("price");
                explained.Price.ToList().ForEach(json.WriteStringValue);
                json.WriteEndArray();
                json.WriteStartArray("changed");
                foreach (var column in explained.Changed)
                {
                    json.WriteStartObject();
                    json.WriteString("column", column.Column);
                    json.WriteString("file", column.File);
                    json.WriteString("now", column.Now);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteNumber("eventCount", explained.EventCount);
                json.WriteAmount("eventQuantity", explained.EventQuantity);
                json.WriteStartArray("events");
                foreach (var one in explained.Events)
                {
                    json.WriteStartObject();
                    json.WriteString("id", one.Id);
                    json.WriteString("source", one.Source);
                    json.WriteString("time", FocusTime.Text(one.Time));
                    json.WriteAmount("consumedQuantity", one.ConsumedQuantity);
                    json.WriteAmount("listCost", one.ListCost);
                    json.WriteAmount("contractedCost", one.ContractedCost);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }
        );

    private static void PrintText(FocusExplained explained)
    {
        var row = explained.Row;
        Console.WriteLine($"{row.RowId}: {row.Description}");
        var fields = FocusFields.Of(FocusVersion.V13).ToDictionary(field => field.Name, StringComparer.Ordinal);
        foreach (var name in Shown)
        {
            if (fields[name].Shown(row) is { } text)
            {
                Console.WriteLine($"  {name, -24} {text}");
            }
        }

        if (explained.Changed.Count > 0)
        {
            Console.WriteLine(
                "The file has another row; usage, prices or documents have changed since it was exported:"
            );
            foreach (var column in explained.Changed)
            {
                Console.WriteLine(
                    $"  {column.Column, -24} {column.File ?? "nothing"} in the file, {column.Now ?? "nothing"} now"
                );
            }
        }

        foreach (var line in explained.Price)
        {
            Console.WriteLine($"  {line}");
        }

        if (!row.HasConsumed)
        {
            Console.WriteLine("It is a line of the document as a whole: no single events are behind it.");
            return;
        }

        Console.WriteLine(EventsOf(explained));
        foreach (var one in explained.Events)
        {
            Console.WriteLine(
                $"  {FocusTime.Text(one.Time)}  {one.Id} ({one.Source}): {DecimalText.Of(one.ConsumedQuantity)}, list {DecimalText.Of(one.ListCost)}, contracted {DecimalText.Of(one.ContractedCost)}"
            );
        }

        if (explained.EventCount > explained.Events.Count)
        {
            Console.WriteLine($"  and {explained.EventCount - explained.Events.Count} more");
        }
    }

    private static string EventsOf(FocusExplained explained)
    {
        var row = explained.Row;
        var events = Counted.Of(explained.EventCount, "event");
        if (row.IsCorrection && explained.EventCount == 0)
        {
            return "No event of its own: other usage has moved it, by a discount or a credit.";
        }

        if (explained.EventQuantity == row.Costs.ConsumedQuantity)
        {
            return $"{events}:";
        }

        var parts =
            $"{events} of {DecimalText.Of(explained.EventQuantity)} {row.Sku!.ConsumedUnit} in all, of which {DecimalText.Of(row.Costs.ConsumedQuantity)} are in this row";
        return row.IsCorrection
            ? $"{parts}; it has what is new of them:"
            : $"{parts}; a commitment may cover a part, and each part is a row of its own:";
    }
}
