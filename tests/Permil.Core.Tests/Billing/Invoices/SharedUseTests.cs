using Permil.Billing.Bills;
using static Permil.Billing.Invoices.TestInvoices;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Invoices;

/// <summary>Whether a month's bill has to be looked at again since lines of other months have changed.</summary>
public sealed class SharedUseTests
{
    private static readonly BillingMonth November = October.Next;

    [Theory]
    [InlineData("2026-01-01", null, true)]
    [InlineData("2026-11-30", null, true)]
    [InlineData("2026-12-01", null, false)]
    [InlineData("2026-01-01", "2026-11-02", true)]
    [InlineData("2026-01-01", "2026-11-01", false)]
    public void Depends_CreditThatGotSomethingBack_WhereItCanPayInTheMonth(string from, string? until, bool depends)
    {
        var credit = Credit("free", 10, from, until);

        SharedUse
            .Depends(Terms(credits: [Credit("other", 5), credit]), November, [Paid(October, credit, -4)])
            .ShouldBe(depends);
    }

    [Fact]
    public void Depends_CreditThatGotNothingBack_IsNoReason()
    {
        var credit = Credit("free", 10);
        var terms = Terms(credits: [credit]);

        SharedUse.Depends(terms, November, [Paid(October, credit, 4)]).ShouldBeFalse();
        SharedUse.Depends(terms, November, [Paid(October, credit, 0)]).ShouldBeFalse();
        SharedUse.Depends(terms, November, [Paid(October, Credit("gone", 10), -4)]).ShouldBeFalse();
        SharedUse.Depends(terms, November, [Paid(November, credit, -4)]).ShouldBeFalse();
        SharedUse.Depends(terms, November, [Used(October, 4)]).ShouldBeFalse();
    }

    /// <summary>Less used leaves more to a month of the term; how much was left is said in its last month alone.</summary>
    [Theory]
    [InlineData("spend", CommitmentStatus.Used, -1, true, true)]
    [InlineData("spend", CommitmentStatus.Used, 0, false, true)]
    [InlineData("spend", CommitmentStatus.Used, 1, false, true)]
    [InlineData("spend", CommitmentStatus.Unused, -1, false, false)]
    [InlineData("pool", CommitmentStatus.Used, -1, true, true)]
    [InlineData("monthly", CommitmentStatus.Used, -1, false, false)]
    [InlineData("gone", CommitmentStatus.Used, -1, false, false)]
    public void Depends_UseOfACommitment_WhereItIsForATerm(
        string changed,
        CommitmentStatus status,
        decimal cost,
        bool within,
        bool atTheEnd
    )
    {
        var terms = Terms(
            """
            reserved:
              - { id: monthly, for: { meters: input_tokens }, quantity: 10M, each: month, cost: 7, from: 2026-10-01, until: 2027-01-01, paid: monthly, agreed: 2026-01-01 }
              - { id: pool, for: { meters: input_tokens }, quantity: 10M, each: term, cost: 7, from: 2026-10-01, until: 2027-01-01, paid: upfront, agreed: 2026-01-01 }
            spend-commitments:
              - { id: spend, amount: 10, from: 2026-10-01, until: 2027-01-01, paid: upfront, agreed: 2026-01-01 }
            """
        );
        InvoiceLine[] changes = [Committed(October, changed, status, cost)];

        SharedUse.Depends(terms, November, changes).ShouldBe(within);
        SharedUse.Depends(terms, November.Next, changes).ShouldBe(atTheEnd);
        SharedUse.Depends(terms, November.Next.Next, changes).ShouldBeFalse();
    }
}
