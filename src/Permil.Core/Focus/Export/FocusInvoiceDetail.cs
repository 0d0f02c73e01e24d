using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Permil.Billing.Invoices;
using Permil.Rating;

namespace Permil.Focus.Export;

/// <summary>
/// A row of the dataset Invoice Detail: a line of a document that was issued, with the billed cost that the rows of Cost and
/// Usage with its id add up to.
/// </summary>
/// <param name="First">The first of those rows.</param>
/// <param name="Invoice">The document.</param>
/// <param name="VoidTime">When it became void; <see langword="null"/>: it stands.</param>
/// <param name="Reference">The number of the invoice that the line changes; its own where it changes none.</param>
internal sealed record FocusInvoiceDetail(FocusRow First, Invoice Invoice, DateTimeOffset? VoidTime, string Reference)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Id => First.InvoiceDetailId!;

    public decimal BilledCost { get; init; } = First.Costs.Billed;

    public bool IsVoid => VoidTime is not null;

    public DateTimeOffset CreatedAt => Seconds(Invoice.IssuedAt!.Value);

    public DateTimeOffset LastUpdatedAt => VoidTime is { } time ? Seconds(time) : CreatedAt;

    public DateTimeOffset IssueDay => Midnight(DateOnly.FromDateTime(Invoice.IssuedAt!.Value.UtcDateTime));

    /// <summary><see langword="null"/>: it asks for nothing.</summary>
    public DateTimeOffset? DueDay => Invoice.DueOn is { } due ? Midnight(due) : null;

    public string PaymentTerms =>
        DueDay is { } due
            ? string.Create(CultureInfo.InvariantCulture, $"Net {(due - IssueDay).Days}")
            : "No payment due";

    /// <summary>What the line is told apart by, a JSON object.</summary>
    public string Grain
    {
        get
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, Plain))
            {
                json.WriteStartObject();
                var key = First.Line!;
                Write(json, "ServiceName", First.Parties.Service);
                Write(json, "SkuId", First.Sku?.Id);
                Write(json, "SubAccountId", First.SubAccountId);
                Write(json, "x_Model", First.Model);
                Write(json, "x_Mode", First.Mode);
                Write(json, "x_Meter", key.Meter);
                Write(json, "x_PricingUnit", key.PricingUnit);
                Write(json, "x_ListUnitPrice", Text(key.ListUnitPrice));
                Write(json, "x_ContractedUnitPrice", Text(key.ContractedUnitPrice));
                Write(json, "x_Rule", key.Rule);
                Write(json, "x_CommitmentStatus", key.Commitment?.ToString());
                Write(json, "x_Credit", key.Credit);
                Write(json, "x_CorrectedPeriod", First.IsCorrection ? First.DocumentLine!.Period.ToString() : null);
                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    public FocusInvoiceDetail Plus(FocusRow row) => this with { BilledCost = Exact.Add(BilledCost, row.Costs.Billed) };

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string? Text(decimal? price) => price is { } known ? DecimalText.Of(known) : null;

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static DateTimeOffset Seconds(DateTimeOffset time) =>
        time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerSecond));
}
