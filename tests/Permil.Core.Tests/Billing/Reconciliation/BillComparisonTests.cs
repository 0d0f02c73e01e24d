using Permil.Pricing;
using Permil.Usage;

namespace Permil.Billing.Reconciliation;

public sealed class BillComparisonTests
{
    private const string Header = "start,end,model,product,quantity,cost,key\n";

    [Fact]
    public void Of_ABillThatEndsInTheMonth_SaysSoOfWhatComesAfter()
    {
        var month = new GeneratedMonth(1);
        month.Billed.RemoveAll(item => item.Line.Day > 29);

        var compared = month.Compare();

        compared.Findings.Count.ShouldBe(16);
        compared.Findings.ShouldAllBe(finding =>
            finding.Cause == FindingCause.BillEnds && finding.Kind == FindingKind.MissingThere
        );
        compared.Findings[0].Explanation.ShouldStartWith("the bill ends at 2026-09-30T00:00Z");
    }

    [Fact]
    public void Of_KeysNotToldApart_NamesTheKeyThatIsTheDifference()
    {
        var month = new GeneratedMonth(2);
        var line = new MonthLine(9, "small", Mode.Serverless, Meters.OutputTokens, "k9");
        month.Bill(line, 1_234_567);

        var finding = month.Compare(keyTag: null).Findings.ShouldHaveSingleItem();

        (finding.Kind, finding.Cause, finding.CostDifference).ShouldBe(
            (FindingKind.QuantityDiffers, FindingCause.OtherKey, 0.7407402m)
        );
        finding.Explanation.ShouldBe(
            "the difference is exactly the bill's 1,234,567 tokens of key k9: its calls do not come by here"
        );
        finding.Sides.ShouldHaveSingleItem().Line.Key.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0.36, 0, 1, 0)]
    [InlineData(0.37, 0, 0, 1)]
    [InlineData(0, 0.1, 1, 0)]
    [InlineData(0, 99, 0, 1)]
    public void Of_ATolerance_LeavesOutWhatIsWithinIt(double amount, double percent, int findings, int within)
    {
        var month = new GeneratedMonth(3);
        var line = new MonthLine(9, "small", Mode.Serverless, Meters.OutputTokens, "k1");
        var item = month.Take(line);
        month.Billed.Add(item with { Cost = item.Cost + 0.37m });

        var compared = month.Compare(
            new ReconciliationOptions { Tolerance = (decimal)amount, TolerancePercent = (decimal)percent }
        );

        (compared.Findings.Count, compared.WithinTolerance).ShouldBe((findings, within));
        compared.Difference.ShouldBe(0.37m);
        (compared.Matched + 1).ShouldBe(compared.Compared);
    }

    /// <summary>An amount of nothing is within every tolerance, but only where the caller sets one.</summary>
    [Fact]
    public void Of_AProductNotUnderstood_IsAFindingWhateverTheTolerance()
    {
        var month = new GeneratedMonth(4);
        var line = new MonthLine(9, "small", Mode.Serverless, Meters.OutputTokens, "k1");
        month.Billed.Add(new BilledItem(line, "Goodwill", 1, 0.01m, 0.01m));

        month
            .Compare(new ReconciliationOptions { Tolerance = 1 })
            .Findings.ShouldHaveSingleItem()
            .Kind.ShouldBe(FindingKind.NotUnderstood);
    }

    [Fact]
    public void Of_WindowsOfAMonth_AreComparedAsOne()
    {
        var compared = Of(
            Header + "2026-09-01,2026-10-01,small,Input Tokens,3000000,0.45,",
            Stored(3, 1_000_000, Meters.InputTokens),
            Stored(4, 2_000_000, Meters.InputTokens)
        );

        compared.Findings.ShouldBeEmpty();
        (compared.IsByDay, compared.Compared, compared.Matched).ShouldBe((false, 1, 1));
        compared.Notes.ShouldHaveSingleItem().ShouldContain("the month is compared as a whole");
    }

    [Fact]
    public void Of_LinesOfOtherMonthsAndProjects_AreCountedAndLeftOut()
    {
        var bill = GeneratedMonth.Read(
            "date,model,product,quantity,cost,project\n2026-08-31,small,Input Tokens,1,1,a\n2026-09-01,small,Input Tokens,1000000,0.15,a\n2026-09-01,small,Input Tokens,5,1,b",
            "bill"
        );

        var compared = BillComparison.Of(
            bill,
            Month(Stored(1, 1_000_000, Meters.InputTokens)),
            GeneratedMonth.Catalog,
            "acme",
            new ReconciliationOptions { Project = "a" }
        );

        compared.Findings.ShouldBeEmpty();
        compared.Notes.ShouldBe([
            "1 line of other months on the bill, left out",
            "1 line of other projects on the bill, left out",
        ]);
    }

    [Fact]
    public void Of_AModelWithoutAPrice_IsNoPriceHere()
    {
        var stored = Stored(1, 500, Meters.InputTokens) with { Model = "new", Price = null, ListCost = 0 };

        var finding = Of(Header + "2026-09-01,2026-09-02,new,Input Tokens,500,0.25,", stored)
            .Findings.ShouldHaveSingleItem();

        (finding.Kind, finding.Cause, finding.CostDifference).ShouldBe(
            (FindingKind.NoPriceHere, FindingCause.NoListPrice, 0.25m)
        );
        finding.Sides[0].ListCostHere.ShouldBeNull();
    }

    [Fact]
    public void Of_FreeUsageThatTheBillLeavesOut_IsNoFinding()
    {
        var catalog = new PriceCatalog([
            TestBooks.Read(
                "models: [{ id: gift, kind: chat, prices: [{ price: { input_tokens: free }, source: page }] }]"
            ),
        ]);
        var price = catalog.Prices.Single();
        var stored = new StoredLine(new(2026, 9, 1), "gift", Mode.Serverless, price.Meter, price, null, 7, 0, 1);

        var compared = BillComparison.Of(
            GeneratedMonth.Read(Header, "bill"),
            Month(stored),
            catalog,
            "acme",
            new ReconciliationOptions()
        );

        compared.Findings.ShouldBeEmpty();
        compared.Matched.ShouldBe(1);
    }

    [Fact]
    public void Of_ACostWithoutAQuantity_IsComparedByCost()
    {
        var stored = Stored(1, 1_000_000, Meters.InputTokens);

        Of(Header + "2026-09-01,2026-09-02,small,Input Tokens,,0.15,", stored).Findings.ShouldBeEmpty();
        var finding = Of(Header + "2026-09-01,2026-09-02,small,Input Tokens,,0.16,", stored)
            .Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.CostDifference, finding.Sides[0].QuantityThere).ShouldBe(
            (FindingKind.PriceDiffers, 0.01m, null)
        );
    }

    /// <summary>Quantity and price are two differences: together they are that of the cost.</summary>
    [Fact]
    public void Of_OtherQuantityAtAnotherPrice_AreTwoFindings()
    {
        var findings = Of(
            Header + "2026-09-01,2026-09-02,small,Input Tokens,2000003,0.7000010500,",
            Stored(1, 1_000_000, Meters.InputTokens)
        ).Findings;

        findings
            .Select(finding => (finding.Kind, finding.CostDifference))
            .ShouldBe([(FindingKind.PriceDiffers, 0.4000006m), (FindingKind.QuantityDiffers, 0.15000045m)]);
    }

    /// <summary>The price changes on the 16th at 00:00 here, some hours later on the bill.</summary>
    [Fact]
    public void Of_APriceChangedAtAnotherHour_IsThePriceChange()
    {
        var (catalog, day) = (GeneratedMonth.Catalog, new DateOnly(2026, 9, 16));
        var price = catalog.Prices.First(one => one.Meter == Meters.OutputTokens && one.Model!.Id == "big");
        var stored = new StoredLine(day, "big", Mode.Serverless, Meters.OutputTokens, price, null, 1_000_000, 5.3m, 1);

        var finding = Of(Header + "2026-09-16,2026-09-17,big,Output Tokens,1000000,4.9,", stored)
            .Findings.ShouldHaveSingleItem();

        (finding.Kind, finding.Cause).ShouldBe((FindingKind.PriceDiffers, FindingCause.PriceChange));
        finding.Explanation.ShouldContain("the change of 2026-09-16");
    }

    [Fact]
    public void Of_LinesBesideTheMonth_TakesItsFirstInstantAndNotItsEnd()
    {
        var compared = new HandMonth()
            .Stored(1, "small", Meters.InputTokens, 1_000_000)
            .Billed(1, "small", Meters.InputTokens, 1_000_000, 0.15m)
            .Billed(31, "small", Meters.InputTokens, 1_000_000, 0.15m)
            .Billed(0, "small", Meters.InputTokens, 1_000_000, 0.15m)
            .Compare();

        compared.Findings.ShouldBeEmpty();
        compared.BillLines.ShouldBe(1);
        compared.Notes.ShouldBe(["2 lines of other months on the bill, left out"]);
    }

    [Fact]
    public void Of_OneWindowLongerThanADay_ComparesTheMonthAsAWhole()
    {
        var compared = new HandMonth()
            .Stored(3, "small", Meters.InputTokens, 5_000_000)
            .Billed(4, "small", Meters.InputTokens, 2_000_000, 0.3m)
            .Billed(8, "small", Meters.InputTokens, 3_000_000, 0.45m, hours: 25)
            .Compare();

        compared.Findings.ShouldBeEmpty();
        (compared.IsByDay, compared.Compared).ShouldBe((false, 1));
    }

    [Fact]
    public void Of_ABillWithoutKeys_ComparesTheKeysTogether()
    {
        var compared = new HandMonth()
            .Stored(3, "small", Meters.InputTokens, 2_000_000, key: "k1")
            .Stored(3, "small", Meters.InputTokens, 3_000_000, key: "k2")
            .Billed(3, "small", Meters.InputTokens, 5_000_000, 0.75m)
            .Compare();

        compared.Findings.ShouldBeEmpty();
        compared.Compared.ShouldBe(1);
    }

    [Fact]
    public void Of_WhatTheBillDoesNotHave_NamesTheKeys() =>
        new HandMonth()
            .Stored(3, "small", Meters.InputTokens, 2_000_000, key: "k1")
            .Stored(3, "small", Meters.OutputTokens, 3_000_000, key: "k2")
            .Billed(3, "small", Meters.InputTokens, 2_000_000, 0.3m, key: "k1")
            .Compare()
            .Findings.ShouldHaveSingleItem()
            .Sides.ShouldHaveSingleItem()
            .Line.ShouldBe(new FindingLine(new(2026, 9, 3), "small", "serverless", "output_tokens", "token", "k2"));

    /// <summary>The bill names a cluster of H100s, not the term that the price depends on.</summary>
    [Fact]
    public void Of_AProductThatSaysLessThanThePrice_IsTheOnlyUsageItCanMean()
    {
        var compared = new HandMonth()
            .Stored(3, "", Meters.GpuClusterHours, 2, Mode.Cluster, gpu: "h100")
            .Stored(3, "", Meters.GpuClusterHours, 3, Mode.Cluster, gpu: "h200")
            .Stored(3, "painter", Meters.ImageGenerations, 5)
            .Billed(3, "painter", Meters.ImageGenerations, 5, 0.2m)
            .Billed("2026-09-03;2026-09-04;;H100 cluster;;2;;8;;;")
            .Billed("2026-09-03;2026-09-04;;H200 cluster;;3;;15;;;")
            .Compare();

        compared.Findings.ShouldBeEmpty();
        compared.Matched.ShouldBe(3);
    }

    [Fact]
    public void Of_AProductThatCanMeanTwo_StandsByItself() =>
        new HandMonth()
            .Stored(3, "", Meters.GpuClusterHours, 2, Mode.Cluster, gpu: "h100")
            .Stored(3, "", Meters.GpuClusterHours, 3, Mode.Cluster, gpu: "h200")
            .Billed("2026-09-03;2026-09-04;;Instant cluster;;5;;23;;;")
            .Compare()
            .Findings.Select(finding => $"{finding.Kind} {finding.Sides[0].Line.Subject} {finding.CostDifference}")
            .ShouldBe([
                "MissingHere - 23",
                "MissingThere gpu=h200, term=on-demand -15",
                "MissingThere gpu=h100, term=on-demand -8",
            ]);

    /// <summary>Without a price and of another mode, meter or model: it stands by itself.</summary>
    [Theory]
    [InlineData("big", "input_tokens", "dedicated")]
    [InlineData("big", "web_searches", "batch")]
    [InlineData("nobody", "input_tokens", "serverless")]
    public void Of_ALineWithoutAPriceOfOtherUsage_StandsByItself(string model, string meter, string mode) =>
        new HandMonth()
            .Stored(3, "big", Meters.InputTokens, 2_000_000)
            .Billed(3, "big", Meters.InputTokens, 2_000_000, 2.8m)
            .Billed($"2026-09-03;2026-09-04;{model};{meter};{mode};7;;1;;;")
            .Compare()
            .Findings.ShouldHaveSingleItem()
            .Sides.ShouldHaveSingleItem()
            .Line.ShouldBe(
                new FindingLine(new(2026, 9, 3), model, mode, meter, meter == "web_searches" ? "search" : "token", null)
            );

    [Fact]
    public void Of_ProductsNobodyKnows_SaysWhatTheBillHas()
    {
        var findings = new HandMonth()
            .Billed("2026-09-03;2026-09-04;big;Goodwill;;2;;3;k1;;")
            .Billed("2026-09-04;2026-09-05;;Support;;;;2;;;")
            .Compare()
            .Findings;

        findings
            .Select(finding => finding.Explanation)
            .ShouldBe([
                "no rule of the table of products knows 'Goodwill'; a table of your own can say what it is",
                "no rule of the table of products knows 'Support'; a table of your own can say what it is",
            ]);
        findings
            .Select(finding => finding.Sides.ShouldHaveSingleItem())
            .ShouldBe([
                new FindingSides(
                    new FindingLine(new(2026, 9, 3), "Goodwill (big)", "", "", "", "k1"),
                    null,
                    null,
                    2,
                    3,
                    "bill:2"
                ),
                new FindingSides(
                    new FindingLine(new(2026, 9, 4), "Support", "", "", "", null),
                    null,
                    null,
                    null,
                    2,
                    "bill:3"
                ),
            ]);
    }

    [Fact]
    public void Of_DifferencesOfOneSize_AreInTheOrderOfDayAndSubject() =>
        new HandMonth()
            .Billed("2026-09-07;2026-09-08;;Alpha;;;;1;;;")
            .Billed("2026-09-06;2026-09-07;;Beta;;;;1;;;")
            .Billed("2026-09-06;2026-09-07;;Alpha;;;;1;;;")
            .Billed("2026-09-05;2026-09-06;;Gamma;;;;-2;;;")
            .Compare()
            .Findings.Select(finding => $"{finding.Sides[0].Line.Day.Day} {finding.Sides[0].Line.Subject}")
            .ShouldBe(["5 Gamma", "6 Alpha", "6 Beta", "7 Alpha"]);

    /// <summary>Of a finding with two lines, both must be within what the caller allows: 6.6 of the batch, 13.2 of the rest.</summary>
    [Theory]
    [InlineData(6.6, 1)]
    [InlineData(13.1, 1)]
    [InlineData(13.2, 0)]
    public void Of_UsageInAnotherModeWithinTheTolerance_IsNoFinding(double tolerance, int findings) =>
        new HandMonth()
            .Stored(9, "big", Meters.OutputTokens, 3_000_000)
            .Billed(9, "big", Meters.OutputTokens, 3_000_000, 6.6m, Mode.Batch)
            .Compare(options: new ReconciliationOptions { Tolerance = (decimal)tolerance })
            .Findings.Count.ShouldBe(findings);

    /// <summary>A cent of a dollar billed is one percent of it.</summary>
    [Theory]
    [InlineData(0.99, 1)]
    [InlineData(1, 0)]
    public void Of_ADifferenceOfAPercentage_IsOfWhatTheBillSays(double percent, int findings) =>
        new HandMonth()
            .Stored(3, "gift", Meters.OutputTokens, 330_000)
            .Billed(3, "gift", Meters.OutputTokens, 330_000, 1.0000m)
            .Compare(options: new ReconciliationOptions { TolerancePercent = (decimal)percent })
            .Findings.Count.ShouldBe(findings);

    /// <summary>Days that agree together cost nothing more, and still are a finding where no tolerance is set.</summary>
    [Fact]
    public void Of_ADifferenceThatCostsNothing_IsAFindingWithoutATolerance() =>
        new HandMonth()
            .Stored(3, "gift", Meters.InputTokens, 5)
            .Billed(3, "gift", Meters.InputTokens, 7, 0)
            .Compare()
            .Findings.ShouldHaveSingleItem()
            .CostDifference.ShouldBe(0);

    /// <summary>One half of the difference is missing there: nothing else is known of either.</summary>
    [Fact]
    public void Of_APriceMissing_SaysThatTheCostCannotBeChecked() =>
        new HandMonth()
            .Stored(3, "nobody", Meters.InputTokens, 5)
            .Billed(3, "nobody", Meters.InputTokens, 5, 0.25m)
            .Finding()
            .ShouldBe("NoPriceHere NoListPrice 0.25: the price books have no price for it: the cost cannot be checked");

    [Fact]
    public void ProviderOf_AnotherNameOfTheProvider_IsThatOfItsBook()
    {
        var book = TestBooks.ReadText("provider: acme\naliases: [together]\nmodels: []");

        BillComparison
            .ProviderOf(
                GeneratedMonth.Read("""{"billing_period":"2026-09","data":[]}""", "bill"),
                new PriceCatalog([book])
            )
            .ShouldBe("acme");
    }

    [Theory]
    [InlineData("date,model,meter,cost\n2026-09-01,small,input_tokens,1\n2026-09-01,,web_searches,1", "acme")]
    [InlineData("date,model,meter,cost\n2026-09-01,small,input_tokens,1", "acme")]
    [InlineData("date,model,meter,cost\n2026-09-01,nobody,input_tokens,1", null)]
    [InlineData("""{"billing_period":"2026-09","data":[]}""", "together")]
    public void ProviderOf_IsWhatTheBillOrItsModelsSay(string text, string? provider) =>
        BillComparison.ProviderOf(GeneratedMonth.Read(text, "bill"), GeneratedMonth.Catalog).ShouldBe(provider);

    private static BillReconciliation Of(string csv, params StoredLine[] stored) =>
        BillComparison.Of(
            GeneratedMonth.Read(csv, "bill"),
            Month(stored),
            GeneratedMonth.Catalog,
            "acme",
            new ReconciliationOptions()
        );

    private static StoredMonth Month(params StoredLine[] lines) =>
        new()
        {
            Start = GeneratedMonth.Start,
            Lines = lines,
            Unsettled = [],
        };

    private static StoredLine Stored(int day, decimal quantity, Meter meter)
    {
        var price = GeneratedMonth.Catalog.Prices.Single(one =>
            one.Meter == meter && one.Model!.Id == "small" && one.Mode == Mode.Serverless
        );
        return new StoredLine(
            new(2026, 9, day),
            "small",
            Mode.Serverless,
            meter,
            price,
            null,
            quantity,
            quantity * 0.15m / 1_000_000,
            1
        );
    }
}
