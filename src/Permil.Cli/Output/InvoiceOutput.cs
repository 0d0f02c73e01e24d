using System.Text;
using Permil.Billing.Invoices;
using Permil.Billing.Invoices.Documents;
using Permil.Storage.Billing;

namespace Permil.Cli.Output;

/// <summary>Prints an invoice or writes it to a file.</summary>
internal static class InvoiceOutput
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>A draft.</summary>
    public static void Print(Invoice draft, DocumentPlace place)
    {
        Write(draft, InvoiceJson.Write(draft), place, isVoid: false);
        Console.Error.WriteLine("Draft: nothing was stored");
    }

    /// <summary>What was issued; in JSON the very bytes.</summary>
    public static void Print(BookedInvoice booked, DocumentPlace place, string? remark = null)
    {
        Write(booked.Invoice, booked.Document, place, booked.VoidTime is not null);
        if (remark is not null)
        {
            Console.Error.WriteLine(remark);
        }

        if (booked.VoidTime is { } time)
        {
            Console.Error.WriteLine($"Void since {PeriodText.Second(time)}: {booked.VoidReason}");
        }
    }

    private static void Write(Invoice invoice, ReadOnlyMemory<byte> document, DocumentPlace place, bool isVoid)
    {
        using var output = place.File is null ? Console.OpenStandardOutput() : File.Create(place.File);
        switch (place.Form)
        {
            case DocumentForm.Json:
                output.Write(document.Span);
                return;
            case DocumentForm.Pdf:
                InvoicePdf.Write(output, invoice, isVoid);
                return;
        }

        using var text = new StreamWriter(output, Utf8);
        switch (place.Form)
        {
            case DocumentForm.Csv:
                InvoiceCsv.Write(text, invoice);
                break;
            case DocumentForm.Html:
                InvoiceHtml.Write(text, invoice, isVoid);
                break;
            default:
                InvoiceText.Write(text, invoice, isVoid);
                break;
        }
    }
}
