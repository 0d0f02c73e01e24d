using Permil.Allocation;
using Permil.Billing.Bills;
using Permil.Billing.Invoices;
using Permil.Rating;
using static Permil.Billing.Showback.TestInvoices;

namespace Permil.Billing.Showback;

public sealed class ShowbackMakerTests
{
    private static readonly GroupKey Tenant = GroupKey.Parse("tenant")!;
    private static readonly GroupKey Feature = GroupKey.Parse("feature")!;

    private static readonly Invoice Simple = Invoice(
        Line(Used("t-1"), 60),
        Line(Used("t-2"), 30),
        Line(Used(null), 10),
        Line(Other(ChargeCategory.Purchase, "reserved"), 7),
        Line(Other(ChargeCategory.Credit), -10),
        Line(Other(ChargeCategory.Tax, "vat"), 1.000000000001m)
    );

    [Fact]
    public void Make_ByTenant_ByCost_GivesWhatIsSharedInProportion()
    {
        var statement = ShowbackMaker.Make(Simple, Tenant, SharedCostRule.ByCost, Charged());

        statement.Owners.Select(owner => owner.Name).ShouldBe(["t-1", "t-2", null]);
        statement.Owners.Select(owner => owner.Own.BilledCost).ShouldBe([60, 30, 10]);
        // Purchase and credit are -3; of the tax 0.6 of the last decimal is more than 0.3 and 0.1.
        statement.Owners.Select(owner => owner.Shared.BilledCost).ShouldBe([-1.199999999999m, -0.6m, -0.2m]);
        statement.NotAllocated.ShouldBeEmpty();
        statement.Total.BilledCost.ShouldBe(Simple.Total);
        statement.Owners[0].Lines.Select(line => line.Line).ShouldBe([Simple.Lines[0], .. Simple.Lines.Skip(3)]);
    }

    [Fact]
    public void Make_Evenly_GivesEachTheSame()
    {
        var statement = ShowbackMaker.Make(
            Invoice(Line(Used("t-1"), 60), Line(Used("t-2"), 0), Line(Other(ChargeCategory.Purchase), 8)),
            Tenant,
            SharedCostRule.Even,
            Charged()
        );

        statement.Owners.Select(owner => owner.Shared.BilledCost).ShouldBe([4, 4]);
    }

    [Fact]
    public void Make_ByCost_GivesNothingToUsageThatWasFree()
    {
        var statement = ShowbackMaker.Make(
            Invoice(Line(Used("t-1"), 60), Line(Used("t-2"), 0), Line(Other(ChargeCategory.Purchase), 8)),
            Tenant,
            SharedCostRule.ByCost,
            Charged()
        );

        statement.Owners.Select(owner => owner.Lines.Count).ShouldBe([2, 1]);
        statement.Owners.Select(owner => owner.Shared.BilledCost).ShouldBe([8, 0]);
    }

    [Fact]
    public void Make_ByWeights_GivesToThoseWhoHaveSome_UsageOrNot()
    {
        var rule = SharedCostRule.Of([new Weight("platform", 3), new Weight("t-1", 1)]);
        var statement = ShowbackMaker.Make(Simple, Tenant, rule, Charged());

        statement.Owners.Select(owner => owner.Name).ShouldBe(["platform", "t-1", "t-2", null]);
        statement.Owners[0].Own.BilledCost.ShouldBe(0);
        statement.Owners[0].Lines.Single(line => line.Line == Simple.Lines[3]).Costs.BilledCost.ShouldBe(5.25m);
        statement.Owners[1].Lines.Single(line => line.Line == Simple.Lines[3]).Costs.BilledCost.ShouldBe(1.75m);
        statement.Total.BilledCost.ShouldBe(Simple.Total);
    }

    [Fact]
    public void Make_SharedByNobody_IsNotAllocated()
    {
        var statement = ShowbackMaker.Make(Simple, Tenant, SharedCostRule.None, Charged());

        statement.Owners.ShouldAllBe(owner => owner.Shared == default);
        statement.NotAllocated.Select(line => line.Line).ShouldBe(Simple.Lines.Skip(3));
        statement.NotAllocated.ShouldAllBe(line => line.IsShared);
        statement.Total.BilledCost.ShouldBe(Simple.Total);
    }

    [Fact]
    public void Make_WhatACommitmentPaid_CountsAtItsEffectiveCost()
    {
        // t-1 used what was bought, t-2 paid as it went: both bear the same of the purchase's rest.
        var invoice = Invoice(
            Line(Used("t-1") with { Rule = "c", Commitment = CommitmentStatus.Used }, 40, billed: 0),
            Line(Used("t-2"), 40),
            Line(
                new BillLineKey
                {
                    Category = ChargeCategory.Usage,
                    Rule = "c",
                    Commitment = CommitmentStatus.Unused,
                },
                20,
                billed: 0
            ),
            Line(Other(ChargeCategory.Purchase, "c"), 0, billed: 60)
        );

        var statement = ShowbackMaker.Make(invoice, Tenant, SharedCostRule.ByCost, Charged());

        statement.Owners.Select(owner => owner.Total.BilledCost).ShouldBe([30, 70]);
        statement.Owners.Select(owner => owner.Total.EffectiveCost).ShouldBe([50, 50]);
    }

    [Fact]
    public void Make_ByFeature_SplitsALineByTheChargesOfItsKey()
    {
        var invoice = Invoice(Line(Used("t-1"), 90), Line(Used("t-1", "n"), 8), Line(Used("t-2"), 2));
        var statement = ShowbackMaker.Make(
            invoice,
            Feature,
            SharedCostRule.ByCost,
            Charged(
                Charge("t-1", "chat", 60),
                Charge("t-1", "search", 40),
                Charge("t-1", "search", 8, "n"),
                Charge("t-2", null, 2)
            )
        );

        statement
            .Owners.Select(owner => (owner.Name, owner.Own.BilledCost))
            .ShouldBe([("chat", 54), ("search", 44), (null, 2)]);
    }

    [Fact]
    public void Make_ByFeature_AtAPriceNoChargeHas_TakesTheClosestCharges()
    {
        var overage = Used("t-1") with { ContractedUnitPrice = 3, Rule = "c" };
        var oldPrice = Used("t-1", price: 9);
        var gone = Used("t-1", "gone");
        var charges = Charged(
            Charge("t-1", "chat", 1),
            Charge("t-1", "search", 3),
            Charge("t-1", "chat", 96, "n"),
            Charge("t-2", "chat", 50)
        );

        Own(overage).ShouldBe([("chat", 1), ("search", 3)]);
        Own(oldPrice).ShouldBe([("chat", 1), ("search", 3)]);
        Own(gone).ShouldBe([("chat", 3.88m), ("search", 0.12m)]);

        IEnumerable<(string?, decimal)> Own(BillLineKey key) =>
            ShowbackMaker
                .Make(Invoice(Line(key, 4)), Feature, SharedCostRule.None, charges)
                .Owners.Select(owner => (owner.Name, owner.Own.BilledCost));
    }

    /// <summary>What thirds leave over goes to the first by name; usage without a name is the last.</summary>
    [Fact]
    public void Make_ByFeature_OfALineThatDoesNotDivide_GivesTheRestToTheFirstName() =>
        ShowbackMaker
            .Make(
                Invoice(Line(Used("t-1"), 1)),
                Feature,
                SharedCostRule.None,
                Charged(Charge("t-1", null, 1), Charge("t-1", "search", 1), Charge("t-1", "chat", 1))
            )
            .Owners.Select(owner => (owner.Name, owner.Own.BilledCost))
            .ShouldBe([("chat", 0.333333333334m), ("search", 0.333333333333m), (null, 0.333333333333m)]);

    [Fact]
    public void Make_ByFeature_OfFreeUsage_GoesByEvents()
    {
        var charges = Charged(Charge("t-1", "chat", 0, events: 1), Charge("t-1", "search", 0, events: 3));
        var invoice = Invoice(Line(Used("t-1"), 4));

        ShowbackMaker
            .Make(invoice, Feature, SharedCostRule.None, charges)
            .Owners.Select(owner => owner.Own.BilledCost)
            .ShouldBe([1, 3]);
    }

    [Fact]
    public void Make_UsageOfWhichNothingIsKnown_IsShared()
    {
        var invoice = Invoice(Line(Used("t-1"), 6), Line(Used("t-9"), 3));
        var charges = Charged(Charge("t-1", "chat", 1), Charge("t-1", "search", 2));

        var statement = ShowbackMaker.Make(invoice, Feature, SharedCostRule.ByCost, charges);

        statement.Owners.Select(owner => owner.Shared.BilledCost).ShouldBe([1, 2]);
        ShowbackMaker
            .Make(invoice, Feature, SharedCostRule.None, charges)
            .NotAllocated.ShouldHaveSingleItem()
            .Line.ShouldBe(invoice.Lines[1]);
    }

    [Fact]
    public void Make_ACorrection_GoesToWhoseUsageCameLate()
    {
        var september = new BillingMonth(2026, 9);
        var invoice = Invoice(
            Line(Used("t-1"), 5, correctionOf: september),
            Line(Used("t-1", "n"), -4, correctionOf: september)
        );
        var charges = new Dictionary<BillingMonth, PeriodCharges>
        {
            [september] = new(
                [Charge("t-1", "chat", 100), Charge("t-1", "search", 15), Charge("t-1", "chat", 6, "n")],
                [
                    Charge("t-1", "chat", 100),
                    Charge("t-1", "search", 10),
                    Charge("t-1", "chat", 7, "n"),
                    Charge("t-1", "search", 3, "n"),
                ]
            ),
        };

        ShowbackMaker
            .Make(invoice, Feature, SharedCostRule.None, charges)
            .Owners.Select(owner => (owner.Name, owner.Own.BilledCost))
            .ShouldBe([("chat", -1), ("search", 2)]);
    }

    [Fact]
    public void Make_ACorrection_OfUsageThatWasTakenBack_IsOfThatAlone()
    {
        var september = new BillingMonth(2026, 9);
        var charges = new Dictionary<BillingMonth, PeriodCharges>
        {
            [september] = new(
                [Charge("t-1", "chat", 20), Charge("t-1", "search", 10)],
                [Charge("t-1", "chat", 30), Charge("t-1", "search", 10)]
            ),
        };

        ShowbackMaker
            .Make(Invoice(Line(Used("t-1"), -3, correctionOf: september)), Feature, SharedCostRule.None, charges)
            .Owners.Select(owner => (owner.Name, owner.Own.BilledCost))
            .ShouldBe([("chat", -3)]);
    }

    [Fact]
    public void Make_ACorrection_OfUsageThatMovedBothWays_GoesByAllOfIt()
    {
        var september = new BillingMonth(2026, 9);
        var charges = new Dictionary<BillingMonth, PeriodCharges>
        {
            [september] = new(
                [Charge("t-1", "chat", 30), Charge("t-1", "search", 10)],
                [Charge("t-1", "chat", 20), Charge("t-1", "search", 18)]
            ),
        };

        ShowbackMaker
            .Make(Invoice(Line(Used("t-1"), 2, correctionOf: september)), Feature, SharedCostRule.None, charges)
            .Owners.Select(owner => (owner.Name, owner.Own.BilledCost))
            .ShouldBe([("chat", 1.5m), ("search", 0.5m)]);
    }

    [Theory]
    [InlineData("model", "m")]
    [InlineData("provider", "p")]
    [InlineData("mode", "serverless")]
    [InlineData("meter", "input_tokens")]
    [InlineData("sku", "p/m")]
    public void Make_ByWhatALineSaysItself_NeedsNoCharges(string key, string expected) =>
        ShowbackMaker
            .Make(Invoice(Line(Used("t-1"), 6)), GroupKey.Parse(key)!, SharedCostRule.ByCost, Charged())
            .Owners.ShouldHaveSingleItem()
            .Name.ShouldBe(expected);

    [Fact]
    public void Make_ByModel_UsageOfNone_IsOfNoOwner() =>
        ShowbackMaker
            .Make(Invoice(Line(Used("t-1", ""), 6)), GroupKey.Parse("model")!, SharedCostRule.ByCost, Charged())
            .Owners.ShouldHaveSingleItem()
            .Name.ShouldBeNull();
}
