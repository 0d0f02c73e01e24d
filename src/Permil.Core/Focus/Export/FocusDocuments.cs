using Permil.Billing;
using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;

namespace Permil.Focus.Export;

/// <summary>Finds what bills a month: its invoice, else its draft, and the notes that are issued in it.</summary>
/// <param name="source">Usage.</param>
/// <param name="termsOf">Reads the terms that an invoice of an account was made by.</param>
internal sealed class FocusDocuments(IChargeSource source, Func<InvoiceTerms, string, BillingTerms> termsOf)
{
    private readonly Dictionary<InvoiceTerms, BillingTerms> _drafted = new(ReferenceEqualityComparer.Instance);

    public IEnumerable<FocusDocument> Of(FocusQuestion question)
    {
        yield return InvoiceOf(question);
        foreach (var issued in question.History)
        {
            if (
                issued.Stands
                && issued.Invoice.Kind != InvoiceKind.Invoice
                && PeriodOf(issued.Invoice) == question.Month
            )
            {
                yield return new FocusDocument(
                    issued.Invoice,
                    TermsOf(issued.Invoice.Terms, question.Account),
                    Standing(question.History.Before(issued.Entry)),
                    IsNote: true
                );
            }
        }
    }

    /// <summary>Of a document that is among those of a question, or of an earlier one.</summary>
    public BillingTerms TermsOf(InvoiceTerms terms, string account) =>
        _drafted.GetValueOrDefault(terms) ?? termsOf(terms, account);

    /// <summary>The month in which a document is billed: a note's is that of its issue, after the one it is about.</summary>
    public static BillingMonth PeriodOf(Invoice invoice)
    {
        if (invoice.Kind == InvoiceKind.Invoice || invoice.IssuedAt is not { } issuedAt)
        {
            return invoice.Month;
        }

        var issued = BillingMonth.Of(issuedAt);
        return issued > invoice.Month ? issued : invoice.Month.Next;
    }

    private FocusDocument InvoiceOf(FocusQuestion question)
    {
        if (question.History.InvoiceOf(question.Month) is { } issued)
        {
            return new FocusDocument(
                issued.Invoice,
                TermsOf(issued.Invoice.Terms, question.Account),
                Standing(question.History.Before(issued.Entry)),
                IsNote: false
            );
        }

        var draft = new InvoiceDraft(source, TermsOf);
        var history = question.History.ToList();
        foreach (var month in OpenBefore(question))
        {
            Add(history, DraftOf(draft, history, month, question));
        }

        return new FocusDocument(
            DraftOf(draft, history, question.Month, question),
            question.Terms,
            Standing(history),
            IsNote: false
        );
    }

    private Invoice DraftOf(InvoiceDraft draft, List<IssuedInvoice> history, BillingMonth month, FocusQuestion question)
    {
        var invoice = draft.OfMonth(history, month, question.Account, question.Terms, question.ThroughSequence);
        _drafted[invoice.Terms] = question.Terms;
        return invoice;
    }

    private static void Add(List<IssuedInvoice> history, Invoice draft) =>
        history.Add(new IssuedInvoice(history.Select(issued => issued.Entry).DefaultIfEmpty().Max() + 1, draft, null));

    /// <summary>
    /// Earlier months without an invoice, as if they were issued first: they use credits and commitments before this one
    /// does, and what earlier months are corrected by is on the first of them alone.
    /// </summary>
    private IEnumerable<BillingMonth> OpenBefore(FocusQuestion question)
    {
        var terms = question.Terms;
        var commitments = terms.Contract.Of<Commitment>().ToList();
        if (commitments.Count == 0 && terms.Credits.Count == 0 && !question.History.Any(issued => issued.Stands))
        {
            return [];
        }

        return source
            .MonthsTouched(0, question.ThroughSequence)
            .Concat(commitments.SelectMany(MonthsOf))
            .Concat(OpenSinceFirst(question.History))
            .Where(month => month < question.Month && question.History.InvoiceOf(month) is null)
            .Distinct()
            .Order()
            .ToList();
    }

    /// <summary>From the first invoiced month to the one after the last: one without usage can have corrections.</summary>
    private static IEnumerable<BillingMonth> OpenSinceFirst(IEnumerable<IssuedInvoice> history)
    {
        var invoiced = history
            .Where(issued => issued.Stands && issued.Invoice.Kind == InvoiceKind.Invoice)
            .Select(issued => issued.Invoice.Month)
            .ToList();
        if (invoiced.Count == 0)
        {
            yield break;
        }

        for (var (month, last) = (invoiced.Min(), invoiced.Max().Next); month <= last; month = month.Next)
        {
            yield return month;
        }
    }

    private static IEnumerable<BillingMonth> MonthsOf(Commitment commitment)
    {
        for (var month = BillingMonth.Of(commitment.From); month.Start < commitment.Until; month = month.Next)
        {
            yield return month;
        }
    }

    private static List<Invoice> Standing(IEnumerable<IssuedInvoice> history) =>
        [.. history.Where(issued => issued.Stands).Select(issued => issued.Invoice)];
}
