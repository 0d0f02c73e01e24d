using Permil.Billing.Bills;
using Permil.Billing.Invoices;
using Permil.Pricing;
using static Permil.Billing.Invoices.TestInvoices;

namespace Permil.Billing.Ledgers;

/// <summary>What documents book, worked out by hand.</summary>
public sealed class LedgerPostingTests
{
    private static readonly DateTimeOffset Time = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public void OfIssue_LinesOfEveryCategory_BooksEachWhereItBelongs()
    {
        var prepaid = CreditOf("p", 100, CreditKind.Prepaid, January);
        var free = CreditOf("f", 1, CreditKind.Free, January);
        var invoice = Draft(
                January,
                Used(January, 50.004m),
                Committed(January, "gpu", CommitmentStatus.Used, 70),
                Committed(January, "gpu", CommitmentStatus.Unused, 30),
                Purchase(January, "gpu", 100),
                TrueUp(January, "minimum", 9),
                Paid(January, free, 1),
                Paid(January, prepaid, 20),
                Tax(January, 5)
            )
            .Issued(1, Time);

        var booked = LedgerPosting.OfIssue(new Ledger([]), invoice, [prepaid, free], January.End);

        booked
            .Select(transaction => (transaction.Id, transaction.Kind, transaction.Text))
            .ShouldBe([
                ("credit/p/granted", LedgerTransactionKind.Granted, "Prepaid credit p granted"),
                ("credit/f/granted", LedgerTransactionKind.Granted, "Free credit f granted"),
                ("invoice/PM-000001", LedgerTransactionKind.Issued, "Invoice PM-000001 for 2026-01"),
            ]);
        booked[0]
            .Entries.ShouldBe([
                new(LedgerAccount.PrepaidReceived, null, 100),
                new(LedgerAccount.Credit, "p", -100) { CreditKind = CreditKind.Prepaid },
            ]);
        booked[1]
            .Entries.ShouldBe([
                new(LedgerAccount.Credit, "f", -1) { CreditKind = CreditKind.Free },
                new(LedgerAccount.CreditCost, null, 1),
            ]);
        booked[2]
            .Entries.ShouldBe([
                new(LedgerAccount.Receivable, null, 143),
                new(LedgerAccount.Credit, "f", 1) { CreditKind = CreditKind.Free },
                new(LedgerAccount.Credit, "p", 20) { CreditKind = CreditKind.Prepaid },
                new(LedgerAccount.CommitmentUsed, "gpu", -70),
                new(LedgerAccount.CommitmentUnused, "gpu", -30),
                new(LedgerAccount.Revenue, null, -59.004m),
                new(LedgerAccount.Tax, null, -5),
                new(LedgerAccount.Rounding, null, 0.004m),
            ]);
    }

    [Fact]
    public void OfIssue_CommitmentOverSeveralMonths_IsOpenUntilItIsUsed()
    {
        var ledger = new Ledger([]);
        Issue(
            ledger,
            1,
            Draft(January, Purchase(January, "gpu", 90), Committed(January, "gpu", CommitmentStatus.Used, 20))
        );
        ledger.BalanceOf("acme", LedgerAccount.CommitmentOpen, "gpu").ShouldBe(-70);

        Issue(
            ledger,
            2,
            Draft(
                February,
                Committed(February, "gpu", CommitmentStatus.Used, 50),
                Committed(February, "gpu", CommitmentStatus.Unused, 20)
            )
        );

        ledger.BalanceOf("acme", LedgerAccount.CommitmentOpen, "gpu").ShouldBe(0);
        ledger.BalanceOf("acme", LedgerAccount.CommitmentUsed, "gpu").ShouldBe(-70);
        ledger.BalanceOf("acme", LedgerAccount.CommitmentUnused, "gpu").ShouldBe(-20);
        ledger.BalanceOf("acme", LedgerAccount.Receivable).ShouldBe(90);
    }

    /// <summary>Nothing was paid ahead: usage is billed as it comes, and what is missing with the last month.</summary>
    [Fact]
    public void OfIssue_CommitmentInArrears_IsNeverOpen()
    {
        var ledger = new Ledger([]);

        Issue(
            ledger,
            1,
            Draft(
                January,
                Committed(January, "spend", CommitmentStatus.Used, 40, billed: 40),
                TrueUp(January, "spend", 60)
            )
        );

        ledger
            .Balances.Select(balance => (balance.Place.Account, balance.Amount))
            .ShouldBe([(LedgerAccount.Receivable, 100), (LedgerAccount.Revenue, -100)]);
    }

    [Fact]
    public void OfIssue_NothingBilled_BooksNothing() =>
        LedgerPosting.OfIssue(new Ledger([]), Draft(January).Issued(1, Time), [], January.End).ShouldBeEmpty();

    [Fact]
    public void OfIssue_CreditEndsWithTheMonth_TakesOutWhatIsLeft()
    {
        var prepaid = CreditOf("p", 10, CreditKind.Prepaid, January, end: February);
        var free = CreditOf("f", 5, CreditKind.Goodwill, January, end: February);
        var later = CreditOf("l", 5, CreditKind.Free, January, end: March);
        var ledger = new Ledger([]);

        Issue(ledger, 1, Draft(January, Used(January, 3), Paid(January, prepaid, 3)), prepaid, free, later);

        ledger.CreditLeft("acme", "p").ShouldBe(0);
        ledger.CreditLeft("acme", "f").ShouldBe(0);
        ledger.CreditLeft("acme", "l").ShouldBe(5);
        ledger.BalanceOf("acme", LedgerAccount.CreditLapsed).ShouldBe(-7);
        ledger.BalanceOf("acme", LedgerAccount.CreditCost).ShouldBe(5);
        ledger
            .Transactions.TakeLast(2)
            .Select(transaction => transaction.Id)
            .ShouldBe(["invoice/PM-000001/expired/p", "invoice/PM-000001/expired/f"]);
    }

    [Fact]
    public void OfIssue_CorrectionsUseAndGiveBackOfAnExpiredCredit_KeepItAtZero()
    {
        var credit = CreditOf("p", 10, CreditKind.Prepaid, January, end: February);
        var ledger = new Ledger([]);
        Issue(ledger, 1, Draft(January, Used(January, 3), Paid(January, credit, 3)), credit);

        Issue(ledger, 2, Draft(February, Used(January, 2, true), Paid(January, credit, 2, true)), credit);
        ledger.CreditLeft("acme", "p").ShouldBe(0);
        ledger.BalanceOf("acme", LedgerAccount.CreditLapsed).ShouldBe(-5);
        ledger
            .Transactions.TakeLast(2)
            .Select(transaction => transaction.Text)
            .ShouldBe(["Prepaid credit p: part of what had expired is back", "Invoice PM-000002 for 2026-02"]);

        Issue(ledger, 3, Draft(March, Used(January, -4, true), Paid(January, credit, -4, true)), credit);
        ledger.CreditLeft("acme", "p").ShouldBe(0);
        ledger.BalanceOf("acme", LedgerAccount.CreditLapsed).ShouldBe(-9);
        ledger.BalanceOf("acme", LedgerAccount.Receivable).ShouldBe(0);
    }

    [Fact]
    public void OfIssue_CreditUsedBeyondItsAmount_IsRefused()
    {
        var credit = CreditOf("p", 10, CreditKind.Prepaid, January);

        Should
            .Throw<BillingRefusedException>(() =>
                Issue(new Ledger([]), 1, Draft(January, Used(January, 11), Paid(January, credit, 11)), credit)
            )
            .Message.ShouldBe("credit p of acme: 1 more would be used than there is");
    }

    [Fact]
    public void OfIssue_TwoCreditsOfOneId_AreRefused() =>
        Should
            .Throw<BillingRefusedException>(() =>
                Issue(
                    new Ledger([]),
                    1,
                    Draft(January),
                    CreditOf("p", 1, CreditKind.Free, January),
                    CreditOf("p", 2, CreditKind.Free, January)
                )
            )
            .Message.ShouldContain("credit p of acme: found twice");

    [Fact]
    public void OfIssue_CreditThatHasNotBegun_IsNotBooked() =>
        LedgerPosting
            .OfIssue(
                new Ledger([]),
                Draft(January, Used(January, 1)).Issued(1, Time),
                [CreditOf("p", 10, CreditKind.Prepaid, March)],
                January.End
            )
            .Count.ShouldBe(1);

    /// <summary>January's invoice is issued on 3 February: what was there by then or is of the month is booked.</summary>
    [Theory]
    [InlineData("2026-02-03T04:05:06Z", "2026-02-01", true)]
    [InlineData("2026-02-03T04:05:07Z", "2026-02-01", false)]
    [InlineData("2026-02-28T23:59:59Z", "2026-03-01", true)]
    [InlineData("2026-03-01T00:00:00Z", "2026-03-01", false)]
    public void OfIssue_CreditThatBeginsByThenOrWithinTheMonths_IsBooked(string granted, string until, bool isBooked)
    {
        var ledger = new Ledger([]);
        Issue(ledger, 1, Draft(January, Used(January, 1)));
        var credit = CreditOf("p", 10, CreditKind.Prepaid, January) with { GrantedAt = TestBooks.At(granted) };

        LedgerPosting
            .OfIssue(ledger, Draft(January, Used(January, 1)).Issued(2, Time), [credit], TestBooks.At(until))
            .Select(transaction => transaction.Id)
            .ShouldBe(isBooked ? ["credit/p/granted", "invoice/PM-000002"] : ["invoice/PM-000002"]);
    }

    /// <summary>It was booked already: that it begins later than was said leaves it there, with its amount put right.</summary>
    [Fact]
    public void OfIssue_BookedCreditThatBeginsLater_StaysBooked()
    {
        var credit = CreditOf("p", 10, CreditKind.Prepaid, January);
        var ledger = new Ledger([]);
        Issue(ledger, 1, Draft(January, Used(January, 1)), credit);

        Issue(ledger, 2, Draft(January, Used(January, 1)), credit with { Amount = 7, GrantedAt = March.Start });

        ledger.CreditLeft("acme", "p").ShouldBe(7);
    }

    /// <summary>What is prepaid now was free before: the invoice takes it from where it is.</summary>
    [Fact]
    public void OfIssue_CreditOfAnotherKindNow_IsMovedBeforeItIsUsed()
    {
        var credit = CreditOf("c", 10, CreditKind.Free, January);
        var ledger = new Ledger([]);
        Issue(ledger, 1, Draft(January, Used(January, 1)), credit);
        var prepaid = credit with { Kind = CreditKind.Prepaid };

        Issue(ledger, 2, Draft(February, Used(February, 3), Paid(February, prepaid, 3)), prepaid);

        ledger
            .Transactions.TakeLast(2)
            .Select(transaction => transaction.Id)
            .ShouldBe(["credit/c/granted/2", "invoice/PM-000002"]);
    }

    [Fact]
    public void OfIssue_CreditWhoseAmountAndKindWerePutRight_BooksTheDifference()
    {
        var credit = CreditOf("c", 10, CreditKind.Free, January);
        var ledger = new Ledger([]);
        Issue(ledger, 1, Draft(January, Used(January, 3), Paid(January, credit, 3)), credit);

        var changed = credit with { Amount = 8, Kind = CreditKind.Prepaid };
        Issue(ledger, 2, Draft(February, Used(February, 1)), changed);
        Issue(ledger, 3, Draft(March, Used(March, 1)), changed);

        ledger.CreditLeft("acme", "c").ShouldBe(5);
        ledger.BalanceOf("acme", LedgerAccount.CreditCost).ShouldBe(0);
        ledger.BalanceOf("acme", LedgerAccount.PrepaidReceived).ShouldBe(8);
        ledger
            .Transactions.Where(transaction => transaction.Kind == LedgerTransactionKind.Granted)
            .Select(transaction => (transaction.Id, transaction.Text))
            .ShouldBe([
                ("credit/c/granted", "Free credit c granted"),
                ("credit/c/granted/2", "Prepaid credit c is now 8"),
            ]);
    }

    [Fact]
    public void OfVoid_InvoiceThatEndedACredit_TakesBothBackAndLeavesTheTrail()
    {
        var credit = CreditOf("p", 10, CreditKind.Prepaid, January, end: February);
        var ledger = new Ledger([]);
        var invoice = Issue(
            ledger,
            1,
            Draft(January, Used(January, 3), Paid(January, credit, 3), Tax(January, 1)),
            credit
        );

        Book(ledger, LedgerPosting.OfVoid(ledger, invoice, [credit], null, Time, "wrong customer"));

        ledger.CreditLeft("acme", "p").ShouldBe(10);
        ledger
            .Balances.Where(balance => balance.Amount != 0)
            .Select(balance => balance.Place.Account)
            .ShouldBe([LedgerAccount.PrepaidReceived, LedgerAccount.Credit]);
        ledger
            .Transactions.TakeLast(2)
            .Select(transaction => (transaction.Id, transaction.Text))
            .ShouldBe([
                ("invoice/PM-000001/void/expired/p", "Prepaid credit p: part of what had expired is back"),
                ("invoice/PM-000001/void", "Invoice PM-000001 voided: wrong customer"),
            ]);
    }

    [Fact]
    public void OfVoid_WhatItGaveBackWasUsedSince_IsRefused()
    {
        var credit = CreditOf("p", 10, CreditKind.Prepaid, January);
        var ledger = new Ledger([]);
        Issue(ledger, 1, Draft(January, Used(January, 10), Paid(January, credit, 10)), credit);
        var back = Issue(ledger, 2, Draft(February, Used(January, -4, true), Paid(January, credit, -4, true)), credit);
        Issue(ledger, 3, Draft(March, Used(March, 3), Paid(March, credit, 3)), credit);

        Should.Throw<BillingRefusedException>(() =>
            LedgerPosting.OfVoid(ledger, back, [credit], March.End, Time, "a mistake")
        );
    }

    [Theory]
    [InlineData("1 -1 1 -1")]
    [InlineData("0.1 0.2 -0.3")]
    public void Check_EntriesThatAddUpToZero_AreAllowed(string amounts) =>
        Should.NotThrow(() => Transaction(amounts).Check());

    [Theory]
    [InlineData("1 -0.5", "add up to 0.5")]
    [InlineData("1 0 -1", "an entry of 0 on Revenue")]
    [InlineData("", "found 0 entries")]
    [InlineData("1", "found 1 entries")]
    public void Check_AnythingElse_IsRefused(string amounts, string problem) =>
        Should.Throw<ArgumentException>(() => new Ledger([Transaction(amounts)])).Message.ShouldContain(problem);

    private static LedgerTransaction Transaction(string amounts) =>
        new()
        {
            Id = "t",
            Kind = LedgerTransactionKind.Issued,
            Account = "acme",
            Time = Time,
            Text = "",
            Entries =
            [
                .. amounts
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(amount => new LedgerEntry(
                        LedgerAccount.Revenue,
                        null,
                        decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)
                    )),
            ],
        };

    private static Invoice Issue(Ledger ledger, int number, Invoice draft, params Credit[] credits)
    {
        var invoice = draft.Issued(number, draft.Month.End.AddDays(2));
        Book(ledger, LedgerPosting.OfIssue(ledger, invoice, credits, draft.Month.End));
        return invoice;
    }

    private static void Book(Ledger ledger, IEnumerable<LedgerTransaction> transactions)
    {
        foreach (var transaction in transactions)
        {
            ledger.Book(transaction);
        }
    }
}
