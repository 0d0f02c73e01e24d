using System.Globalization;
using System.Text.Json;
using Permil.Json;
using Permil.Storage.Focus.Import;

namespace Permil.Cli.Output;

/// <summary>Prints what was imported of other providers' FOCUS files.</summary>
internal static class FocusImportOutput
{
    /// <summary>More are in JSON.</summary>
    private const int MostRejectsShown = 20;

    public static void Print(FocusImportResult imported, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            JsonAnswer.Print(isIndented: true, json => Write(json, imported));
            return;
        }

        var rows = new Rows([.. DeliveryColumns, new("result", "result")]);
        foreach (var part in imported.Parts)
        {
            rows.Add([.. CellsOf(part.Delivery), ResultOf(part)]);
        }

        InvoiceListOutput.Print(rows, format);
        PrintRemarks(imported);
    }

    /// <param name="deliveries">What is stored, or was.</param>
    /// <param name="format">How to print.</param>
    /// <param name="ifNone">What is said when there are none.</param>
    public static void Print(IReadOnlyList<FocusDelivery> deliveries, OutputFormat format, string ifNone)
    {
        if (format == OutputFormat.Json)
        {
            JsonAnswer.Print(isIndented: true, json => WriteAll(json, deliveries));
            return;
        }

        var rows = new Rows([.. DeliveryColumns, new("imported_at", "imported"), new("files", "files", CanWrap: true)]);
        foreach (var delivery in deliveries)
        {
            rows.Add([.. CellsOf(delivery), PeriodText.Second(delivery.ImportedAt), delivery.Files]);
        }

        InvoiceListOutput.Print(rows, format);
        if (deliveries.Count == 0)
        {
            Console.Error.WriteLine(ifNone);
        }
    }

    private static IReadOnlyList<Rows.Column> DeliveryColumns =>
        [
            new("provider", "provider"),
            new("account", "account"),
            new("month", "month"),
            new("rows", "rows", IsNumber: true),
        ];

    private static string?[] CellsOf(FocusDelivery delivery) =>
        [
            delivery.Provider,
            delivery.Account,
            delivery.Month.ToString(),
            delivery.Rows.ToString(CultureInfo.InvariantCulture),
        ];

    private static string ResultOf(FocusImportedPart part) =>
        part.IsUnchanged ? "unchanged"
        : part.RowsNotTaken is not null ? "not replaced"
        : part.RowsBefore is { } before ? $"replaces {Counted.Of(before, "row")}"
        : "new";

    private static void PrintRemarks(FocusImportResult imported)
    {
        foreach (var reject in imported.Rejects.Take(MostRejectsShown))
        {
            Console.Error.WriteLine(reject);
        }

        if (imported.Rejected > 0)
        {
            Console.Error.WriteLine(
                $"{Counted.Of(imported.Rejected, "row")} of {imported.Read.ToString("N0", CultureInfo.InvariantCulture)} not imported; put them right and import the same files again"
            );
        }

        foreach (var part in imported.Parts.Where(part => part.RowsNotTaken is not null))
        {
            Console.Error.WriteLine(
                $"{part.Delivery.Provider} {part.Delivery.Account} in {part.Delivery.Month} is not replaced: {Counted.Of(part.Delivery.Rows, "row")} stored, {Counted.Of(part.RowsNotTaken!.Value, "row")} came, others were rejected; --allow-rejects replaces it all the same"
            );
        }

        foreach (var file in imported.FilesWithoutRows)
        {
            Console.Error.WriteLine($"{file}: it has no rows");
        }

        foreach (var part in imported.Parts.Where(part => part.OtherProviders.Count > 0))
        {
            Console.Error.WriteLine(
                $"{part.Delivery.Account} in {part.Delivery.Month} is there of {string.Join(", ", part.OtherProviders)} too: if that is {part.Delivery.Provider} by another name, permil focus imports --remove takes it out"
            );
        }

        if (imported.RoundedNumbers > 0)
        {
            Console.Error.WriteLine(
                $"{Counted.Of(imported.RoundedNumbers, "number")} with more than 18 decimals, rounded to 18"
            );
        }
    }

    private static void Write(Utf8JsonWriter json, FocusImportResult imported)
    {
        json.WriteNumber("read", imported.Read);
        json.WriteNumber("rejected", imported.Rejected);
        json.WriteNumber("roundedNumbers", imported.RoundedNumbers);
        json.WriteStartArray("imports");
        foreach (var part in imported.Parts)
        {
            json.WriteStartObject();
            Write(json, part.Delivery);
            json.WriteString(
                "result",
                part.IsUnchanged ? "unchanged"
                    : part.RowsNotTaken is not null ? "notReplaced"
                    : part.RowsBefore is null ? "new"
                    : "replaced"
            );
            if (part.RowsBefore is { } before)
            {
                json.WriteNumber("rowsBefore", before);
            }

            if (part.RowsNotTaken is { } came)
            {
                json.WriteNumber("rowsNotTaken", came);
            }

            json.WriteStartArray("otherProviders");
            foreach (var provider in part.OtherProviders)
            {
                json.WriteStringValue(provider);
            }

            json.WriteEndArray();

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("filesWithoutRows");
        foreach (var file in imported.FilesWithoutRows)
        {
            json.WriteStringValue(file);
        }

        json.WriteEndArray();
        json.WriteStartArray("rejects");
        foreach (var reject in imported.Rejects)
        {
            json.WriteStartObject();
            json.WriteString("file", reject.File);
            json.WriteNumber("line", reject.Line);
            json.WriteString("column", reject.Column);
            json.WriteString("reason", reject.Fault);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAll(Utf8JsonWriter json, IReadOnlyList<FocusDelivery> deliveries)
    {
        json.WriteStartArray("imports");
        foreach (var delivery in deliveries)
        {
            json.WriteStartObject();
            Write(json, delivery);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, FocusDelivery delivery)
    {
        json.WriteString("provider", delivery.Provider);
        json.WriteString("account", delivery.Account);
        json.WriteString("month", delivery.Month.ToString());
        json.WriteNumber("rows", delivery.Rows);
        json.WriteString("files", delivery.Files);
        json.WriteTime("importedAt", delivery.ImportedAt);
    }
}
