using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Invoices;

public sealed class InvoiceTotalsTests
{
    /// <summary>20 less 10%: what counts towards promised money is billed as it is used, what money paid ahead covers is not.</summary>
    [Theory]
    [InlineData("arrears", 2, 18)]
    [InlineData("upfront", 0, 100)]
    public void Of_UsageUnderACommitment_HasItsVolumeDiscountWhereItIsBilled(
        string paid,
        decimal discount,
        decimal subtotal
    )
    {
        var book = new MemoryBook(
            Terms(
                $$"""
                volume-discounts: [{ id: volume, over: spend, tiers: [{ percent: 10 }], agreed: 2026-01-01 }]
                spend-commitments: [{ id: spend, amount: 100, from: 2026-10-01, until: 2026-12-01, paid: {{paid}}, agreed: 2026-01-01 }]
                """
            )
        );
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 20_000_000));

        var totals = InvoiceTotals.Of(book.Issue(October).Lines);

        (totals.ListCost, totals.VolumeDiscount, totals.Subtotal).ShouldBe((20, discount, subtotal));
    }
}
