using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Billing.Invoices;
using Permil.Rating;

namespace Permil.Billing.Showback;

/// <summary>Asks for the usage that a statement needs.</summary>
/// <param name="source">Usage.</param>
/// <param name="termsOf">Reads the terms that an invoice of an account was made by.</param>
public sealed class ShowbackCharges(IChargeSource source, Func<InvoiceTerms, string, BillingTerms> termsOf)
{
    /// <param name="invoice">Issued or a draft.</param>
    /// <param name="terms">What it was made by.</param>
    /// <param name="earlier">Documents of the account that stood when it was made.</param>
    /// <param name="by">What makes an owner.</param>
    /// <returns>By month, for <see cref="ShowbackMaker"/>; empty when it needs none.</returns>
    public IReadOnlyDictionary<BillingMonth, PeriodCharges> Of(
        Invoice invoice,
        BillingTerms terms,
        IReadOnlyList<Invoice> earlier,
        GroupKey by
    )
    {
        ArgumentNullException.ThrowIfNull(invoice);
        ArgumentNullException.ThrowIfNull(earlier);
        if (!ShowbackMaker.NeedsCharges(by))
        {
            return new Dictionary<BillingMonth, PeriodCharges>();
        }

        return invoice
            .Lines.Where(line => line.Line.Key.Category == ChargeCategory.Usage)
            .GroupBy(line => line.Period)
            .ToDictionary(
                lines => lines.Key,
                lines =>
                {
                    var periodTerms = TermsOf(lines.Key, invoice, terms, earlier);
                    var through = invoice.Terms.ThroughSequence;
                    var before = lines.Any(line => line.IsCorrection) ? Watermark(earlier) : through;
                    return new PeriodCharges(
                        Rate(invoice.Account, lines.Key, periodTerms, through, by),
                        before < through ? Rate(invoice.Account, lines.Key, periodTerms, before, by) : []
                    );
                }
            );
    }

    private IReadOnlyList<ChargeLine> Rate(
        string account,
        BillingMonth month,
        BillingTerms terms,
        long throughSequence,
        GroupKey by
    )
    {
        // By the hour is for commitments, which a statement does not fill again.
        var question = BillMaker.QuestionOf(terms, account, month, throughSequence);
        return source.Rate(terms, question with { OwnerKeys = [.. question.OwnerKeys, by], ByHour = [] }).Lines;
    }

    /// <summary>A month that is corrected keeps its own terms.</summary>
    private BillingTerms TermsOf(
        BillingMonth month,
        Invoice invoice,
        BillingTerms terms,
        IReadOnlyList<Invoice> earlier
    ) =>
        month == invoice.Month || earlier.LastOrDefault(other => other.Month == month) is not { } own
            ? terms
            : termsOf(own.Terms, invoice.Account);

    /// <summary>The last event that an earlier invoice could see.</summary>
    private static long Watermark(IEnumerable<Invoice> earlier) =>
        earlier
            .Where(invoice => invoice.Kind == InvoiceKind.Invoice)
            .Select(invoice => invoice.Terms.ThroughSequence)
            .DefaultIfEmpty()
            .Max();
}
