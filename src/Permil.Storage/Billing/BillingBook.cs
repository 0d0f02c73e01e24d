using Permil.Billing;
using Permil.Billing.Charges;
using Permil.Billing.Events;
using Permil.Billing.Invoices;
using Permil.Billing.Ledgers;
using Permil.Storage.DuckDb;
using Permil.Storage.Files;

namespace Permil.Storage.Billing;

/// <summary>
/// Invoices, the ledger and what others are told of them, in the store of the usage they bill. Each change is one
/// transaction: all of it is stored or nothing. Nothing that is written is changed later.
/// </summary>
/// <param name="store">Open for writing, unless the book is only read.</param>
/// <param name="clock">The clock.</param>
public sealed class BillingBook(UsageStore store, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Dictionary<string, BillingTerms> _terms = new(StringComparer.Ordinal);

    /// <summary>When others are told that a credit is low.</summary>
    public BillingEventSettings EventSettings { get; init; } = BillingEventSettings.Default;

    /// <summary>For tests: called before each step of a change that could fail, and once when it is stored.</summary>
    internal Action? BeforeStep { get; init; }

    /// <summary>What the book holds of an account, in the order of entries.</summary>
    public IReadOnlyList<IssuedInvoice> History(string account) =>
        Read(pages => (IReadOnlyList<IssuedInvoice>)[.. pages.Invoices.Of(account).Select(booked => booked.Issued)]);

    /// <summary>The accounts that have a document, void ones too, in order.</summary>
    public IReadOnlyList<string> Accounts() => Read(pages => pages.Invoices.Accounts());

    /// <summary>All documents, or those of an account, in the order of entries.</summary>
    public IReadOnlyList<BookedInvoice> Documents(string? account = null) =>
        Read(pages => account is null ? pages.Invoices.All() : pages.Invoices.Of(account));

    /// <summary>A document by its number, as in <c>INV-000001</c>; <see langword="null"/>: there is none.</summary>
    public BookedInvoice? Find(string number) => Read(pages => pages.Invoices.Find(number));

    /// <param name="account">The billing account; <see langword="null"/>: all of them.</param>
    public Ledger Ledger(string? account = null) => Read(pages => pages.Ledger.Read(account));

    /// <summary>What others were not told yet, in the order in which it happened.</summary>
    public IReadOnlyList<BillingEvent> UndeliveredEvents() => Read(pages => pages.Events.Undelivered());

    /// <summary>The terms that an invoice was made by, from the texts that were stored with it.</summary>
    public BillingTerms TermsOf(InvoiceTerms terms, string account)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var key = string.Join(
            '\n',
            [account, $"{terms.AsKnownOn:O}", .. terms.Texts.Select(text => $"{text.Kind} {text.Name} {text.Hash}")]
        );
        lock (_terms)
        {
            if (!_terms.TryGetValue(key, out var known))
            {
                var texts = Read(pages => terms.Texts.Select(pages.Terms.Read).ToList());
                _terms[key] = known = BillingTerms.Of(account, texts, terms.AsKnownOn);
            }

            return known;
        }
    }

    /// <summary>
    /// Issues a month's invoice: gives it the issuer's next number and stores it with its terms, its ledger transactions and
    /// the event that tells of it. It is durable when this returns. A month that has an invoice that stands keeps it.
    /// </summary>
    /// <param name="account">The billing account.</param>
    /// <param name="month">The month.</param>
    /// <param name="terms">What the draft is made by.</param>
    /// <param name="draft">Makes the draft from what the book holds of the account; when it throws, nothing is stored.</param>
    /// <exception cref="BillingRefusedException">It does not go with what the ledger holds.</exception>
    public IssueOutcome Issue(
        string account,
        BillingMonth month,
        BillingTerms terms,
        Func<IReadOnlyList<IssuedInvoice>, Invoice> draft
    ) =>
        Change(pages =>
        {
            var documents = pages.Invoices.Of(account);
            var history = documents.Select(booked => booked.Issued).ToList();
            if (history.InvoiceOf(month) is { } standing)
            {
                return new IssueOutcome(
                    documents.Single(booked => booked.Issued.Entry == standing.Entry),
                    IsNew: false
                );
            }

            var invoice = draft(history);
            Check(invoice, account, month, isNote: false);
            return new IssueOutcome(Store(pages, history, invoice, terms), IsNew: true);
        });

    /// <summary>Issues a note: an invoiced month priced anew.</summary>
    /// <param name="account">The billing account.</param>
    /// <param name="month">The month. It has an invoice that stands.</param>
    /// <param name="terms">What the month is priced by from now on.</param>
    /// <param name="draft">Makes the note from what the book holds of the account; <see langword="null"/>: nothing changes.</param>
    /// <returns><see langword="null"/> when nothing changes.</returns>
    /// <exception cref="BillingRefusedException">The month has no invoice, or it does not go with what the ledger holds.</exception>
    public BookedInvoice? Note(
        string account,
        BillingMonth month,
        BillingTerms terms,
        Func<IReadOnlyList<IssuedInvoice>, Invoice?> draft
    ) =>
        Change(pages =>
        {
            var history = pages.Invoices.Of(account).Select(booked => booked.Issued).ToList();
            if (history.InvoiceOf(month) is null)
            {
                throw new BillingRefusedException($"{account} has no invoice of {month} that a note could correct");
            }

            if (draft(history) is not { } note)
            {
                return null;
            }

            Check(note, account, month, isNote: true);
            return Store(pages, history, note, terms);
        });

    /// <summary>
    /// Makes a document void. It stays in the book under its number; the ledger takes back what it booked. One that is void
    /// already stays as it is.
    /// </summary>
    /// <param name="number">As in <c>INV-000001</c>.</param>
    /// <param name="reason">Why, for people.</param>
    /// <exception cref="BillingRefusedException">There is no such document, or a later one builds on it.</exception>
    public BookedInvoice Void(string number, string reason) =>
        Change(pages =>
        {
            var booked =
                pages.Invoices.Find(number) ?? throw new BillingRefusedException($"no document {number} was issued");
            if (!booked.Issued.Stands)
            {
                return booked;
            }

            var account = booked.Invoice.Account;
            var history = pages.Invoices.Of(account).Select(document => document.Issued).ToList();
            if (history.BuiltOn(booked.Issued) is { } later)
            {
                throw new BillingRefusedException(
                    $"{number} cannot be made void: {later.Invoice.Number} of {later.Invoice.Month} builds on it; void that one first"
                );
            }

            var time = _clock.GetUtcNow();
            var ledger = pages.Ledger.Read(account);
            var transactions = LedgerPosting.OfVoid(
                ledger,
                booked.Invoice,
                CreditsOf(ledger, history, account, []),
                history.Where(document => document.Entry != booked.Issued.Entry).InvoicedUntil(),
                time,
                reason
            );
            BeforeStep?.Invoke();
            pages.Invoices.Void(pages.Invoices.NextEntry(), booked.Issued.Entry, time, reason);
            BeforeStep?.Invoke();
            pages.Ledger.Add(transactions);
            BeforeStep?.Invoke();
            pages.Events.Add(InvoiceEvents.OfVoid(booked.Invoice, time, reason));
            return pages.Invoices.Find(number)!;
        });

    /// <summary>Books credits that the ledger does not hold yet, or not as they are now.</summary>
    /// <returns>What was booked.</returns>
    public IReadOnlyList<LedgerTransaction> Grant(IReadOnlyList<Credit> credits) =>
        Change(pages =>
        {
            var transactions = LedgerPosting.OfGrants(pages.Ledger.Read(account: null), credits);
            BeforeStep?.Invoke();
            pages.Ledger.Add(transactions);
            return transactions;
        });

    /// <summary>Adds events that others are told of; those whose ids are there already stay as they are.</summary>
    public void Tell(IEnumerable<BillingEvent> events) =>
        Change(pages =>
        {
            foreach (var billingEvent in events)
            {
                pages.Events.Add(billingEvent);
            }

            return true;
        });

    /// <summary>Others were told of an event.</summary>
    public void MarkDelivered(string eventId) =>
        Change(pages =>
        {
            pages.Events.Delivered(eventId, _clock.GetUtcNow());
            return true;
        });

    /// <summary>
    /// Makes a document again from stored facts alone: usage, the terms it names and what the book held before it. The same
    /// bytes, whatever price books and contracts say today.
    /// </summary>
    /// <param name="booked">A document of this book.</param>
    /// <param name="source">Usage of this store.</param>
    /// <exception cref="BillingRefusedException">A note comes to nothing now.</exception>
    public byte[] MadeAgain(BookedInvoice booked, IChargeSource source)
    {
        ArgumentNullException.ThrowIfNull(booked);
        var old = booked.Invoice;
        var history = History(old.Account).Before(booked.Issued.Entry);
        var terms = TermsOf(old.Terms, old.Account);
        var draft = new InvoiceDraft(source, TermsOf);
        var again =
            old.Kind == InvoiceKind.Invoice
                ? draft.OfMonth(history, old.Month, old.Account, terms, old.Terms.ThroughSequence)
                : draft.NoteOf(history, old.Month, old.Account, terms, old.Reason)
                    ?? throw new BillingRefusedException($"{old.Number}: made again it changes nothing");
        return InvoiceJson.Write(again with { Number = old.Number, IssuedAt = old.IssuedAt, DueOn = old.DueOn });
    }

    private BookedInvoice Store(
        BookPages pages,
        IReadOnlyList<IssuedInvoice> history,
        Invoice draft,
        BillingTerms terms
    )
    {
        var issuedAt = _clock.GetUtcNow();
        var number = pages.Invoices.NextNumber(draft.Issuer.Id);
        var invoice = draft with
        {
            Number = InvoiceTable.NameOf(draft.Issuer.Id, number),
            IssuedAt = issuedAt,
            // A credit note asks for nothing.
            DueOn =
                draft.Kind == InvoiceKind.CreditNote
                    ? null
                    : DateOnly.FromDateTime(issuedAt.UtcDateTime).AddDays(terms.Contract.PaymentDays),
        };
        var document = InvoiceJson.Write(invoice);
        var until = draft.Kind == InvoiceKind.Invoice ? invoice.Month.End : DateTimeOffset.MinValue;
        var ledger = pages.Ledger.Read(invoice.Account);
        var transactions = LedgerPosting.OfIssue(
            ledger,
            invoice,
            CreditsOf(ledger, history, invoice.Account, terms.Credits),
            history.InvoicedUntil() is { } before && before > until ? before : until
        );
        BeforeStep?.Invoke();
        pages.Terms.Add(terms.Texts);
        foreach (var reference in invoice.Terms.Texts)
        {
            pages.Terms.Read(reference);
        }

        BeforeStep?.Invoke();
        pages.Invoices.Add(pages.Invoices.NextEntry(), number, invoice, document);
        BeforeStep?.Invoke();
        pages.Ledger.Add(transactions);
        BeforeStep?.Invoke();
        pages.Events.Add(InvoiceEvents.OfIssue(invoice));
        foreach (
            var creditEvent in CreditEvents.AfterInvoice(
                invoice,
                history.Where(issued => issued.Stands).Select(issued => issued.Invoice),
                terms.Credits,
                EventSettings
            )
        )
        {
            pages.Events.Add(creditEvent);
        }

        return pages.Invoices.Find(invoice.Number)!;
    }

    /// <summary>
    /// Credits as they are now, and those in the ledger that only earlier documents' terms still know, as the last of them
    /// does: corrections of their months use them.
    /// </summary>
    private List<Credit> CreditsOf(
        Ledger ledger,
        IReadOnlyList<IssuedInvoice> history,
        string account,
        IReadOnlyList<Credit> now
    )
    {
        var gone = ledger
            .Transactions.Where(transaction => transaction.Kind == LedgerTransactionKind.Granted)
            .SelectMany(transaction => transaction.Entries)
            .Where(entry => entry.Account == LedgerAccount.Credit)
            .Select(entry => entry.Subject)
            .Except(now.Select(credit => credit.Id), StringComparer.Ordinal)
            .ToHashSet(StringComparer.Ordinal);
        var credits = now.ToList();
        for (var i = history.Count - 1; i >= 0 && gone.Count > 0; i--)
        {
            credits.AddRange(
                TermsOf(history[i].Invoice.Terms, account).Credits.Where(credit => gone.Remove(credit.Id))
            );
        }

        return credits;
    }

    private static void Check(Invoice draft, string account, BillingMonth month, bool isNote)
    {
        if (
            draft.Account != account
            || draft.Month != month
            || draft.Number is not null
            || draft.Kind == InvoiceKind.Invoice == isNote
        )
        {
            throw new ArgumentException(
                $"found {draft.Kind} {draft.Number} of {draft.Account} for {draft.Month}, expected a draft of {account} for {month}",
                nameof(draft)
            );
        }
    }

    private T Read<T>(Func<BookPages, T> read)
    {
        using var connection = store.Connect();
        return read(new BookPages(connection, store.Folder));
    }

    /// <summary>One transaction: what is not committed goes with the connection.</summary>
    private T Change<T>(Func<BookPages, T> change)
    {
        lock (store.Billing)
        {
            using var connection = store.Connect();
            connection.Execute("BEGIN TRANSACTION");
            var answer = change(new BookPages(connection, store.Folder));
            BeforeStep?.Invoke();
            connection.Execute("COMMIT");
            BeforeStep?.Invoke();

            // The database flushes its files, not the names of those it made.
            RealDisk.Open(store.Folder).FlushFolder();
            return answer;
        }
    }
}
