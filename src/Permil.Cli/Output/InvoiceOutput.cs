using Permil.Billing.Invoices;
using Permil.Rating;
using Permil.Storage.Billing;
using Permil.Usage;

namespace Permil.Cli.Output;

/// <summary>Prints an invoice.</summary>
internal static class InvoiceOutput
{
    /// <summary>A draft.</summary>
    public static void Print(Invoice draft, OutputFormat format) =>
        Print(draft, InvoiceJson.Write(draft), format, "Draft: nothing was stored");

    /// <summary>What was issued; in JSON the very bytes.</summary>
    public static void Print(BookedInvoice booked, OutputFormat format, string? remark = null)
    {
        var isVoid = booked.VoidTime is { } time ? $"Void since {PeriodText.Second(time)}: {booked.VoidReason}" : null;
        Print(booked.Invoice, booked.Document, format, remark, isVoid);
    }

    private static void Print(
        Invoice invoice,
        ReadOnlyMemory<byte> document,
        OutputFormat format,
        params IReadOnlyList<string?> remarks
    )
    {
        switch (format)
        {
            case OutputFormat.Json:
                using (var output = Console.OpenStandardOutput())
                {
                    output.Write(document.Span);
                }

                break;
            case OutputFormat.Csv:
                RowsOf(invoice).PrintCsv(Console.Out);
                break;
            case OutputFormat.Markdown:
                RowsOf(invoice).PrintMarkdown(Console.Out);
                break;
            default:
                PrintText(invoice);
                break;
        }

        foreach (var remark in remarks.OfType<string>())
        {
            (format == OutputFormat.Table ? Console.Out : Console.Error).WriteLine(remark);
        }
    }

    private static void PrintText(Invoice invoice)
    {
        Console.Out.WriteLine(
            $"{invoice.Number ?? "Draft"}, {InvoiceJson.NameOf(invoice.Kind)} for {invoice.Month}: {invoice.Issuer.Party.Name} to {invoice.Customer.Name}"
        );
        RowsOf(invoice).WithoutEmptyColumns().PrintTable(Screen.Create());
        Console.Out.WriteLine($"Total {invoice.Currency} {DecimalText.Of(invoice.Total)}");
        foreach (var unpriced in invoice.Unpriced)
        {
            Console.Out.WriteLine($"Not billed, it has no price: {unpriced}");
        }

        if (invoice.UnsettledEvents > 0)
        {
            Console.Out.WriteLine($"Not billed, what they used is not known: {invoice.UnsettledEvents} events");
        }
    }

    private static Rows RowsOf(Invoice invoice)
    {
        var rows = new Rows([
            new("period", "period"),
            new("class", "class", CanDrop: true),
            new("category", "category"),
            new("description", "description"),
            new("sub_account", "sub-account", CanDrop: true),
            new("service", "service", CanDrop: true),
            new("model", "model", CanDrop: true),
            new("mode", "mode", CanDrop: true),
            new("meter", "meter", CanDrop: true),
            new("quantity", "quantity", IsNumber: true, CanDrop: true),
            new("unit", "unit", CanDrop: true),
            new("list_cost", "list", IsNumber: true, CanDrop: true),
            new("contracted_cost", "contracted", IsNumber: true, CanDrop: true),
            new("effective_cost", "effective", IsNumber: true, CanDrop: true),
            new("billed_cost", $"billed {invoice.Currency}", IsNumber: true),
        ]);
        foreach (var line in invoice.Lines)
        {
            var (bill, key) = (line.Line, line.Line.Key);
            rows.Add(
                line.Period.ToString(),
                line.IsCorrection ? "correction" : "",
                key.Category.ToString().ToLowerInvariant(),
                line.Description,
                key.SubAccount ?? "",
                key.Provider ?? "",
                key.Model ?? "",
                key.Mode is { } mode ? ModeName.Of(mode) : "",
                key.Meter ?? "",
                DecimalText.Of(bill.PricingQuantity),
                key.PricingUnit ?? "",
                DecimalText.Of(bill.ListCost),
                DecimalText.Of(bill.ContractedCost),
                DecimalText.Of(bill.EffectiveCost),
                DecimalText.Of(bill.BilledCost)
            );
        }

        return rows;
    }
}
