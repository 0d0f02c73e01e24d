using System.Globalization;
using System.Text.Json;
using Permil.Billing.Reconciliation;
using Permil.Json;

namespace Permil.Cli.Output;

/// <summary>A reconciliation for programs.</summary>
internal static class ReconciliationJson
{
    public static void Print(BillReconciliation compared) =>
        JsonAnswer.Print(
            isIndented: true,
            json =>
            {
                json.WriteString("provider", compared.Provider);
                json.WriteString("month", compared.Month.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture));
                json.WriteString("currency", compared.Currency);
                json.WriteString("keyTag", compared.KeyTag);
                json.WriteBoolean("byDay", compared.IsByDay);
                json.WriteNumber("billLines", compared.BillLines);
                json.WriteNumber("compared", compared.Compared);
                json.WriteNumber("matched", compared.Matched);
                json.WriteNumber("withinTolerance", compared.WithinTolerance);
                json.WriteAmount("listCostHere", compared.ListCostHere);
                json.WriteAmount("costThere", compared.CostThere);
                json.WriteAmount("difference", compared.Difference);
                json.WriteStartArray("findings");
                foreach (var finding in compared.Findings)
                {
                    Write(json, finding, compared.IsByDay);
                }

                json.WriteEndArray();
                json.WriteStartArray("notes");
                foreach (var note in compared.Notes)
                {
                    json.WriteStringValue(note);
                }

                json.WriteEndArray();
            }
        );

    private static void Write(Utf8JsonWriter json, Finding finding, bool isByDay)
    {
        json.WriteStartObject();
        json.WriteString("kind", NameOf(finding.Kind));
        json.WriteString("cause", NameOf(finding.Cause));
        json.WriteAmount("costDifference", finding.CostDifference);
        json.WriteString("explanation", finding.Explanation);
        json.WriteStartArray("lines");
        foreach (var sides in finding.Sides)
        {
            json.WriteStartObject();
            json.WriteString("day", FindingText.DayOf(sides.Line, isByDay));
            json.WriteString("subject", sides.Line.Subject);
            json.WriteString("mode", Said(sides.Line.Mode));
            json.WriteString("meter", Said(sides.Line.Meter));
            json.WriteString("key", sides.Line.Key);
            json.WriteAmount("quantityHere", sides.QuantityHere);
            json.WriteAmount("quantityThere", sides.QuantityThere);
            json.WriteAmount("listCostHere", sides.ListCostHere);
            json.WriteAmount("costThere", sides.CostThere);
            json.WriteString("where", sides.Where);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string? Said(string text) => text.Length == 0 ? null : text;

    /// <summary>As fields are written: <c>missingHere</c>.</summary>
    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
