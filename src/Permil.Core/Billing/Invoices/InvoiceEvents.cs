using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Permil.Json;

namespace Permil.Billing.Invoices;

/// <summary>What is said of invoices to others.</summary>
public static class InvoiceEvents
{
    public const string Issued = "invoice.issued";
    public const string Voided = "invoice.voided";

    public static BillingEvent OfIssue(Invoice invoice)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        return Of(Issued, invoice, invoice.IssuedAt!.Value, reason: null);
    }

    public static BillingEvent OfVoid(Invoice invoice, DateTimeOffset time, string reason) =>
        Of(Voided, invoice, time, reason);

    private static BillingEvent Of(string kind, Invoice invoice, DateTimeOffset time, string? reason) =>
        new($"{kind}/{invoice.Number}", kind, time, invoice.Account, Payload(invoice, reason));

    private static string Payload(Invoice invoice, string? reason)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (
            var json = new Utf8JsonWriter(
                bytes,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            json.WriteStartObject();
            json.WriteString("number", invoice.Number);
            json.WriteString("kind", InvoiceJson.NameOf(invoice.Kind));
            json.WriteString("account", invoice.Account);
            json.WriteString("month", invoice.Month.ToString());
            json.WriteTime("issuedAt", invoice.IssuedAt);
            if (invoice.DueOn is { } due)
            {
                json.WriteString("dueOn", due.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
            }

            json.WriteString("currency", invoice.Currency);
            json.WriteAmount("total", invoice.Total);
            if (reason is not null)
            {
                json.WriteString("reason", reason);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
