namespace Permil.Billing.Invoices;

/// <summary>An account's invoices in memory, issued one after another.</summary>
internal sealed class MemoryBook(BillingTerms terms)
{
    private readonly Dictionary<InvoiceTerms, BillingTerms> _kept = [];

    public MemoryCharges Charges { get; } = new();

    public List<IssuedInvoice> History { get; } = [];

    /// <summary>What new documents are made by.</summary>
    public BillingTerms Terms { get; set; } = terms;

    /// <summary>The last event that an invoice that stands has looked at.</summary>
    public long Watermark =>
        Standing
            .Where(invoice => invoice.Kind == InvoiceKind.Invoice)
            .Select(invoice => invoice.Terms.ThroughSequence)
            .DefaultIfEmpty()
            .Max();

    public IEnumerable<Invoice> Standing => History.Where(issued => issued.Stands).Select(issued => issued.Invoice);

    /// <summary>Everything that stands.</summary>
    public IEnumerable<InvoiceLine> Lines => Standing.SelectMany(invoice => invoice.Lines);

    public Invoice Issue(BillingMonth month) =>
        Keep(Draft.OfMonth(History, month, TestBilling.Account, Terms, Charges.LastSequence));

    public Invoice? Note(BillingMonth month, string? reason) =>
        Draft.NoteOf(History, month, TestBilling.Account, Terms, reason) is { } note ? Keep(note) : null;

    /// <summary>What a month is billed by: the terms of its last document.</summary>
    public BillingTerms TermsOf(BillingMonth month) => _kept[Standing.Last(invoice => invoice.Month == month).Terms];

    /// <summary>What a document was made by.</summary>
    public BillingTerms TermsOf(Invoice invoice) => TermsOf(invoice.Terms);

    /// <inheritdoc cref="TermsOf(Invoice)"/>
    public BillingTerms TermsOf(InvoiceTerms terms) => _kept[terms];

    /// <summary>Makes the last document that stands void.</summary>
    public void VoidLast()
    {
        var last = History.FindLastIndex(issued => issued.Stands);
        if (last >= 0)
        {
            History[last] = History[last] with { VoidedAt = History.Count + 1 };
        }
    }

    private InvoiceDraft Draft => new(Charges, (kept, _) => _kept[kept]);

    private Invoice Keep(Invoice draft)
    {
        var invoice = draft with { Number = $"INV-{History.Count + 1:000000}" };
        _kept[invoice.Terms] = Terms;
        History.Add(new IssuedInvoice(History.Count + 1, invoice, VoidedAt: null));
        return invoice;
    }
}
