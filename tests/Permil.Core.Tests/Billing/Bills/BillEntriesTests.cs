using Permil.Billing.Invoices;
using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Bills;

/// <summary>What becomes of each stretch of usage, which the lines of a bill no longer tell.</summary>
public sealed class BillEntriesTests
{
    [Fact]
    public void Entries_NothingTakesPart_AreTheUsageAsItWasRated() =>
        Entries(
                Terms("taxes: [{ id: vat, percent: 10, agreed: 2026-01-01 }]", [Credit("free", 1)]),
                Tokens("a", "2026-10-05", "small", Meters.InputTokens, 3_000_000)
            )
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                entry => (entry.Start, entry.BilledCost, entry.PaidAhead).ShouldBe((October.Start, 3, 0)),
                entry => entry.IsFree.ShouldBeTrue()
            );

    /// <summary>2.5 of 5 are paid ahead, by the two credits that were: 1 of the first usage and 1.5 of the last.</summary>
    [Fact]
    public void Entries_PrepaidCredits_SayWhatTheyPaid() =>
        Entries(
                Terms(
                    credits:
                    [
                        Credit("free", 1),
                        Credit("prepaid", 1.5m) with
                        {
                            Kind = CreditKind.Prepaid,
                        },
                        Credit("more", 1, "2026-10-10") with
                        {
                            Kind = CreditKind.Prepaid,
                        },
                    ]
                ),
                Tokens("a", "2026-10-05", "small", Meters.InputTokens, 2_000_000),
                Tokens("b", "2026-10-12", "small", Meters.InputTokens, 3_000_000)
            )
            .Select(entry => (entry.Start.Day, entry.BilledCost, entry.PaidAhead))
            .ShouldBe([(1, 2, 1), (10, 3, 1.5m)]);

    /// <summary>1 off, a third each: the first stretch takes what thirds leave over.</summary>
    [Fact]
    public void Entries_VolumeDiscountThatDoesNotDivide_GivesTheRestToTheFirstStretch() =>
        Entries(
                Terms(
                    """
                    volume-discounts:
                      - { id: volume, over: spend, tiers: [{ up-to: 2, percent: 0 }, { percent: 100 }], agreed: 2026-01-01 }
                    """,
                    [Credit("second", 1, "2026-10-10"), Credit("third", 1, "2026-10-20")]
                ),
                Tokens("c", "2026-10-25", "small", Meters.InputTokens, 1_000_000),
                Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1_000_000),
                Tokens("b", "2026-10-15", "small", Meters.InputTokens, 1_000_000)
            )
            .Select(entry => (entry.Start.Day, entry.BilledCost))
            .ShouldBe([(1, 0.666666666666m), (10, 0.666666666667m), (20, 0.666666666667m)], ignoreOrder: true);

    /// <summary>What fits to the last unit is covered as it is: nothing of 0 is cut off.</summary>
    [Theory]
    [InlineData(
        "reserved: [{ id: some, for: { meters: input_tokens }, quantity: 3M, each: term, cost: 2, from: 2026-10-01, until: 2026-11-01, paid: upfront, agreed: 2026-01-01 }]"
    )]
    [InlineData(
        "spend-commitments: [{ id: some, amount: 3, from: 2026-10-01, until: 2026-11-01, paid: upfront, agreed: 2026-01-01 }]"
    )]
    public void Entries_UsageThatUsesUpACommitment_IsCoveredWhole(string rules) =>
        Entries(Terms(rules), Tokens("a", "2026-10-05", "small", Meters.InputTokens, 3_000_000))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                entry => entry.ConsumedQuantity.ShouldBe(3_000_000),
                entry => (entry.Rule, entry.Commitment).ShouldBe(("some", CommitmentStatus.Used)),
                entry => entry.BilledCost.ShouldBe(0)
            );

    private static IReadOnlyList<BillEntry> Entries(BillingTerms terms, params UsageEvent[] events)
    {
        var charges = new MemoryCharges();
        charges.Store(events);
        return
        [
            .. BillMaker.Entries(
                terms,
                October,
                charges.Rate(terms, BillMaker.QuestionOf(terms, Account, October, null)),
                UsedElsewhere.Nothing
            ),
        ];
    }
}
