using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Bills;

/// <summary>Minimums, volume discounts, credits and tax where they meet other rules.</summary>
public sealed class BillRuleTests
{
    private const string Dedicated = """
        reserved:
          - { id: dedicated, for: { modes: dedicated, meters: dedicated_endpoint_hours }, quantity: 10, each: month, cost: 8, from: 2026-10-01, until: 2027-01-01, paid: monthly, agreed: 2026-01-01 }
        """;

    private const string Volume = """
        volume-discounts:
          - { id: volume, for: { meters: input_tokens }, over: OVER, tiers: [{ percent: 10 }], agreed: 2026-01-01 }
        """;

    /// <summary>Two lines of 3 and 8 that was committed and not used: 14 of 20.</summary>
    [Theory]
    [InlineData("", 6)]
    [InlineData("for: { models: small },", 14)]
    public void Make_Minimum_CountsCommitmentsOnlyWhereItIsForAll(string about, decimal missing)
    {
        var bill = BillOf(
            Terms($"{Dedicated}\nminimums: [{{ id: least, {about} amount: 20, agreed: 2026-01-01 }}]"),
            October,
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 3_000_000),
            Tokens("b", "2026-10-05", "small", Meters.OutputTokens, 1_500_000)
        );

        bill.Lines.Single(line => line.Key.Rule == "least").BilledCost.ShouldBe(missing);
    }

    [Theory]
    [InlineData("from: 2026-01-01, until: 2026-11-01", true)]
    [InlineData("from: 2026-10-31", true)]
    [InlineData("from: 2026-11-01", false)]
    [InlineData("from: 2026-01-01, until: 2026-10-31", false)]
    public void Make_Tax_IsThatOfTheLastDay(string period, bool isTaxed)
    {
        var bill = BillOf(
            Terms($"taxes: [{{ id: vat, percent: 10, {period}, agreed: 2026-01-01 }}]"),
            October,
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 5_000_000)
        );

        bill.BilledCost.ShouldBe(isTaxed ? 5.5m : 5);
    }

    /// <summary>Input earns the first discount alone, output the second.</summary>
    [Fact]
    public void Make_TwoVolumeDiscounts_EachUsageEarnsTheFirstAboutIt()
    {
        var bill = BillOf(
            Terms(
                """
                volume-discounts:
                  - { id: input, for: { meters: input_tokens }, over: spend, tiers: [{ percent: 50 }], agreed: 2026-01-01 }
                  - { id: all, over: spend, tiers: [{ percent: 10 }], agreed: 2026-01-01 }
                """
            ),
            October,
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 10_000_000),
            Tokens("b", "2026-10-05", "small", Meters.OutputTokens, 5_000_000)
        );

        bill.Lines.Select(line => (line.Key.Meter, line.BilledCost))
            .ShouldBe([("input_tokens", 5), ("output_tokens", 9)]);
    }

    /// <summary>What is free earns nothing, and leaves the rest its discount.</summary>
    [Fact]
    public void Make_VolumeDiscountWithFreeUsage_IsOfWhatCostsSomething()
    {
        var bill = BillOf(
            Terms(
                """
                volume-discounts: [{ id: volume, over: spend, tiers: [{ percent: 10 }], agreed: 2026-01-01 }]
                discounts: [{ id: free, for: { meters: output_tokens }, percent: 100, agreed: 2026-01-01 }]
                """
            ),
            October,
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 10_000_000),
            Tokens("b", "2026-10-05", "small", Meters.OutputTokens, 5_000_000)
        );

        bill.Lines.Select(line => (line.Key.Meter, line.EffectiveCost, line.BilledCost))
            .ShouldBe([("input_tokens", 9, 9), ("output_tokens", 0, 0)]);
    }

    /// <summary>1 off, a third each: the first of the lines takes what thirds leave over.</summary>
    [Fact]
    public void Make_VolumeDiscountThatDoesNotDivide_GivesTheRestToTheFirstLine()
    {
        var bill = BillOf(
            Terms(
                """
                volume-discounts:
                  - { id: volume, over: spend, tiers: [{ up-to: 2, percent: 0 }, { percent: 100 }], agreed: 2026-01-01 }
                """
            ),
            October,
            Owned("c"),
            Owned("a"),
            Owned("b")
        );

        bill.Lines.Select(line => (line.Key.SubAccount, line.BilledCost))
            .ShouldBe([("a", 0.666666666666m), ("b", 0.666666666667m), ("c", 0.666666666667m)]);
    }

    [Theory]
    [InlineData("spend")]
    [InlineData("quantity")]
    public void Make_VolumeDiscountWithoutUsage_IsNothing(string over) =>
        BillOf(Terms(Volume.Replace("OVER", over, StringComparison.Ordinal)), October).Lines.ShouldBeEmpty();

    /// <summary>At one instant the lines' order decides: input takes the credit for anything, output has its own.</summary>
    [Fact]
    public void Make_CreditsAtOneInstant_PayInTheOrderOfTheLines()
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
                        Pays = new ChargeMatch { Meters = ["output_tokens"] },
                    },
                ]
            ),
            October,
            Tokens("b", "2026-10-05", "small", Meters.OutputTokens, 15_000_000),
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 10_000_000)
        );

        bill.BilledCost.ShouldBe(0);
    }

    /// <summary>Other months used 5 of a credit that is only 3 now: it pays nothing more, and takes nothing back.</summary>
    [Fact]
    public void Make_CreditLoweredBelowWhatItPaid_PaysNothing()
    {
        var terms = Terms(credits: [Credit("free", 3)]);
        var charges = new MemoryCharges();
        charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 4_000_000));
        var elsewhere = UsedElsewhere.Than(
            October,
            [Invoices.TestInvoices.Paid(new BillingMonth(2026, 9), Credit("free", 5), 5)]
        );

        BillMaker
            .Make(
                terms,
                Account,
                October,
                charges.Rate(terms, BillMaker.QuestionOf(terms, Account, October, null)),
                elsewhere
            )
            .Lines.ShouldHaveSingleItem()
            .BilledCost.ShouldBe(4);
    }

    [Fact]
    public void Make_TwoTaxes_AreBothOnWhatIsNotTaxed() =>
        BillOf(
            Terms(
                "taxes: [{ id: state, percent: 10, agreed: 2026-01-01 }, { id: city, percent: 5, agreed: 2026-01-01 }]"
            ),
            October,
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 20_000_000)
        )
            .Lines.Where(line => line.Key.Category == ChargeCategory.Tax)
            .Select(line => (line.Key.Rule, line.BilledCost))
            .ShouldBe([("city", 1), ("state", 2)]);

    [Fact]
    public void Make_NothingWasUsed_HasNoLineThoughAnEventSaysSo() =>
        BillOf(Terms(), October, Tokens("a", "2026-10-05", "small", Meters.InputTokens, 0)).Lines.ShouldBeEmpty();

    private static UsageEvent Owned(string owner) =>
        Tokens(owner, "2026-10-05", "small", Meters.InputTokens, 1_000_000) with
        {
            SubAccount = owner,
        };

    [Fact]
    public void Compare_LinesThatAreMissing_ComeFirst()
    {
        var key = new BillLineKey { Category = ChargeCategory.Usage };

        BillLineOrder.Instance.Compare(null, key).ShouldBe(-1);
        BillLineOrder.Instance.Compare(key, null).ShouldBe(1);
        BillLineOrder.Instance.Compare(null, null).ShouldBe(0);
        BillLineOrder.Instance.Compare(key, key).ShouldBe(0);
    }

    [Fact]
    public void Equals_OwnerValues_AreComparedOneByOne()
    {
        var owner = new OwnerValues(["a", null]);

        owner.Equals(new OwnerValues(["a", null])).ShouldBeTrue();
        owner.Equals((object)new OwnerValues(["a", null])).ShouldBeTrue();
        owner.GetHashCode().ShouldBe(new OwnerValues(["a", null]).GetHashCode());
        owner.Equals(new OwnerValues(["a", "b"])).ShouldBeFalse();
        owner.Equals(null).ShouldBeFalse();
        owner.Equals("a").ShouldBeFalse();
        OwnerValues.None.Values.ShouldBeEmpty();
    }
}
