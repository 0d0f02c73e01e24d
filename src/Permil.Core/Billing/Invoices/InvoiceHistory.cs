using Permil.Billing.Bills;

namespace Permil.Billing.Invoices;

/// <summary>What an account's documents, in the order of entries, say of each other.</summary>
public static class InvoiceHistory
{
    /// <summary>The invoice of a month that stands; notes do not count.</summary>
    public static IssuedInvoice? InvoiceOf(this IEnumerable<IssuedInvoice> history, BillingMonth month) =>
        history.FirstOrDefault(issued =>
            issued.Stands && issued.Invoice.Kind == InvoiceKind.Invoice && issued.Invoice.Month == month
        );

    /// <summary>The end of the last month that has an invoice that stands; <see langword="null"/>: none has.</summary>
    public static DateTimeOffset? InvoicedUntil(this IEnumerable<IssuedInvoice> history) =>
        history
            .Where(issued => issued.Stands && issued.Invoice.Kind == InvoiceKind.Invoice)
            .Max(issued => (DateTimeOffset?)issued.Invoice.Month.End);

    /// <summary>What there was before an entry: what became void later stood then.</summary>
    public static IReadOnlyList<IssuedInvoice> Before(this IEnumerable<IssuedInvoice> history, long entry) =>
        [
            .. history
                .Where(issued => issued.Entry < entry)
                .Select(issued => issued.VoidedAt > entry ? issued with { VoidedAt = null } : issued),
        ];

    /// <summary>
    /// A later document that stands and would be wrong without this one: it has lines of a month that this one has lines
    /// of, uses a commitment that this one bills or uses, or has passed by usage that only this one corrects.
    /// </summary>
    public static IssuedInvoice? BuiltOn(this IEnumerable<IssuedInvoice> history, IssuedInvoice issued)
    {
        ArgumentNullException.ThrowIfNull(issued);
        var invoice = issued.Invoice;
        var months = MonthsOf(invoice).ToHashSet();
        var commitments = invoice
            .Lines.Select(line => line.Line.Key)
            .Where(key => key is { Category: ChargeCategory.Purchase } or { Commitment: not null })
            .Select(key => key.Rule)
            .ToHashSet();
        return history.FirstOrDefault(later =>
            later.Stands
            && later.Entry > issued.Entry
            && (
                MonthsOf(later.Invoice).Any(months.Contains)
                || later.Invoice.Lines.Any(line => line.Line.Key.Rule is { } rule && commitments.Contains(rule))
                || (
                    // A later invoice saw all usage up to its own mark: what is voided here would never be corrected again.
                    later.Invoice.Kind == InvoiceKind.Invoice
                    && invoice.Kind == InvoiceKind.Invoice
                    && invoice.Lines.Any(line => line.IsCorrection)
                )
            )
        );
    }

    private static IEnumerable<BillingMonth> MonthsOf(Invoice invoice) =>
        [invoice.Month, .. invoice.Lines.Select(line => line.Period)];
}
