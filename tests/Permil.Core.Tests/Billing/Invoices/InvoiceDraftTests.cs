using Permil.Billing.Bills;
using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Invoices;

public sealed class InvoiceDraftTests
{
    private static readonly BillingMonth November = October.Next;

    [Fact]
    public void OfMonth_LateEvent_ComesWithTheNextInvoiceAsACorrectionOfItsOwnMonth()
    {
        var book = new MemoryBook(Terms());
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1_000_000));
        book.Issue(October);
        book.Charges.Store(
            Tokens("late", "2026-10-06", "small", Meters.InputTokens, 2_000_000),
            Tokens("b", "2026-11-01", "small", Meters.InputTokens, 4_000_000)
        );

        var invoice = book.Issue(November);

        invoice
            .Lines.Select(line => (line.Period, line.IsCorrection, line.Line.Events, line.Line.BilledCost))
            .ShouldBe([(November, false, 1, 4), (October, true, 1, 2)]);
        invoice.Total.ShouldBe(6);
    }

    [Fact]
    public void OfMonth_RetractedEvent_IsTakenBackWithWhatACreditHadPaid()
    {
        var book = new MemoryBook(Terms(credits: [Credit("free", 3)]));
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 2_000_000));
        book.Issue(October).Total.ShouldBe(0);
        book.Charges.Retract("a");
        book.Charges.Store(Tokens("b", "2026-11-01", "small", Meters.InputTokens, 4_000_000));

        var invoice = book.Issue(November);

        invoice.Total.ShouldBe(1);
        book.Lines.Where(line => line.Line.Key.Credit == "free").Sum(line => line.Line.BilledCost).ShouldBe(-3);
        book.Lines.Where(line => line.Period == October).Sum(line => line.Line.BilledCost).ShouldBe(0);
    }

    [Fact]
    public void OfMonth_NothingChanged_HasNoCorrections()
    {
        var book = new MemoryBook(Terms());
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1_000_000));
        book.Issue(October);

        book.Issue(November).Lines.ShouldBeEmpty();
    }

    [Fact]
    public void OfMonth_PricesChangedSince_KeepsEarlierMonthsAsTheyWere()
    {
        var book = new MemoryBook(Terms());
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1_000_000));
        book.Issue(October);
        book.Charges.Store(Tokens("late", "2026-10-06", "small", Meters.InputTokens, 1_000_000));
        book.Terms = Terms(book: Book.Replace("input_tokens: 1,", "input_tokens: 7,", StringComparison.Ordinal));

        book.Issue(November).Total.ShouldBe(1);
    }

    [Fact]
    public void OfMonth_ExactSum_IsRoundedOnceHalfToEvenWithALine()
    {
        var book = new MemoryBook(Terms());
        book.Charges.Store(
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 5_000),
            Tokens("b", "2026-10-05", "small", Meters.OutputTokens, 10_000)
        );

        var invoice = book.Issue(October);

        invoice.Total.ShouldBe(0.02m);
        invoice.Lines[^1].Line.Key.Rule.ShouldBe(BillLineKey.Rounding);
        invoice.Lines[^1].Line.BilledCost.ShouldBe(-0.005m);
        (invoice.Lines[^1].Period, invoice.Lines[^1].IsCorrection, invoice.Lines[^1].Description).ShouldBe(
            (October, false, "Rounding")
        );
        invoice.Lines.Sum(line => line.Line.BilledCost).ShouldBe(invoice.Total);
    }

    /// <summary>Half a cent was left off October: it stays so, and what comes late is rounded with November.</summary>
    [Fact]
    public void OfMonth_LateEventOfARoundedMonth_LeavesItsRounding()
    {
        var book = new MemoryBook(Terms());
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 25_000));
        book.Issue(October).Total.ShouldBe(0.02m);
        book.Charges.Store(Tokens("late", "2026-10-06", "small", Meters.InputTokens, 1_000_000));

        var invoice = book.Issue(November);

        invoice.Lines.ShouldHaveSingleItem().Line.BilledCost.ShouldBe(1);
        invoice.Total.ShouldBe(1);
    }

    [Fact]
    public void OfMonth_InvoicedMonth_IsRefused()
    {
        var book = new MemoryBook(Terms());
        book.Issue(October);

        Should.Throw<ArgumentException>(() => book.Issue(October)).Message.ShouldContain("2026-10");
    }

    [Fact]
    public void OfMonthAndNoteOf_ContractInAnotherCurrency_AreRefused()
    {
        var book = new MemoryBook(Terms());
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1_000_000));
        book.Issue(October);
        book.Terms = BillingTerms.Of(
            Account,
            [
                new TermsText(TermsKind.PriceBook, "house.yaml", $"currency: EUR\n{Book}"),
                new TermsText(TermsKind.Contract, "c.yaml", $"contract: c1\naccount: {Account}\ncurrency: EUR"),
            ],
            asKnownOn: null
        );

        foreach (var refused in new Action[] { () => book.Issue(November), () => book.Note(October, "prices") })
        {
            Should
                .Throw<BillingRefusedException>(refused)
                .Message.ShouldBe(
                    "currency: found EUR, allowed: USD, in which INV-000001 was issued; an account keeps its currency"
                );
        }
    }

    [Fact]
    public void OfMonth_Customer_IsThatOfTheContractOrTheAccount()
    {
        new MemoryBook(Terms("customer: { name: Acme Corp }")).Issue(October).Customer.Name.ShouldBe("Acme Corp");
        new MemoryBook(Terms()).Issue(October).Customer.Name.ShouldBe(Account);
    }

    [Fact]
    public void OfMonth_MonthThatNothingTouched_IsNotRatedAgain()
    {
        var book = new MemoryBook(Terms());
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1_000_000));
        book.Issue(October);
        book.Charges.Asked.Clear();

        book.Issue(November);

        book.Charges.Asked.ShouldBe([November]);
    }

    [Fact]
    public void OfMonth_UsageOfNoModelWithoutAPrice_IsNamedByItsMeters()
    {
        var book = new MemoryBook(Terms());
        book.Charges.Store(
            Tokens("a", "2026-10-05", "", Meters.InputTokens, 7) with
            {
                Usage = [new Measurement(Meters.InputTokens, 7), new Measurement(Meters.OutputTokens, 1.5m)],
            }
        );

        book.Issue(October)
            .Unpriced.ShouldHaveSingleItem()
            .ShouldStartWith("no model: 1 events, 7 input_tokens, 1.5 output_tokens: ");
    }

    /// <summary>October costs half of what it did, so that 5 of the credit are left for what November paid beside it.</summary>
    [Fact]
    public void OfMonth_NoteGaveBackOfACredit_IsPaidToTheMonthThatPaidBesideIt()
    {
        Credit[] credits = [Credit("free", 10)];
        var book = new MemoryBook(Terms(credits: credits));
        book.Charges.Store(
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 10_000_000),
            Tokens("b", "2026-11-05", "small", Meters.InputTokens, 5_000_000)
        );
        book.Issue(October).Total.ShouldBe(0);
        book.Issue(November).Total.ShouldBe(5);
        book.Terms = Terms("discounts: [{ id: half, percent: 50, agreed: 2026-01-01 }]", credits);
        book.Note(October, null)!.Total.ShouldBe(0);

        book.Issue(November.Next).Total.ShouldBe(-5);
    }

    [Fact]
    public void OfMonth_TermPoolUsedByOtherMonths_IsNotUsedTwice()
    {
        var book = new MemoryBook(
            Terms(
                """
                reserved:
                  - { id: pool, for: { meters: input_tokens }, quantity: 10M, each: term, cost: 7, from: 2026-10-01, until: 2026-12-01, paid: upfront, agreed: 2026-01-01 }
                """
            )
        );
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 6_000_000));
        book.Issue(October).Total.ShouldBe(7);
        book.Charges.Store(
            Tokens("late", "2026-10-07", "small", Meters.InputTokens, 1_000_000),
            Tokens("b", "2026-11-05", "small", Meters.InputTokens, 5_000_000)
        );

        book.Issue(November).Total.ShouldBe(2);
        book.Lines.Where(line => line.Line.Key is { Rule: "pool", Commitment: not null })
            .Sum(line => line.Line.EffectiveCost)
            .ShouldBe(7);
        book.Lines.ShouldNotContain(line => line.Line.Key.Commitment == CommitmentStatus.Unused);
    }

    [Fact]
    public void OfMonth_LateUsageAfterTheTermEnded_TakesBackWhatHadLapsed()
    {
        var book = new MemoryBook(
            Terms(
                """
                spend-commitments:
                  - { id: spend, amount: 10, from: 2026-10-01, until: 2026-12-01, paid: arrears, agreed: 2026-01-01 }
                """
            )
        );
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 2_000_000));
        book.Issue(October).Total.ShouldBe(2);
        book.Issue(November).Total.ShouldBe(8);
        book.Charges.Store(Tokens("late", "2026-10-06", "small", Meters.InputTokens, 3_000_000));

        book.Issue(November.Next).Total.ShouldBe(0);
        book.Lines.Where(line => line.Line.Key.Category == ChargeCategory.Adjustment)
            .Sum(line => line.Line.BilledCost)
            .ShouldBe(5);
    }

    /// <summary>10 are promised. October's usage turns out to cost 6, not 2: of November's shortfall of 8, 4 come back.</summary>
    [Fact]
    public void OfMonth_NoteOnAMonthOfATerm_PutsRightWhatTheTermsLastMonthSaid()
    {
        var rules = Promised("arrears", until: "2026-12-01");
        var book = new MemoryBook(Terms(rules));
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 2_000_000));
        book.Issue(October).Total.ShouldBe(2);
        book.Issue(November).Total.ShouldBe(8);
        book.Terms = Terms(rules, book: Book.Replace("input_tokens: 1,", "input_tokens: 3,", StringComparison.Ordinal));
        book.Note(October, "the price was wrong")!.Total.ShouldBe(4);

        book.Issue(November.Next).Total.ShouldBe(-4);
        book.Issue(November.Next.Next).Lines.ShouldBeEmpty();
    }

    [Fact]
    public void OfMonth_MonthBeforeTheTermsLastIsInvoicedAfterIt_TakesBackTheShortfall()
    {
        var book = new MemoryBook(Terms(Promised("arrears", until: "2026-12-01")));
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 2_000_000));
        book.Issue(November).Total.ShouldBe(10);

        book.Issue(October).Total.ShouldBe(0);
    }

    /// <summary>November paid 5 beside the 10 paid ahead, since October had used them all, which it had not.</summary>
    [Fact]
    public void OfMonth_RetractedUsageHadUsedMoneyPaidAhead_IsUsedByTheMonthThatPaidBesideIt()
    {
        var book = new MemoryBook(Terms(Promised("upfront", until: "2027-02-01")));
        book.Charges.Store(
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 10_000_000),
            Tokens("b", "2026-11-05", "small", Meters.InputTokens, 5_000_000)
        );
        book.Issue(October).Total.ShouldBe(10);
        book.Issue(November).Total.ShouldBe(5);
        book.Charges.Retract("a");

        book.Issue(November.Next)
            .Lines.GroupBy(line => line.Period)
            .Select(period => (period.Key, period.Sum(line => line.Line.BilledCost)))
            .ShouldBe([(October, 0), (November, -5)]);
    }

    [Fact]
    public void OfMonth_RetractedUsageHadUsedACredit_IsPaidToTheMonthThatPaidBesideIt()
    {
        var book = new MemoryBook(Terms(credits: [Credit("free", 10)]));
        book.Charges.Store(
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 10_000_000),
            Tokens("b", "2026-11-05", "small", Meters.InputTokens, 5_000_000)
        );
        book.Issue(October).Total.ShouldBe(0);
        book.Issue(November).Total.ShouldBe(5);
        book.Charges.Retract("a");

        book.Issue(November.Next).Total.ShouldBe(-5);
        book.Lines.Where(line => line.Line.Key.Credit == "free").Sum(line => line.Line.BilledCost).ShouldBe(-5);
    }

    [Fact]
    public void OfMonth_VoidInvoiceHadUsedACredit_IsPaidToTheLaterMonthWhenItIsIssuedAgain()
    {
        var book = new MemoryBook(Terms(credits: [Credit("free", 10)]));
        book.Charges.Store(
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 10_000_000),
            Tokens("b", "2026-11-05", "small", Meters.InputTokens, 5_000_000)
        );
        book.Issue(October).Total.ShouldBe(0);
        book.Issue(November).Total.ShouldBe(5);
        book.History[0] = book.History[0] with { VoidedAt = 3 };
        book.Charges.Retract("a");

        book.Issue(October).Total.ShouldBe(-5);
    }

    [Fact]
    public void OfMonth_LateUsageWithoutAPrice_IsNamedOnceWithItsMonth()
    {
        var book = new MemoryBook(Terms());
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1_000_000));
        book.Issue(October).Unpriced.ShouldBeEmpty();
        book.Charges.Store(Tokens("late", "2026-10-06", "unknown", Meters.InputTokens, 7));

        book.Issue(November)
            .Unpriced.ShouldHaveSingleItem()
            .ShouldStartWith("2026-10: unknown: 1 events, 7 input_tokens");

        book.Charges.Store(Tokens("later", "2026-10-07", "small", Meters.InputTokens, 1_000_000));
        book.Issue(November.Next).Unpriced.ShouldBeEmpty();
        book.Terms = Terms(book: Book.Replace("input_tokens: 1,", "input_tokens: 7,", StringComparison.Ordinal));
        book.Note(October, "a price was wrong")!.Unpriced.ShouldHaveSingleItem().ShouldStartWith("unknown: 1 events");
    }

    private static string Promised(string paid, string until) =>
        $"spend-commitments: [{{ id: spend, amount: 10, from: 2026-10-01, until: {until}, paid: {paid}, agreed: 2026-01-01 }}]";
}
