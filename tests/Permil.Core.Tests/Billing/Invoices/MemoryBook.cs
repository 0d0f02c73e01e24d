namespace Permil.Billing.Invoices;

/// <summary>An account's invoices in memory, issued one after another.</summary>
internal sealed class MemoryBook(BillingTerms terms)
{
    private readonly Dictionary<InvoiceTerms, BillingTerms> _kept = [];

    public MemoryCharges Charges { get; } = new();

    public List<IssuedInvoice> History { get; } = [];

    /// <summary>What new documents are made by.</summary>
    public BillingTerms Terms { get; set; } = terms;

    /// <summary>The last event that an invoice has looked at.</summary>
    public long Watermark => History.Count == 0 ? 0 : History.Max(issued => issued.Invoice.Terms.ThroughSequence);

    /// <summary>Everything that stands.</summary>
    public IEnumerable<InvoiceLine> Lines =>
        History.Where(issued => issued.Stands).SelectMany(issued => issued.Invoice.Lines);

    public Invoice Issue(BillingMonth month) =>
        Keep(Draft.OfMonth(History, month, TestBilling.Account, Terms, Charges.LastSequence));

    public Invoice? Note(BillingMonth month, string? reason) =>
        Draft.NoteOf(History, month, TestBilling.Account, Terms, reason) is { } note ? Keep(note) : null;

    private InvoiceDraft Draft => new(Charges, (kept, _) => _kept[kept]);

    private Invoice Keep(Invoice draft)
    {
        var invoice = draft with { Number = $"INV-{History.Count + 1:000000}" };
        _kept[invoice.Terms] = Terms;
        History.Add(new IssuedInvoice(History.Count + 1, invoice, VoidedAt: null));
        return invoice;
    }
}
