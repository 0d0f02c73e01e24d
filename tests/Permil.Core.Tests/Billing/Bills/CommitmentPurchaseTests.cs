using Permil.Billing.Contracts;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Bills;

public sealed class CommitmentPurchaseTests
{
    [Theory]
    [InlineData("2026-10-01", false)]
    [InlineData("2026-10-02", true)]
    [InlineData("2026-11-01", true)]
    [InlineData("2026-11-02", false)]
    public void EndsIn_TermIsOverByTheEndOfTheMonthAndNotBefore(string until, bool isOver) =>
        CommitmentPurchase
            .EndsIn(
                Terms(
                    $"spend-commitments: [{{ id: spend, amount: 10, from: 2026-01-01, until: {until}, paid: upfront, agreed: 2026-01-01 }}]"
                )
                    .Contract.Of<Commitment>()
                    .Single(),
                October
            )
            .ShouldBe(isOver);
}
