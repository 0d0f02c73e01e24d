using System.Text.Json;
using Permil.Billing.Contracts;

namespace Permil.Billing.Invoices;

/// <summary>An invoice as JSON shows it, in this order, without what it does not have.</summary>
internal sealed record InvoiceDocument
{
    public string? Number { get; init; }

    public required InvoiceKind Kind { get; init; }

    public required string Account { get; init; }

    public required Issuer Issuer { get; init; }

    public required Party Customer { get; init; }

    public required BillingMonth Month { get; init; }

    public DateTimeOffset? IssuedAt { get; init; }

    public DateOnly? DueOn { get; init; }

    public required string Currency { get; init; }

    public string? Corrects { get; init; }

    public string? Reason { get; init; }

    public required IReadOnlyList<InvoiceLineDocument> Lines { get; init; }

    /// <summary>Follows from the lines.</summary>
    public required InvoiceTotals Totals { get; init; }

    public required decimal Total { get; init; }

    public required IReadOnlyList<string> Unpriced { get; init; }

    public required long UnsettledEvents { get; init; }

    public required InvoiceTermsDocument Terms { get; init; }

    public static InvoiceDocument Of(Invoice invoice) =>
        new()
        {
            Number = invoice.Number,
            Kind = invoice.Kind,
            Account = invoice.Account,
            Issuer = invoice.Issuer,
            Customer = invoice.Customer,
            Month = invoice.Month,
            IssuedAt = invoice.IssuedAt,
            DueOn = invoice.DueOn,
            Currency = invoice.Currency,
            Corrects = invoice.Corrects,
            Reason = invoice.Reason,
            Lines = [.. invoice.Lines.Select(InvoiceLineDocument.Of)],
            Totals = InvoiceTotals.Of(invoice.Lines),
            Total = invoice.Total,
            Unpriced = invoice.Unpriced,
            UnsettledEvents = invoice.UnsettledEvents,
            Terms = InvoiceTermsDocument.Of(invoice.Terms),
        };

    /// <exception cref="JsonException">The totals are not those of the lines.</exception>
    public Invoice ToInvoice()
    {
        var lines = Lines.Select(line => line.ToLine()).ToList();
        var totals = InvoiceTotals.Of(lines);
        if (totals != Totals)
        {
            throw new JsonException($"totals: found {Totals}, allowed: those of the lines, {totals}");
        }

        var sum = lines.Aggregate(0m, (before, line) => Rating.Exact.Add(before, line.Line.BilledCost));
        return sum == Total
            ? new Invoice
            {
                Number = Number,
                Kind = Kind,
                Account = Account,
                Issuer = Issuer,
                Customer = Customer,
                Month = Month,
                IssuedAt = IssuedAt,
                DueOn = DueOn,
                Currency = Currency,
                Lines = lines,
                Total = Total,
                Corrects = Corrects,
                Reason = Reason,
                Terms = Terms.ToTerms(),
                Unpriced = Unpriced,
                UnsettledEvents = UnsettledEvents,
            }
            : throw new JsonException($"total: found {Total}, allowed: the sum of the lines, {sum}");
    }
}
