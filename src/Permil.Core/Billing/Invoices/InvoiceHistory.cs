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
    /// of, or uses a commitment that this one bills.
    /// </summary>
    public static IssuedInvoice? BuiltOn(this IEnumerable<IssuedInvoice> history, IssuedInvoice issued)
    {
        var months = MonthsOf(issued.Invoice).ToHashSet();
        var bought = issued
            .Invoice.Lines.Select(line => line.Line.Key)
            .Where(key => key.Category == ChargeCategory.Purchase)
            .Select(key => key.Rule)
            .ToHashSet();
        return history.FirstOrDefault(later =>
            later.Stands
            && later.Entry > issued.Entry
            && (
                MonthsOf(later.Invoice).Any(months.Contains)
                || later.Invoice.Lines.Any(line => IsCommitted(line.Line.Key) && bought.Contains(line.Line.Key.Rule))
            )
        );
    }

    private static bool IsCommitted(BillLineKey key) => key is { Category: ChargeCategory.Usage, Commitment: not null };

    private static IEnumerable<BillingMonth> MonthsOf(Invoice invoice) =>
        invoice.Lines.Select(line => line.Period).Append(invoice.Month);
}
