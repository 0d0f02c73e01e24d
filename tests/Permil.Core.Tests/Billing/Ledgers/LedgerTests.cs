using Permil.Billing.Invoices;
using static Permil.Billing.Invoices.TestInvoices;

namespace Permil.Billing.Ledgers;

public sealed class LedgerTests
{
    private static readonly DateTimeOffset Time = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    /// <summary>Debits and credits stand beside each other; a place has its own by kind and by subject.</summary>
    [Fact]
    public void Balances_OfTransactions_AreByAccountThenPlace()
    {
        var ledger = new Ledger([
            Transaction("b", new(LedgerAccount.Revenue, null, -5), new(LedgerAccount.Receivable, null, 5)),
            Transaction(
                "a",
                Credit("y", CreditKind.Prepaid, -3),
                Credit("x", CreditKind.Prepaid, -2),
                Credit("z", CreditKind.Free, -1),
                new(LedgerAccount.CreditCost, null, 6)
            ),
            Transaction("a", Credit("y", CreditKind.Prepaid, 2), new(LedgerAccount.Receivable, null, -2)),
        ]);

        ledger
            .Balances.Select(balance =>
                (balance.Account, balance.Place.Account, balance.Place.Subject, balance.Debits, balance.Credits)
            )
            .ShouldBe(
                [
                    ("a", LedgerAccount.Receivable, null, 0, 2),
                    ("a", LedgerAccount.Credit, "z", 0, 1),
                    ("a", LedgerAccount.Credit, "x", 0, 2),
                    ("a", LedgerAccount.Credit, "y", 2, 3),
                    ("a", LedgerAccount.CreditCost, null, 6, 0),
                    ("b", LedgerAccount.Receivable, null, 5, 0),
                    ("b", LedgerAccount.Revenue, null, 0, 5),
                ],
                ignoreOrder: true
            );
        ledger.Balances.Select(balance => balance.Place).Take(5).ShouldBeInOrder();
        ledger.Balances.Select(balance => balance.Account).ShouldBe(["a", "a", "a", "a", "a", "b", "b"]);
        ledger.Difference.ShouldBe(0);
        ledger.CreditLeft("a", "y").ShouldBe(1);
    }

    [Fact]
    public void CompareTo_Places_IsByAccountThenKindThenSubject()
    {
        var place = new LedgerPlace(LedgerAccount.Credit, CreditKind.Goodwill, "m");
        var same = place with { };

        place.CompareTo(place with { CreditKind = CreditKind.Free, Subject = "z" }).ShouldBeGreaterThan(0);
        place.CompareTo(place with { CreditKind = CreditKind.Prepaid, Subject = "a" }).ShouldBeLessThan(0);
        place.CompareTo(place with { Subject = "n" }).ShouldBeLessThan(0);
        place.CompareTo(same).ShouldBe(0);
        (place < same, place <= same, place > same, place >= same).ShouldBe((false, true, false, true));
        var next = place with { Subject = "n" };
        (place < next, place <= next, place > next, place >= next).ShouldBe((true, true, false, false));
        (next < place, next <= place, next > place, next >= place).ShouldBe((false, false, true, true));
    }

    [Theory]
    [InlineData(InvoiceKind.Invoice, "Invoice PM-000001 for 2026-01")]
    [InlineData(InvoiceKind.CreditNote, "Credit note PM-000001 for 2026-01")]
    [InlineData(InvoiceKind.DebitNote, "Debit note PM-000001 for 2026-01")]
    public void OfIssue_Document_IsCalledWhatItIs(InvoiceKind kind, string text) =>
        LedgerPosting
            .OfIssue(
                new Ledger([]),
                (Draft(January, Used(January, 1)) with { Kind = kind }).Issued(1, Time),
                [],
                January.End
            )
            .ShouldHaveSingleItem()
            .Text.ShouldBe(text);

    [Fact]
    public void OfVoid_InvoiceThatBookedNothing_BooksNothing() =>
        LedgerPosting
            .OfVoid(new Ledger([]), Draft(January).Issued(1, Time), [], null, Time, "a mistake")
            .ShouldBeEmpty();

    private static LedgerEntry Credit(string id, CreditKind kind, decimal amount) =>
        new(LedgerAccount.Credit, id, amount) { CreditKind = kind };

    private static LedgerTransaction Transaction(string account, params IReadOnlyList<LedgerEntry> entries) =>
        new()
        {
            Id = "t",
            Kind = LedgerTransactionKind.Issued,
            Account = account,
            Time = Time,
            Text = "",
            Entries = entries,
        };
}
