using System.Text;
using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Billing.Ledgers;
using Permil.Storage.DuckDb;
using static Permil.Billing.Invoices.TestInvoices;

namespace Permil.Storage.Billing;

public sealed class BillingBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 4, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public void Issue_FirstInvoice_IsThereWithItsTermsLedgerAndEvent()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var credit = CreditOf("c", 10, CreditKind.Prepaid, January, end: February);
        var terms = Terms("acme", credit);

        var outcome = Book(store)
            .Issue(
                "acme",
                January,
                terms,
                history => Of(terms, Draft(January, Used(January, 12.345m), Paid(January, credit, 4)))
            );

        outcome.IsNew.ShouldBeTrue();
        var invoice = outcome.Invoice.Invoice;
        (invoice.Number, invoice.IssuedAt, invoice.DueOn).ShouldBe(("PM-000001", Now, new DateOnly(2026, 5, 2)));
        var book = Book(store);
        book.Find("PM-000001")!.Document.ToArray().ShouldBe(InvoiceJson.Write(invoice));
        book.History("acme")
            .Single()
            .ShouldSatisfyAllConditions(issued => issued.Entry.ShouldBe(1), issued => issued.Stands.ShouldBeTrue());
        book.History("other").ShouldBeEmpty();
        book.TermsOf(invoice.Terms, "acme").Credits.ShouldBe([credit]);
        book.Ledger("acme")
            .Transactions.Select(transaction => transaction.Id)
            .ShouldBe(["credit/c/granted", "invoice/PM-000001", "invoice/PM-000001/expired/c"]);
        var told = book.UndeliveredEvents().ShouldHaveSingleItem();
        (told.Id, told.Kind, told.Time, told.Account).ShouldBe(
            ("invoice.issued/PM-000001", "invoice.issued", Now, "acme")
        );
        told.Payload.ShouldBe(
            """{"number":"PM-000001","kind":"invoice","account":"acme","month":"2026-01","issuedAt":"2026-04-02T03:04:05.678Z","dueOn":"2026-05-02","currency":"USD","total":"8.34"}"""
        );
    }

    [Fact]
    public void Issue_MonthThatHasAnInvoice_KeepsIt()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        Issue(store, "acme", January, 1);

        var again = Book(store)
            .Issue("acme", January, Terms("acme"), _ => throw new InvalidOperationException("no draft is wanted"));

        (again.IsNew, again.Invoice.Invoice.Number).ShouldBe((false, "PM-000001"));
        Book(store).Documents().Count.ShouldBe(1);
    }

    [Fact]
    public void Book_OpenedAgain_HoldsTheSame()
    {
        using var folder = TemporaryFolder.InMemory();
        byte[] document;
        IReadOnlyList<LedgerBalance> balances;
        using (var store = UsageStore.Open(folder.Path, StoreAccess.Write))
        {
            Issue(store, "acme", January, 1.005m);
            document = Issue(store, "acme", February, 2.5m).Document.ToArray();
            balances = Book(store).Ledger().Balances;
        }

        using var again = UsageStore.Open(folder.Path, StoreAccess.Read);
        Book(again).Find("PM-000002")!.Document.ToArray().ShouldBe(document);
        Book(again).Ledger().Balances.ShouldBe(balances);
        Book(again).Ledger().Difference.ShouldBe(0);
    }

    [Fact]
    public void Issue_SeveralIssuers_EachCountsFromOne()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);

        Issue(store, "a", January, 1);
        Issue(store, "b", January, 1, issuer: "XY");
        Issue(store, "c", January, 1);

        Book(store)
            .Documents()
            .Select(booked => (booked.Issued.Entry, booked.Invoice.Number))
            .ShouldBe([(1, "PM-000001"), (2, "XY-000001"), (3, "PM-000002")]);
    }

    [Fact]
    public void Void_ThenIssueAgain_LeavesTheTrail()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var first = Issue(store, "acme", January, 5).Document.ToArray();

        var voided = Book(store).Void("PM-000001", "wrong customer");
        Book(store)
            .Void("PM-000001", "again")
            .ShouldSatisfyAllConditions(
                again => again.VoidReason.ShouldBe("wrong customer"),
                again => again.Issued.ShouldBeEquivalentTo(voided.Issued)
            );
        Book(store).Ledger().Balances.ShouldAllBe(balance => balance.Amount == 0);
        Issue(store, "acme", January, 6);

        var book = Book(store);
        book.Documents()
            .Select(booked => (booked.Issued.Entry, booked.Invoice.Number, booked.Issued.VoidedAt))
            .ShouldBe([(1, "PM-000001", 2L), (3, "PM-000002", null)]);
        var old = book.Find("PM-000001")!;
        (old.VoidTime, old.VoidReason).ShouldBe((Now, "wrong customer"));
        old.Document.ToArray().ShouldBe(first);
        book.Ledger()
            .Transactions.Select(transaction => transaction.Text)
            .ShouldBe([
                "Invoice PM-000001 for 2026-01",
                "Invoice PM-000001 voided: wrong customer",
                "Invoice PM-000002 for 2026-01",
            ]);
        book.Ledger().BalanceOf("acme", LedgerAccount.Receivable).ShouldBe(6);
        book.UndeliveredEvents()
            .Select(told => told.Id)
            .ShouldBe(["invoice.issued/PM-000001", "invoice.voided/PM-000001", "invoice.issued/PM-000002"]);
    }

    [Fact]
    public void Void_LaterDocumentBuildsOnIt_IsRefusedAndNamesIt()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        Issue(store, "acme", January, 5);
        var terms = Terms("acme");
        Book(store)
            .Note("acme", January, terms, _ => Of(terms, Draft(January, Used(January, -1, true)).AsNote("PM-000001")))
            .ShouldNotBeNull()
            .Invoice.DueOn.ShouldBeNull();

        Should
            .Throw<BillingRefusedException>(() => Book(store).Void("PM-000001", "x"))
            .Message.ShouldBe("PM-000001 cannot be made void: PM-000002 of 2026-01 builds on it; void that one first");
        Should
            .Throw<BillingRefusedException>(() => Book(store).Void("PM-000009", "x"))
            .Message.ShouldBe("no document PM-000009 was issued");

        Book(store).Void("PM-000002", "x");
        Book(store).Void("PM-000001", "x");
        Book(store).History("acme").ShouldAllBe(issued => !issued.Stands);
    }

    [Fact]
    public void Note_NothingChangesOrNoInvoice_StoresNothing()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var terms = Terms("acme");

        Should
            .Throw<BillingRefusedException>(() => Book(store).Note("acme", January, terms, _ => null))
            .Message.ShouldBe("acme has no invoice of 2026-01 that a note could correct");
        Issue(store, "acme", January, 5);
        Book(store).Note("acme", January, terms, _ => null).ShouldBeNull();
        Book(store).Documents().Count.ShouldBe(1);
    }

    /// <summary>4 of 10 are used and 6 lapse. Late usage uses 3 more: 3 lapse, whether the contract still names the credit or not.</summary>
    [Fact]
    public void Issue_CorrectionUsesACreditThatIsInNoContractAnymore_BooksItAsBefore()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var credit = CreditOf("c", 10, CreditKind.Prepaid, January, end: February);
        var (old, now) = (Terms("acme", credit), Terms("acme"));
        Book(store)
            .Issue("acme", January, old, _ => Of(old, Draft(January, Used(January, 20), Paid(January, credit, 4))));

        Book(store)
            .Issue("acme", February, now, _ => Of(now, Draft(February, Used(January, 3), Paid(January, credit, 3))));

        var ledger = Book(store).Ledger("acme");
        ledger.CreditLeft("acme", "c").ShouldBe(0);
        ledger.BalanceOf("acme", LedgerAccount.CreditLapsed).ShouldBe(-3);
        Book(store).Void("PM-000002", "again");
        Book(store).Ledger("acme").BalanceOf("acme", LedgerAccount.CreditLapsed).ShouldBe(-6);
    }

    [Fact]
    public void Issue_DraftOfSomethingElse_IsRefused()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);

        foreach (
            var draft in (Invoice[])
                [
                    Draft("other", January),
                    Draft(February),
                    Draft(January).AsNote("PM-000001"),
                    Draft(January).Issued(1, Now),
                ]
        )
        {
            Should.Throw<ArgumentException>(() => Book(store).Issue("acme", January, Terms("acme"), _ => draft));
        }

        Book(store).Documents().ShouldBeEmpty();
    }

    /// <summary>Whatever step it breaks off at, there is all of it or nothing, and the next try makes it whole.</summary>
    [Fact]
    public void Issue_BrokenOffAtAnyStep_LeavesAllOrNothing()
    {
        const int MostSteps = 20;
        var brokenOff = 0;
        var stored = 0;
        for (var last = 1; last < MostSteps; last++)
        {
            using var folder = TemporaryFolder.InMemory();
            using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
            Issue(store, "acme", January, 1);
            var before = Everything(store);
            var steps = 0;
            var failing = new BillingBook(store, new FixedClock(Now))
            {
                BeforeStep = () =>
                {
                    if (++steps == last)
                    {
                        throw new IOException("broken off");
                    }
                },
            };

            var isBrokenOff = false;
            try
            {
                Issue(failing, "acme", February, 2);
            }
            catch (IOException)
            {
                isBrokenOff = true;
                brokenOff++;
            }

            var whole = Everything(store);
            (whole == before || Numbers(store).SequenceEqual(["PM-000001", "PM-000002"])).ShouldBeTrue();
            stored += whole == before ? 0 : 1;
            Issue(store, "acme", February, 2);
            if (whole != before)
            {
                Everything(store).ShouldBe(whole);
            }

            Numbers(store).ShouldBe(["PM-000001", "PM-000002"]);
            Book(store).Ledger().BalanceOf("acme", LedgerAccount.Receivable).ShouldBe(3);
            Book(store).UndeliveredEvents().Count.ShouldBe(2);
            if (!isBrokenOff)
            {
                // Every step has broken once; the last of them came when all was stored.
                brokenOff.ShouldBe(steps);
                stored.ShouldBe(2);
                return;
            }
        }

        Assert.Fail($"there are more than {MostSteps} steps");
    }

    [Fact]
    public void Issue_ManyThreadsSameAndOtherMonths_EachMonthOnceWithoutGaps()
    {
        const int Threads = 8;
        string[] accounts = ["a", "b", "c"];
        BillingMonth[] months = [January, February, March];
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        using var barrier = new Barrier(Threads);
        var issued = new int[Threads];

        var threads = Enumerable
            .Range(0, Threads)
            .Select(thread => new Thread(() =>
            {
                var random = new Random(thread);
                var wishes = accounts.SelectMany(account => months.Select(month => (account, month))).ToArray();
                random.Shuffle(wishes);
                barrier.SignalAndWait();
                foreach (var (account, month) in wishes)
                {
                    var terms = Terms(account);
                    var outcome = Book(store)
                        .Issue(account, month, terms, _ => Of(terms, Draft(account, month, Used(month, 1))));
                    issued[thread] += outcome.IsNew ? 1 : 0;
                }
            }))
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        var wanted = accounts.Length * months.Length;
        issued.Sum().ShouldBe(wanted);
        var documents = Book(store).Documents();
        documents
            .Select(booked => booked.Invoice.Number)
            .ShouldBe(Enumerable.Range(1, wanted).Select(number => $"PM-{number:D6}"));
        documents.Select(booked => (booked.Invoice.Account, booked.Invoice.Month)).ShouldBeUnique();
        documents.Select(booked => booked.Issued.Entry).ShouldBe(Enumerable.Range(1, wanted).Select(i => (long)i));
        foreach (var account in accounts)
        {
            Book(store).Ledger(account).BalanceOf(account, LedgerAccount.Receivable).ShouldBe(months.Length);
        }
    }

    [Fact]
    public void Issue_ThreadsUseOneCredit_ItIsUsedOnce()
    {
        const int Threads = 6;
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var credit = CreditOf("c", 10, CreditKind.Prepaid, January);
        var threads = Enumerable
            .Range(0, Threads)
            .Select(thread => new Thread(() =>
            {
                var month = new BillingMonth(2026, 1 + thread);
                var terms = Terms("acme", credit);
                Book(store)
                    .Issue(
                        "acme",
                        month,
                        terms,
                        history =>
                        {
                            var used = history.Sum(other => -InvoiceTotals.Of(other.Invoice.Lines).Credits);
                            var pays = Math.Min(3, credit.Amount - used);
                            return Of(terms, Draft(month, Used(month, 3), Paid(month, credit, pays)));
                        }
                    );
            }))
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        var ledger = Book(store).Ledger("acme");
        ledger.CreditLeft("acme", "c").ShouldBe(0);
        ledger.BalanceOf("acme", LedgerAccount.Receivable).ShouldBe((Threads * 3) - 10);
    }

    /// <summary>What no lock of this process guards, the tables refuse.</summary>
    [Fact]
    public void Tables_SameNumberOrSameTurnTwice_AreRefused()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        Issue(store, "acme", January, 1);
        using var connection = store.Connect();

        Should.Throw<DuckDb.Interop.DuckDbException>(() => Insert(2, 1, "other", "2026-01", 1));
        Should.Throw<DuckDb.Interop.DuckDbException>(() => Insert(2, 2, "acme", "2026-01", 1));
        Should.Throw<DuckDb.Interop.DuckDbException>(() => Insert(1, 2, "acme", "2026-02", 1));
        Should.NotThrow(() => Insert(2, 2, "acme", "2026-02", 1));

        void Insert(long entry, long number, string account, string month, long turn) =>
            connection.Execute(
                "INSERT INTO invoice VALUES (?, 'PM', ?, 'x', ?, ?, ?, '{}')",
                entry,
                number,
                account,
                month,
                turn
            );
    }

    [Theory]
    [InlineData("UPDATE ledger_entry SET amount = '2' WHERE place = 0", "add up to")]
    [InlineData("UPDATE invoice SET document = replace(document, '\"total\": \"5\"', '\"total\": \"6\"')", "total")]
    [InlineData("UPDATE terms_text SET text = text || ' '", "has the hash")]
    [InlineData("DELETE FROM terms_text", "no text of the hash")]
    public void Read_SomethingWasChanged_IsSaid(string change, string problem)
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        Issue(store, "acme", January, 5);
        using (var connection = store.Connect())
        {
            connection.Execute(change);
        }

        Should
            .Throw<StoreCorruptException>(() =>
            {
                var book = Book(store);
                book.Ledger();
                book.TermsOf(book.Documents()[0].Invoice.Terms, "acme");
            })
            .Message.ShouldContain(problem);
    }

    [Fact]
    public void Grant_SameCreditsTwice_BooksOnce()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var credit = CreditOf("c", 0.000000000000001m, CreditKind.Free, January);

        Book(store).Grant([credit]).Count.ShouldBe(1);
        Book(store).Grant([credit]).ShouldBeEmpty();

        Book(store).Ledger().CreditLeft("acme", "c").ShouldBe(0.000000000000001m);
    }

    [Fact]
    public void Tell_SameEventTwiceAndDelivered_IsToldOnce()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var low = new BillingEvent("credit.low/c", "credit.low", Now, "acme", "{}");
        var ending = new BillingEvent("commitment.ending/k", "commitment.ending", Now, "acme", "{}");

        Book(store).Tell([low, ending]);
        Book(store).Tell([low with { Payload = "{\"other\":1}" }]);
        Book(store).UndeliveredEvents().ShouldBe([low, ending]);
        Book(store).MarkDelivered(low.Id);
        Book(store).Tell([low]);

        Book(store).UndeliveredEvents().ShouldBe([ending]);
    }

    private static BillingBook Book(UsageStore store) => new(store, new FixedClock(Now));

    private static BillingTerms Terms(string account, params Credit[] credits) =>
        BillingTerms.Of(account, [new TermsText(TermsKind.Credits, "credits", CreditsJson.Write(credits))], null);

    private static Invoice Of(BillingTerms terms, Invoice draft) =>
        draft with
        {
            Terms = draft.Terms with
            {
                Texts = [.. terms.Texts.Select(text => new TermsReference(text.Kind, text.Name, text.Hash))],
            },
        };

    private static BookedInvoice Issue(
        UsageStore store,
        string account,
        BillingMonth month,
        decimal amount,
        string issuer = "PM"
    ) => Issue(Book(store), account, month, amount, issuer);

    private static BookedInvoice Issue(
        BillingBook book,
        string account,
        BillingMonth month,
        decimal amount,
        string issuer = "PM"
    )
    {
        var terms = Terms(account);
        return book.Issue(
            account,
            month,
            terms,
            _ =>
            {
                var draft = Of(terms, Draft(account, month, Used(month, amount)));
                return draft with { Issuer = draft.Issuer with { Id = issuer } };
            }
        ).Invoice;
    }

    private static IEnumerable<string?> Numbers(UsageStore store) =>
        Book(store).Documents().Select(booked => booked.Invoice.Number);

    /// <summary>All that the book holds.</summary>
    private static string Everything(UsageStore store)
    {
        var book = Book(store);
        var text = new StringBuilder();
        foreach (var booked in book.Documents())
        {
            text.AppendLine(
                $"{booked.Issued.Entry} {booked.Issued.VoidedAt} {Encoding.UTF8.GetString(booked.Document.Span)}"
            );
        }

        foreach (var transaction in book.Ledger().Transactions)
        {
            text.AppendLine($"{transaction.Id} {string.Join(' ', transaction.Entries)}");
        }

        foreach (var told in book.UndeliveredEvents())
        {
            text.AppendLine(told.ToString());
        }

        return text.ToString();
    }
}
