using System.Globalization;
using CsvHelper;
using Permil.Billing.Bills;
using Permil.Json;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Invoices.Documents;

/// <summary>An invoice as CSV (RFC 4180): a row a line, every digit of every figure; the billed costs add up to the total.</summary>
public static class InvoiceCsv
{
    private static readonly (string Name, Func<Invoice, InvoiceLine, string?> ValueOf)[] Columns =
    [
        ("number", (invoice, _) => invoice.Number),
        ("kind", (invoice, _) => KindOf(invoice.Kind)),
        ("account", (invoice, _) => invoice.Account),
        ("month", (invoice, _) => invoice.Month.ToString()),
        ("issuedAt", (invoice, _) => invoice.IssuedAt is { } issued ? UtcTimeConverter.TextOf(issued) : null),
        ("currency", (invoice, _) => invoice.Currency),
        ("period", (_, line) => line.Period.ToString()),
        ("isCorrection", (_, line) => line.IsCorrection ? "true" : "false"),
        ("category", (_, line) => EnumName.Of(line.Line.Key.Category)),
        ("provider", (_, line) => line.Line.Key.Provider),
        ("model", (_, line) => line.Line.Key.Model),
        ("mode", (_, line) => line.Line.Key.Mode is { } mode ? ModeName.Of(mode) : null),
        ("meter", (_, line) => line.Line.Key.Meter),
        ("sku", (_, line) => line.Line.Key.Sku),
        ("subAccount", (_, line) => line.Line.Key.SubAccount),
        ("rule", (_, line) => line.Line.Key.Rule),
        ("commitment", (_, line) => NameOf(line.Line.Key.Commitment)),
        ("credit", (_, line) => line.Line.Key.Credit),
        ("creditKind", (_, line) => NameOf(line.Line.Key.CreditKind)),
        ("description", (_, line) => line.Description),
        ("events", (_, line) => line.Line.Events.ToString(CultureInfo.InvariantCulture)),
        ("consumedQuantity", (_, line) => DecimalText.Of(line.Line.ConsumedQuantity)),
        ("pricingQuantity", (_, line) => DecimalText.Of(line.Line.PricingQuantity)),
        ("pricingUnit", (_, line) => line.Line.Key.PricingUnit),
        ("listUnitPrice", (_, line) => TextOf(line.Line.Key.ListUnitPrice)),
        ("contractedUnitPrice", (_, line) => TextOf(line.Line.Key.ContractedUnitPrice)),
        ("listCost", (_, line) => DecimalText.Of(line.Line.ListCost)),
        ("contractedCost", (_, line) => DecimalText.Of(line.Line.ContractedCost)),
        ("effectiveCost", (_, line) => DecimalText.Of(line.Line.EffectiveCost)),
        ("billedCost", (_, line) => DecimalText.Of(line.Line.BilledCost)),
    ];

    /// <summary>Writes it and leaves the writer open.</summary>
    public static void Write(TextWriter output, Invoice invoice)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(invoice);
        using var csv = CsvWriter.Create(output, CsvWriterOptions.Default, leaveOpen: true);
        foreach (var (name, _) in Columns)
        {
            csv.WriteField(name);
        }

        csv.EndRecord();
        foreach (var line in invoice.Lines)
        {
            foreach (var (_, valueOf) in Columns)
            {
                csv.WriteField(valueOf(invoice, line));
            }

            csv.EndRecord();
        }
    }

    private static string KindOf(InvoiceKind kind) =>
        kind switch
        {
            InvoiceKind.CreditNote => "credit_note",
            InvoiceKind.DebitNote => "debit_note",
            _ => "invoice",
        };

    private static string? NameOf(CommitmentStatus? status) => status is { } known ? EnumName.Of(known) : null;

    private static string? NameOf(CreditKind? kind) => kind is { } known ? EnumName.Of(known) : null;

    private static string? TextOf(decimal? price) => price is { } known ? DecimalText.Of(known) : null;
}
