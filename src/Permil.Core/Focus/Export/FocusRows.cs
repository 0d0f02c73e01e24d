using Permil.Billing;
using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Billing.Invoices;
using Permil.Rating;

namespace Permil.Focus.Export;

/// <summary>
/// Makes the rows of CostAndUsage: pure, the same facts always give the same rows. A month's own usage is told by charge
/// period and owner, everything else by the lines of its documents; the rows of a line add up to it to the last digit.
/// </summary>
public sealed class FocusRows
{
    private readonly IChargeSource _source;
    private readonly FocusDocuments _documents;
    private readonly List<string> _unpriced = [];

    /// <param name="source">Usage.</param>
    /// <param name="termsOf">Reads the terms that an invoice of an account was made by.</param>
    public FocusRows(IChargeSource source, Func<InvoiceTerms, string, BillingTerms> termsOf)
    {
        _source = source;
        _documents = new FocusDocuments(source, termsOf);
    }

    /// <summary>Usage of what was read so far that has no price and is in no row, in words, a fact a line.</summary>
    public IReadOnlyList<string> Unpriced => _unpriced;

    /// <summary>Events of what was read so far of which it is not known what they used.</summary>
    public long UnsettledEvents { get; private set; }

    /// <summary>Whether a month that was read has no invoice yet: its rows can change.</summary>
    public bool HasDrafts { get; private set; }

    /// <summary>
    /// Who is who on the invoice, or the draft, of the month that was read last; <see langword="null"/> until its first row.
    /// </summary>
    internal FocusProviders? Providers { get; private set; }

    /// <summary>The rows, in an order that follows from them; some are made as they are read.</summary>
    public IEnumerable<FocusRow> Of(FocusQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        FocusProviders? ofMonth = null;
        foreach (var document in _documents.Of(question))
        {
            var invoice = document.Invoice;
            var providers = FocusProviders.Of(document);
            Providers = ofMonth ??= providers;
            _unpriced.AddRange(invoice.Unpriced);
            UnsettledEvents += invoice.UnsettledEvents;
            HasDrafts |= invoice.Number is null && invoice is not { Lines: [], Unpriced: [], UnsettledEvents: 0 };
            foreach (var row in RowsOf(document, providers, question))
            {
                yield return row;
            }
        }

        foreach (var row in TopUps(question, ofMonth!))
        {
            yield return row;
        }
    }

    /// <summary>
    /// The lines of documents of the month that became void, each as one row: they are in no Cost and Usage, but stay on
    /// record.
    /// </summary>
    internal IEnumerable<FocusRow> OfVoid(FocusQuestion question)
    {
        foreach (var document in _documents.VoidOf(question))
        {
            var own = OwnRows(document, FocusProviders.Of(document), question);
            var corrected = new Dictionary<BillingMonth, FocusLineRows>();
            foreach (var line in document.Invoice.Lines)
            {
                yield return RowOf(corrected, own, document, line, question);
            }
        }
    }

    private IEnumerable<FocusRow> RowsOf(FocusDocument document, FocusProviders providers, FocusQuestion question)
    {
        var invoice = document.Invoice;
        var own = OwnRows(document, providers, question);
        var told = new HashSet<InvoiceLine>(ReferenceEqualityComparer.Instance);
        var usageRows = new FocusUsageRows(own, question.Granularity);
        foreach (var (line, usage) in new FocusUsageReading(_source, document, question).Usage(told))
        {
            yield return usageRows.Of(line, usage);
        }

        var corrected = new Dictionary<BillingMonth, FocusLineRows>();
        foreach (var line in invoice.Lines.Where(line => !told.Contains(line)))
        {
            yield return RowOf(corrected, own, document, line, question);
        }
    }

    private static FocusLineRows OwnRows(FocusDocument document, FocusProviders providers, FocusQuestion question) =>
        new(document, document.Terms, question.Account, FocusDocuments.PeriodOf(document.Invoice), providers);

    private FocusRow RowOf(
        Dictionary<BillingMonth, FocusLineRows> corrected,
        FocusLineRows own,
        FocusDocument document,
        InvoiceLine line,
        FocusQuestion question
    ) =>
        line.IsCorrection
            ? RowsOfPeriod(corrected, own, document, line.Period, question).OfLine(line)
            : own.OfLine(line);

    /// <summary>A month that is corrected keeps its own terms.</summary>
    private FocusLineRows RowsOfPeriod(
        Dictionary<BillingMonth, FocusLineRows> known,
        FocusLineRows own,
        FocusDocument document,
        BillingMonth period,
        FocusQuestion question
    )
    {
        if (document.IsNote || document.Before.LastOrDefault(other => other.Month == period) is not { } earlier)
        {
            return own;
        }

        if (!known.TryGetValue(period, out var rows))
        {
            var terms = _documents.TermsOf(earlier.Terms, question.Account);
            rows = own.Under(terms);
            known.Add(period, rows);
        }

        return rows;
    }

    /// <summary>What was paid for credits in the month they begin: no invoice asks for it.</summary>
    private static IEnumerable<FocusRow> TopUps(FocusQuestion question, FocusProviders providers) =>
        question
            .Terms.Credits.Where(credit =>
                credit.Kind == CreditKind.Prepaid && question.Month.Contains(credit.GrantedAt)
            )
            .OrderBy(credit => credit.GrantedAt)
            .ThenBy(credit => credit.Id, StringComparer.Ordinal)
            .Select(credit => FocusTopUp.RowOf(credit, question, providers.Of(provider: null)));
}
