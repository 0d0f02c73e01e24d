using System.Globalization;
using System.Text.Json;
using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Json;
using Permil.Rating;
using Permil.Storage.Billing;

namespace Permil.Cli.Output;

/// <summary>Prints what was issued, a row a document.</summary>
internal static class InvoiceListOutput
{
    public static void Print(IReadOnlyList<BookedInvoice> documents, OutputFormat format, string? remark)
    {
        if (format == OutputFormat.Json)
        {
            JsonAnswer.Print(isIndented: true, json => Write(json, documents));
        }
        else
        {
            Print(RowsOf(documents), format);
        }

        if (remark is not null)
        {
            (format == OutputFormat.Table ? Console.Out : Console.Error).WriteLine(remark);
        }
    }

    internal static void Print(Rows rows, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Csv:
                rows.PrintCsv(Console.Out);
                break;
            case OutputFormat.Markdown:
                rows.PrintMarkdown(Console.Out);
                break;
            default:
                if (rows.Count > 0)
                {
                    rows.WithoutEmptyColumns().PrintTable(Screen.Create());
                }

                break;
        }
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<BookedInvoice> documents)
    {
        json.WriteStartArray("documents");
        foreach (var booked in documents)
        {
            var invoice = booked.Invoice;
            json.WriteStartObject();
            json.WriteNumber("entry", booked.Issued.Entry);
            json.WriteString("number", invoice.Number);
            json.WriteString("kind", InvoiceJson.NameOf(invoice.Kind));
            json.WriteString("account", invoice.Account);
            json.WriteString("month", invoice.Month.ToString());
            json.WriteTime("issuedAt", invoice.IssuedAt);
            json.WriteString("dueOn", DayOf(invoice.DueOn));
            json.WriteString("currency", invoice.Currency);
            json.WriteAmount("total", invoice.Total);
            json.WriteString("corrects", invoice.Corrects);
            json.WriteTime("voidAt", booked.VoidTime);
            json.WriteString("voidReason", booked.VoidReason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Rows RowsOf(IReadOnlyList<BookedInvoice> documents)
    {
        var rows = new Rows([
            new("number", "number"),
            new("kind", "kind"),
            new("account", "account"),
            new("month", "month"),
            new("issued_at", "issued"),
            new("due_on", "due", CanDrop: true),
            new("currency", "currency"),
            new("total", "total", IsNumber: true),
            new("corrects", "corrects", CanDrop: true),
            new("void_at", "void since", CanDrop: true),
            new("void_reason", "because", CanDrop: true),
        ]);
        foreach (var booked in documents)
        {
            var invoice = booked.Invoice;
            rows.Add(
                invoice.Number,
                InvoiceJson.NameOf(invoice.Kind),
                invoice.Account,
                invoice.Month.ToString(),
                PeriodText.Second(invoice.IssuedAt!.Value),
                DayOf(invoice.DueOn) ?? "",
                invoice.Currency,
                AmountText(invoice),
                invoice.Corrects ?? "",
                booked.VoidTime is { } time ? PeriodText.Second(time) : "",
                booked.VoidReason ?? ""
            );
        }

        return rows;
    }

    /// <summary>With all digits of the currency's minor unit.</summary>
    private static string AmountText(Invoice invoice) =>
        invoice.Total.ToString($"F{MinorUnit.DigitsOf(invoice.Currency)}", CultureInfo.InvariantCulture);

    private static string? DayOf(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);
}
