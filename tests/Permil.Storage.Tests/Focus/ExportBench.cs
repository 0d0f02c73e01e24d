using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Focus;
using Permil.Pricing;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;
using Permil.Usage;

namespace Permil.Storage.Focus;

/// <summary>A store whose months are used, invoiced, corrected and exported by tests.</summary>
internal sealed class ExportBench : TimeProvider, IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.InMemory();
    private readonly Dictionary<string, BillingTerms> _terms = new(StringComparer.Ordinal);
    private readonly BillingBook _book;

    public ExportBench()
    {
        Store = UsageStore.Open(_folder.PathOf("data"), StoreAccess.Write);
        _book = new(Store, this);
    }

    public UsageStore Store { get; }

    /// <summary>When documents are issued.</summary>
    public DateTimeOffset Now { get; set; } = TestBooks.At("2026-06-01T10:20:30.5Z");

    public override DateTimeOffset GetUtcNow() => Now;

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>What an account is billed by from now on.</summary>
    public void Agree(string account, BillingTerms terms) => _terms[account] = terms;

    public BillingTerms TermsOf(string account) => _terms.GetValueOrDefault(account) ?? TestTerms.None(account);

    public void Use(params IEnumerable<UsageEvent> events) => ChargeCase.Import(Store, events);

    public Invoice Issue(string account, string month)
    {
        var (of, terms) = (BillingMonth.Parse(month), TermsOf(account));
        return _book
            .Issue(account, of, terms, history => Draft.OfMonth(history, of, account, terms, Charges.LastSequence))
            .Invoice.Invoice;
    }

    public Invoice Note(string account, string month)
    {
        var (of, terms) = (BillingMonth.Parse(month), TermsOf(account));
        return _book
            .Note(account, of, terms, history => Draft.NoteOf(history, of, account, terms, "agreed anew"))!
            .Invoice;
    }

    public void Void(string number) => _book.Void(number, "wrong");

    /// <summary>Those with terms of their own.</summary>
    public IReadOnlyCollection<string> Accounts => _terms.Keys;

    public FocusExport Export() => new(Store, TermsOf, [.. _terms.Keys]);

    public FocusTarget Lake(string name, FocusFileForm form = FocusFileForm.Csv) =>
        new(PathOf(name), form, isFile: false);

    public static UsageEvent Tokens(string id, string time, decimal input, string? account = "A") =>
        new()
        {
            Id = id,
            Source = "test",
            Time = TestBooks.At(time),
            Provider = "acme",
            Model = "flat",
            Account = account,
            Usage = [new Measurement(Meters.InputTokens, input)],
        };

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }

    private StoredCharges Charges => new(Store);

    private InvoiceDraft Draft => new(Charges, _book.TermsOf);
}
