using Permil.Billing.Charges;

namespace Permil.Billing.Invoices;

/// <summary>Makes invoices: pure, the same facts always give the same document.</summary>
/// <param name="source">Usage.</param>
/// <param name="termsOf">Reads the terms that an invoice was made by.</param>
public sealed class InvoiceDraft(IChargeSource source, Func<InvoiceTerms, string, BillingTerms> termsOf)
{
    internal IChargeSource Source { get; } = source;

    internal Func<InvoiceTerms, string, BillingTerms> TermsOf { get; } = termsOf;

    /// <summary>
    /// A month's invoice as one would issue it now: the month's bill, then for each month invoiced before what has changed
    /// since in its usage.
    /// </summary>
    /// <param name="history">What the account's book holds, in the order of entries.</param>
    /// <param name="month">The month. It has no invoice that stands.</param>
    /// <param name="account">The account.</param>
    /// <param name="terms">Of the account; earlier months keep theirs.</param>
    /// <param name="throughSequence">The last event to look at.</param>
    public Invoice OfMonth(
        IReadOnlyList<IssuedInvoice> history,
        BillingMonth month,
        string account,
        BillingTerms terms,
        long throughSequence
    ) => throw new NotSupportedException();

    /// <summary>
    /// Prices an invoiced month anew, by other terms and the same usage; <see langword="null"/> when nothing changes.
    /// </summary>
    /// <param name="history">What the account's book holds, in the order of entries.</param>
    /// <param name="month">The month. It has an invoice that stands.</param>
    /// <param name="account">The account.</param>
    /// <param name="terms">The terms that are right.</param>
    /// <param name="reason">Why, for people.</param>
    public Invoice? NoteOf(
        IReadOnlyList<IssuedInvoice> history,
        BillingMonth month,
        string account,
        BillingTerms terms,
        string? reason
    ) => throw new NotSupportedException();
}
