using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Bills;

/// <summary>What commitments cover, what they cost, and what becomes of what is not used.</summary>
public sealed class CommitmentBillTests
{
    /// <summary>Three hours of 100 in all: the last of them takes what thirds leave over.</summary>
    [Fact]
    public void Make_TermUsedUp_CostsInAllWhatItCost()
    {
        var bill = BillOf(
            Terms(Term(quantity: 3, cost: 100)),
            October,
            Owned("a", "2026-10-05", 1),
            Owned("b", "2026-10-05", 1),
            Owned("c", "2026-10-05", 1)
        );

        Used(bill).ShouldBe([("a", 1, 33.333333333333m), ("b", 1, 33.333333333333m), ("c", 1, 33.333333333334m)]);
        bill.Lines.Where(line => line.Key.Commitment == CommitmentStatus.Unused).ShouldBeEmpty();
    }

    [Fact]
    public void Make_TermNotUsedUp_ChargesEachShareAndKeepsTheRest()
    {
        var bill = BillOf(
            Terms(Term(quantity: 3, cost: 100)),
            October,
            Owned("a", "2026-10-05", 1),
            Owned("b", "2026-10-06", 1)
        );

        Used(bill).ShouldBe([("a", 1, 33.333333333333m), ("b", 1, 33.333333333333m)]);
        bill.Lines.Single(line => line.Key.Category == ChargeCategory.Purchase).Key.PricingUnit.ShouldBe("term");
    }

    [Fact]
    public void Make_TermTooShort_CoversWhoeverComesFirst()
    {
        var bill = BillOf(
            Terms(Term(quantity: 3, cost: 30)),
            October,
            Owned("late", "2026-10-07", 2),
            Owned("z", "2026-10-05", 2)
        );

        Used(bill).ShouldBe([("late", 1, 10), ("z", 2, 20)]);
        bill.Lines.Single(line => line.Key is { Rule: null, Meter: not null })
            .ShouldSatisfyAllConditions(
                line => line.ConsumedQuantity.ShouldBe(1),
                line => line.BilledCost.ShouldBe(6),
                line => line.ContractedCost.ShouldBe(6)
            );
    }

    /// <summary>A token beside millions in the hour in which the pool runs out: of it, less is left than a price is of.</summary>
    [Fact]
    public void Make_OverageOfLessThanAPriceShows_HasNoUnitPrice()
    {
        var bill = BillOf(
            Terms(
                """
                reserved:
                  - { id: r, for: { meters: input_tokens }, quantity: 3M, each: term, cost: 2, overage: { price: 5 }, from: 2026-10-01, until: 2026-11-01, paid: upfront, agreed: 2026-01-01 }
                """
            ),
            October,
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 3_000_000) with
            {
                SubAccount = "a",
            },
            Tokens("b", "2026-10-05", "small", Meters.InputTokens, 1) with
            {
                SubAccount = "b",
            }
        );

        bill.Lines.Where(line => line.Key is { Rule: "r", Category: ChargeCategory.Usage, Commitment: null })
            .Sum(line => line.ConsumedQuantity)
            .ShouldBe(1);
        bill.Lines.Where(line => line.PricingQuantity == 0)
            .ShouldHaveSingleItem()
            .Key.ShouldSatisfyAllConditions(
                key => key.Rule.ShouldBe("r"),
                key => key.ContractedUnitPrice.ShouldBeNull()
            );
        bill.Lines.Where(line => line.Key.Category == ChargeCategory.Usage)
            .Sum(line => line.ConsumedQuantity)
            .ShouldBe(3_000_001);
    }

    /// <summary>Bought by the hour where an hour's price does not divide by its machines, by the month, ahead for all months.</summary>
    [Theory]
    [InlineData("each: hour, cost: 10, from: 2026-10-31, until: 2026-11-01, paid: monthly", "hour", 24, 240)]
    [InlineData("each: month, cost: 10, from: 2026-10-01, until: 2027-01-01, paid: monthly", "month", 1, 10)]
    [InlineData("each: month, cost: 10, from: 2026-10-01, until: 2027-02-01, paid: upfront", "month", 4, 40)]
    [InlineData("each: term, cost: 10, from: 2026-10-01, until: 2027-02-01, paid: upfront", "term", 1, 10)]
    public void Make_Commitment_IsBoughtByItsPools(string terms, string unit, decimal quantity, decimal cost)
    {
        var bill = BillOf(
            Terms(
                $"reserved: [{{ id: some, for: {{ modes: cluster, meters: gpu_cluster_hours }}, quantity: 3, {terms}, agreed: 2026-01-01 }}]"
            ),
            October
        );

        var bought = bill.Lines.Single(line => line.Key.Category == ChargeCategory.Purchase);
        (bought.Key.PricingUnit, bought.PricingQuantity, bought.BilledCost, bought.EffectiveCost).ShouldBe(
            (unit, quantity, cost, 0)
        );
    }

    [Fact]
    public void Make_MoneyPaidAhead_CoversUsageInTheOrderOfTime()
    {
        var bill = BillOf(
            Terms(Ahead(10)),
            October,
            Tokens("b", "2026-10-06", "small", Meters.InputTokens, 8_000_000) with
            {
                SubAccount = "a",
            },
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 8_000_000) with
            {
                SubAccount = "z",
            }
        );

        bill.Lines.Where(line => line.Key.Commitment == CommitmentStatus.Used)
            .Select(line => (line.Key.SubAccount, line.ConsumedQuantity, line.EffectiveCost, line.BilledCost))
            .ShouldBe([("a", 2_000_000, 2, 0), ("z", 8_000_000, 8, 0)]);
        bill.Lines.Single(line => line.Key is { Rule: null })
            .ShouldSatisfyAllConditions(
                line => line.ConsumedQuantity.ShouldBe(6_000_000),
                line => line.ListCost.ShouldBe(6),
                line => line.ContractedCost.ShouldBe(6),
                line => line.EffectiveCost.ShouldBe(6),
                line => line.BilledCost.ShouldBe(6)
            );
        bill.Lines.Single(line => line.Key.Category == ChargeCategory.Purchase)
            .ShouldSatisfyAllConditions(
                line => line.Key.PricingUnit.ShouldBe("term"),
                line => line.BilledCost.ShouldBe(10)
            );
    }

    [Theory]
    [InlineData("2026-11-01", 3)]
    [InlineData("2026-11-02", 0)]
    public void Make_MoneyPaidAhead_LapsesInTheMonthInWhichItsTermEnds(string until, decimal lapsed)
    {
        var bill = BillOf(
            Terms(Ahead(10, until)),
            October,
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 7_000_000)
        );

        bill.Lines.Where(line => line.Key.Commitment == CommitmentStatus.Unused)
            .Sum(line => line.EffectiveCost)
            .ShouldBe(lapsed);
        bill.BilledCost.ShouldBe(10);
    }

    /// <summary>What comes when nothing is left is billed as it is; its events are counted with it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Make_CommitmentUsedUpEarlier_LeavesLaterUsageAlone(bool isQuantity)
    {
        var bill = BillOf(
            Terms(isQuantity ? Term(quantity: 2, cost: 12) : Ahead(12)),
            October,
            Owned("a", "2026-10-05", 2),
            Owned("b", "2026-10-06", 1)
        );

        bill.Lines.Where(line => line.Key.Category == ChargeCategory.Usage)
            .Select(line => (line.Key.SubAccount, line.Key.Commitment, line.Events, line.BilledCost))
            .ShouldBe([("a", CommitmentStatus.Used, 1, 0), ("b", null, 1, 6)], ignoreOrder: true);
    }

    /// <summary>A credit that begins within the hour cuts it in two: both halves use the machines of one hour.</summary>
    [Fact]
    public void Make_ReservedByTheHour_CoversStretchesOfOneHourTogether()
    {
        var bill = BillOf(
            Terms(
                """
                reserved: [{ id: gpu, for: { modes: cluster, meters: gpu_cluster_hours }, quantity: 8, each: hour, price: 3, from: 2026-10-01, until: 2026-11-01, paid: monthly, agreed: 2026-01-01 }]
                """,
                [Credit("free", 1, "2026-10-05T10:30:00Z", "2026-10-05T10:31:00Z")]
            ),
            October,
            Hours("a", "2026-10-05T10:00:00Z", Mode.Cluster, 5),
            Hours("b", "2026-10-05T10:40:00Z", Mode.Cluster, 5),
            Hours("c", "2026-10-05T11:00:00Z", Mode.Cluster, 5)
        );

        bill.Lines.Where(line => line.Key.Meter is not null)
            .Select(line => (line.Key.Commitment, line.ConsumedQuantity))
            .ShouldBe([(null, 2), (CommitmentStatus.Used, 13)]);
    }

    /// <summary>10 over three uses of 5 at once: the first line takes what thirds leave over.</summary>
    [Fact]
    public void Make_MoneyPaidAheadForUsageAtOnce_IsSharedAlike()
    {
        var bill = BillOf(Terms(Ahead(10)), October, Tenth("c"), Tenth("a"), Tenth("b"));

        bill.Lines.Where(line => line.Key.Commitment == CommitmentStatus.Used)
            .Select(line => (line.Key.SubAccount, line.EffectiveCost))
            .ShouldBe([("a", 3.333333333334m), ("b", 3.333333333333m), ("c", 3.333333333333m)]);

        static UsageEvent Tenth(string owner) =>
            Tokens(owner, "2026-10-05", "small", Meters.InputTokens, 5_000_000) with
            {
                SubAccount = owner,
            };
    }

    [Theory]
    [InlineData("upfront")]
    [InlineData("arrears")]
    public void Make_UsageThatIsFree_IsUnderNoPromise(string paid)
    {
        var bill = BillOf(
            Terms(
                $$"""
                discounts: [{ id: free, for: { meters: output_tokens }, percent: 100, agreed: 2026-01-01 }]
                spend-commitments: [{ id: spend, amount: 3, from: 2026-10-01, until: 2026-11-01, paid: {{paid}}, agreed: 2026-01-01 }]
                """
            ),
            October,
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 3_000_000),
            Tokens("b", "2026-10-05", "small", Meters.OutputTokens, 1_000_000)
        );

        bill.Lines.Where(line => line.Key.Meter is not null)
            .Select(line => (line.Key.Meter, line.Key.Rule))
            .ShouldBe([("input_tokens", "spend"), ("output_tokens", null)]);
    }

    private static IEnumerable<(string?, decimal, decimal)> Used(Bill bill) =>
        bill
            .Lines.Where(line => line.Key.Commitment == CommitmentStatus.Used)
            .Select(line => (line.Key.SubAccount, line.ConsumedQuantity, line.EffectiveCost));

    private static UsageEvent Owned(string owner, string time, decimal hours) =>
        Hours(owner, time, Mode.Dedicated, hours) with
        {
            SubAccount = owner,
        };

    private static string Term(int quantity, int cost) =>
        $$"""
            reserved:
              - { id: term, for: { modes: dedicated, meters: dedicated_endpoint_hours }, quantity: {{quantity}}, each: term, cost: {{cost}}, from: 2026-10-01, until: 2026-11-01, paid: upfront, agreed: 2026-01-01 }
            """;

    private static string Ahead(decimal amount, string until = "2026-11-01") =>
        $$"""
            spend-commitments:
              - { id: spend, amount: {{amount}}, from: 2026-10-01, until: {{until}}, paid: upfront, agreed: 2026-01-01 }
            """;
}
