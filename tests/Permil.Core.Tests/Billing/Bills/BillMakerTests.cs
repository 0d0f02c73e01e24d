using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Bills;

public sealed class BillMakerTests
{
    private const string Reserved = """
        reserved:
          - id: cluster
            for: { modes: cluster, meters: gpu_cluster_hours }
            quantity: 8
            each: hour
            price: 3
            from: 2026-10-31
            until: 2026-11-02
            paid: PAID
            agreed: 2026-01-01
        """;

    [Fact]
    public void Make_NoContract_BillsListPrices()
    {
        var bill = BillOf(
            Terms(),
            October,
            Tokens("a", "2026-10-02", "small", Meters.InputTokens, 3_000_000),
            Tokens("b", "2026-10-03", "small", Meters.InputTokens, 1_000_000)
        );

        var line = bill.Lines.ShouldHaveSingleItem();
        line.Events.ShouldBe(2);
        line.ConsumedQuantity.ShouldBe(4_000_000);
        line.PricingQuantity.ShouldBe(4);
        (line.ListCost, line.ContractedCost, line.EffectiveCost, line.BilledCost).ShouldBe((4, 4, 4, 4));
    }

    [Fact]
    public void Make_PriceChangesWithinTheMonth_TellsTheLinesApart()
    {
        var bill = BillOf(
            Terms(),
            October,
            Tokens("a", "2026-10-15T23:59:59Z", "large", Meters.InputTokens, 1_000_000),
            Tokens("b", "2026-10-16", "large", Meters.InputTokens, 1_000_000)
        );

        bill.Lines.Select(line => (line.Key.ListUnitPrice, line.BilledCost)).ShouldBe([(8, 8), (10, 10)]);
    }

    /// <summary>100 at 0%, 400 at 10%, 100 at 20% of 600: 60, spread 5:1 over lines of 500 and 100.</summary>
    [Fact]
    public void Make_VolumeDiscount_GraduatesOverTheMonthAndSpreadsByContractedCost()
    {
        var bill = BillOf(
            Terms(
                """
                volume-discounts:
                  - id: volume
                    over: spend
                    tiers: [{ up-to: 100, percent: 0 }, { up-to: 500, percent: 10 }, { percent: 20 }]
                    agreed: 2026-01-01
                """
            ),
            October,
            Tokens("a", "2026-10-01", "small", Meters.InputTokens, 500_000_000),
            Tokens("b", "2026-10-20", "small", Meters.OutputTokens, 50_000_000)
        );

        bill.Lines.Select(line => (line.Key.Meter, line.ContractedCost, line.EffectiveCost, line.BilledCost))
            .ShouldBe([("input_tokens", 500, 450, 450), ("output_tokens", 100, 90, 90)]);
    }

    /// <summary>Half of 20 million tokens at 0%, half at 50%: a quarter off the average cost.</summary>
    [Fact]
    public void Make_VolumeOverQuantity_TakesThePercentageOfTheAverageCost()
    {
        var bill = BillOf(
            Terms(
                """
                volume-discounts:
                  - id: volume
                    for: { meters: input_tokens }
                    over: quantity
                    tiers: [{ up-to: 10M, percent: 0 }, { percent: 50 }]
                    agreed: 2026-01-01
                """
            ),
            October,
            Tokens("a", "2026-10-01", "small", Meters.InputTokens, 10_000_000),
            Tokens("b", "2026-10-01", "large", Meters.InputTokens, 10_000_000)
        );

        bill.Lines.Select(line => (line.Key.Model, line.ContractedCost, line.BilledCost))
            .ShouldBe([("large", 100, 75), ("small", 10, 7.5m)]);
    }

    /// <summary>A share of an event among accounts has 12 decimals, its cost here 20: a percentage of that more than can be held.</summary>
    [Fact]
    public void Make_VolumeDiscountOnACostOfManyDigits_IsRoundedToTwelve()
    {
        var bill = BillOf(
            Terms(
                """
                discounts: [{ id: off, percent: 7.5, agreed: 2026-01-01 }]
                volume-discounts:
                  - id: volume
                    over: spend
                    tiers: [{ up-to: 100, percent: 0 }, { percent: 2.5 }]
                    agreed: 2026-01-01
                """,
                book: Book.Replace("input_tokens: 1,", "input_tokens: 1.05,", StringComparison.Ordinal)
            ),
            October,
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 100_000_000_000.333333333333m)
        );

        var line = bill.Lines.ShouldHaveSingleItem();
        line.ContractedCost.ShouldBe(97_125.00000032374999999967625m);
        (line.ContractedCost - line.EffectiveCost).ShouldBe(2_425.625000008094m);
    }

    /// <summary>8 GPUs for the last day of October: 192 GPU-hours, of which one hour uses 6 and one 10.</summary>
    [Theory]
    [InlineData("monthly", 192)]
    [InlineData("upfront", 384)]
    public void Make_ReservedByTheHour_CoversWithinEachHourAndBillsTheRest(string paid, decimal bought)
    {
        var bill = BillOf(
            Terms(Reserved.Replace("PAID", paid, StringComparison.Ordinal)),
            October,
            Hours("a", "2026-10-31T00:00:00Z", Mode.Cluster, 6),
            Hours("b", "2026-10-31T01:00:00Z", Mode.Cluster, 10),
            Hours("c", "2026-10-30T23:00:00Z", Mode.Cluster, 1)
        );

        bill.Lines.Select(line =>
                (
                    line.Key.Category,
                    line.Key.Rule,
                    line.Key.Commitment,
                    line.PricingQuantity,
                    line.EffectiveCost,
                    line.BilledCost
                )
            )
            .ShouldBe([
                (ChargeCategory.Usage, "cluster", CommitmentStatus.Unused, 178, 534, 0),
                (ChargeCategory.Usage, null, null, 3, 12, 12),
                (ChargeCategory.Usage, "cluster", CommitmentStatus.Used, 14, 42, 0),
                (ChargeCategory.Purchase, "cluster", null, bought, 0, bought * 3),
            ]);
    }

    [Fact]
    public void Make_ReservedUpfront_BillsNothingInLaterMonths()
    {
        var bill = BillOf(
            Terms(Reserved.Replace("PAID", "upfront", StringComparison.Ordinal)),
            October.Next,
            Hours("a", "2026-11-01T00:00:00Z", Mode.Cluster, 8)
        );

        bill.BilledCost.ShouldBe(0);
        bill.Lines.Select(line => (line.Key.Commitment, line.PricingQuantity))
            .ShouldBe([(CommitmentStatus.Unused, 184), (CommitmentStatus.Used, 8)]);
    }

    /// <summary>100 hours for 500; 130 used: 30 beyond, at 5.5.</summary>
    [Fact]
    public void Make_IncludedQuantity_ChargesTheOverageRateBeyondIt()
    {
        var bill = BillOf(
            Terms(
                """
                reserved:
                  - id: dedicated
                    for: { modes: dedicated, meters: dedicated_endpoint_hours }
                    quantity: 100
                    each: month
                    cost: 500
                    overage: { price: 5.5, per: hour }
                    from: 2026-10-01
                    until: 2027-01-01
                    paid: monthly
                    agreed: 2026-01-01
                """
            ),
            October,
            Hours("a", "2026-10-01", Mode.Dedicated, 130)
        );

        bill.Lines.Select(line =>
                (
                    line.Key.Category,
                    line.Key.Commitment,
                    line.Key.ContractedUnitPrice,
                    line.PricingQuantity,
                    line.EffectiveCost,
                    line.BilledCost
                )
            )
            .ShouldBe([
                (ChargeCategory.Usage, null, 5.5m, 30, 165, 165),
                (ChargeCategory.Usage, CommitmentStatus.Used, 6, 100, 500, 0),
                (ChargeCategory.Purchase, null, 500, 1, 0, 500),
            ]);
    }

    [Theory]
    [InlineData("upfront", 40, 30, 40)]
    [InlineData("arrears", 40, 30, 40)]
    public void Make_MoneyCommittedForAMonth_CostsTheSameWheneverItIsPaid(
        string paid,
        decimal amount,
        int millions,
        decimal billed
    )
    {
        var bill = BillOf(
            Terms(Spend(paid, amount)),
            October,
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, millions * 1_000_000m)
        );

        bill.BilledCost.ShouldBe(billed);
    }

    [Fact]
    public void Make_MoneyPaidAhead_IsDrawnDownToTheLastDigitAndTheRestIsBilled()
    {
        var bill = BillOf(
            Terms(Spend("upfront", 10)),
            October,
            Tokens("a", "2026-10-05", "large", Meters.OutputTokens, 1_000_000)
        );

        bill.BilledCost.ShouldBe(30);
        bill.Lines.Where(line => line.Key.Commitment == CommitmentStatus.Used)
            .Sum(line => line.EffectiveCost)
            .ShouldBe(10);
        bill.Lines.Sum(line => line.EffectiveCost).ShouldBe(30);
        bill.Lines.Where(line => line.Key.Meter is not null).Sum(line => line.ConsumedQuantity).ShouldBe(1_000_000);
        bill.Lines.Where(line => line.Key.ListUnitPrice is not null)
            .ShouldAllBe(line => line.Key.ListUnitPrice * line.PricingQuantity == line.ListCost);
    }

    [Theory]
    [InlineData(3, 7)]
    [InlineData(10, 0)]
    [InlineData(11, 0)]
    public void Make_Minimum_AddsWhatIsMissing(int millions, decimal missing)
    {
        var bill = BillOf(
            Terms("minimums: [{ id: least, amount: 10, agreed: 2026-01-01 }]"),
            October,
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, millions * 1_000_000m)
        );

        bill.Lines.Where(line => line.Key.Rule == "least").Sum(line => line.BilledCost).ShouldBe(missing);
        bill.BilledCost.ShouldBe(Math.Max(10, millions));
    }

    [Fact]
    public void Make_Credits_PayInTheOrderOfTimeByPriorityThenByExpiry()
    {
        var bill = BillOf(
            Terms(
                credits:
                [
                    Credit("last", 100) with
                    {
                        Priority = 60,
                    },
                    Credit("late", 3, until: "2026-11-01"),
                    Credit("soon", 5, until: "2026-10-10"),
                    Credit("first", 1) with
                    {
                        Priority = 10,
                        Kind = CreditKind.Free,
                    },
                    Credit("prepaid", 2, "2026-10-20") with
                    {
                        Kind = CreditKind.Prepaid,
                        Priority = 0,
                    },
                ]
            ),
            October,
            Tokens("a", "2026-10-09", "small", Meters.InputTokens, 2_000_000),
            Tokens("b", "2026-10-10", "small", Meters.InputTokens, 4_000_000),
            Tokens("c", "2026-10-20", "small", Meters.InputTokens, 10_000_000)
        );

        bill.Lines.Where(line => line.Key.Category == ChargeCategory.Credit)
            .Select(line => (line.Key.Credit, line.EffectiveCost, line.BilledCost))
            .ShouldBe([("first", -1, -1), ("last", -9, -9), ("late", -3, -3), ("prepaid", 0, -2), ("soon", -1, -1)]);
        bill.BilledCost.ShouldBe(0);
    }

    /// <summary>20 hours included: the first 15 of them and 5 of those after, whoever's name comes first.</summary>
    [Fact]
    public void Make_IncludedQuantity_CoversWhoeverComesFirst()
    {
        var bill = BillOf(
            Terms(
                """
                reserved:
                  - id: dedicated
                    for: { modes: dedicated, meters: dedicated_endpoint_hours }
                    quantity: 20
                    each: month
                    cost: 100
                    from: 2026-10-01
                    until: 2026-11-01
                    paid: monthly
                    agreed: 2026-01-01
                """
            ),
            October,
            Hours("a", "2026-10-05", Mode.Dedicated, 15) with
            {
                SubAccount = "late-in-the-alphabet",
            },
            Hours("b", "2026-10-06", Mode.Dedicated, 15) with
            {
                SubAccount = "early",
            }
        );

        bill.Lines.Where(line => line.Key.Category == ChargeCategory.Usage)
            .Select(line => (line.Key.SubAccount, line.Key.Commitment, line.ConsumedQuantity))
            .ShouldBe([
                ("early", null, 10),
                ("early", CommitmentStatus.Used, 5),
                ("late-in-the-alphabet", CommitmentStatus.Used, 15),
            ]);
    }

    /// <summary>The credit for anything is used up by the input that came first; the one for output pays all output.</summary>
    [Fact]
    public void Make_CreditsForDifferentUsage_PayWhatComesFirst()
    {
        var bill = BillOf(
            Terms(
                credits:
                [
                    Credit("any", 10) with
                    {
                        Priority = 1,
                    },
                    Credit("output", 100) with
                    {
                        Pays = new Contracts.ChargeMatch { Meters = ["output_tokens"] },
                    },
                ]
            ),
            October,
            Tokens("a", "2026-10-04", "small", Meters.InputTokens, 10_000_000),
            Tokens("b", "2026-10-05", "large", Meters.OutputTokens, 1_000_000)
        );

        bill.Lines.Where(line => line.Key.Category == ChargeCategory.Credit)
            .Select(line => (line.Key.Credit, line.BilledCost))
            .ShouldBe([("any", -10), ("output", -30)]);
    }

    [Fact]
    public void Make_CreditForSomeUsage_PaysForNothingElse()
    {
        var bill = BillOf(
            Terms(credits: [Credit("small", 5) with { Pays = new Contracts.ChargeMatch { Models = ["small"] } }]),
            October,
            Tokens("a", "2026-10-09", "small", Meters.InputTokens, 2_000_000),
            Tokens("b", "2026-10-10", "large", Meters.InputTokens, 1_000_000)
        );

        bill.BilledCost.ShouldBe(10);
    }

    [Fact]
    public void Make_Tax_IsOnWhatIsLeftAfterCredits()
    {
        var bill = BillOf(
            Terms(
                """
                minimums: [{ id: least, amount: 10, agreed: 2026-01-01 }]
                taxes: [{ id: vat, percent: 19, agreed: 2026-01-01 }, { id: past, percent: 50, until: 2026-10-31, agreed: 2026-01-01 }]
                """,
                [Credit("c", 4)]
            ),
            October,
            Tokens("a", "2026-10-09", "small", Meters.InputTokens, 5_000_000)
        );

        bill.Lines.Where(line => line.Key.Category == ChargeCategory.Tax)
            .Select(line => (line.Key.Rule, line.BilledCost))
            .ShouldBe([("vat", 1.14m)]);
    }

    private static string Spend(string paid, decimal amount) =>
        $$"""
            spend-commitments:
              - { id: spend, amount: {{amount}}, from: 2026-10-01, until: 2026-11-01, paid: {{paid}}, agreed: 2026-01-01 }
            """;
}
