using Permil.Billing;
using Permil.Billing.Bills;
using Permil.Billing.Charges;
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

    /// <summary>
    /// The first month before another that has no invoice and something to bill; invoices are issued in order. Before the
    /// account has any usage or invoice that is only what is bought for a term that begins then.
    /// </summary>
    public BillingMonth? MissingBefore(
        IReadOnlyList<IssuedInvoice> history,
        BillingMonth month,
        string account,
        BillingTerms terms
    )
    {
        var through = Charges.LastSequence;
        var touched = Charges.MonthsTouched(0, through);
        var lines = history.Where(issued => issued.Stands).SelectMany(issued => issued.Invoice.Lines).ToList();
        var hasBegun = false;
        for (var earlier = touched.DefaultIfEmpty(month).Min(); earlier < month; earlier = earlier.Next)
        {
            if (history.InvoiceOf(earlier) is not null)
            {
                hasBegun = true;
                continue;
            }

            var sheet = touched.Contains(earlier)
                ? Charges.Rate(terms, BillMaker.QuestionOf(terms, account, earlier, through))
                : new ChargeSheet([], [], UnsettledEvents: 0);
            var bill = BillMaker.Make(terms, account, earlier, sheet, UsedElsewhere.Than(earlier, lines));
            if (
                sheet is { Lines.Count: > 0 } or { Unpriced.Count: > 0 } or { UnsettledEvents: > 0 }
                || bill.Lines.Any(line =>
                    line.BilledCost != 0 && (hasBegun || line.Key.Category == ChargeCategory.Purchase)
                )
            )
            {
                return earlier;
            }
        }

        return null;
    }
}
