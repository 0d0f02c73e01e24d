using Permil.Billing;
using Permil.Billing.Bills;
using Permil.Billing.Invoices;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;

namespace Permil.Cli.Input;

/// <summary>The invoice book of a data folder with the usage beside it.</summary>
internal sealed class OpenBook
{
    private OpenBook(string folder, UsageStore store, TimeProvider clock) =>
        (Folder, Book, Charges, Clock) = (folder, new BillingBook(store, clock), new StoredCharges(store), clock);

    public string Folder { get; }

    public BillingBook Book { get; }

    public StoredCharges Charges { get; }

    public TimeProvider Clock { get; }

    public InvoiceDraft Draft => new(Charges, Book.TermsOf);

    /// <summary>Opens the store and does something with its book.</summary>
    /// <exception cref="IOException">There is no store, or it cannot be opened, read or written.</exception>
    public static T With<T>(string folder, StoreAccess access, Func<OpenBook, T> use)
    {
        if (!UsageStore.Exists(folder))
        {
            throw new IOException($"{folder}: no usage is stored here; permil import FILES puts some in");
        }

        return StoreFolder.With(folder, access, store => use(new OpenBook(folder, store, TimeProvider.System)));
    }

    /// <summary>A month's invoice as it would be issued now.</summary>
    public Invoice DraftOf(IReadOnlyList<IssuedInvoice> history, BillingMonth month, string account, BillingTerms terms)
    {
        var draft = Draft.OfMonth(history, month, account, terms, Charges.LastSequence);
        return
            draft.Lines.Count > 0
            || draft.Unpriced.Count > 0
            || draft.UnsettledEvents > 0
            || TermsFiles.IsKnown(Folder, account)
            ? draft
            : throw new BillingRefusedException(
                $"--account: found '{account}', of which nothing is known: it has no contract, is not in the account book and used nothing in {month}"
            );
    }

    /// <summary>The first month before another with usage of the account and no invoice; invoices are issued in order.</summary>
    public BillingMonth? MissingBefore(
        IReadOnlyList<IssuedInvoice> history,
        BillingMonth month,
        string account,
        BillingTerms terms
    )
    {
        var through = Charges.LastSequence;
        return Charges
            .MonthsTouched(0, through)
            .Where(earlier => earlier < month && history.InvoiceOf(earlier) is null)
            .Order()
            .Select(earlier => (BillingMonth?)earlier)
            .FirstOrDefault(earlier =>
                Charges.Rate(terms, BillMaker.QuestionOf(terms, account, earlier!.Value, through))
                    is { Lines.Count: > 0 }
                        or { Unpriced.Count: > 0 }
                        or { UnsettledEvents: > 0 }
            );
    }
}
