using Permil.Usage;

namespace Permil.Billing.Reconciliation.Causes;

public sealed class MovedQuantitiesTests
{
    private const decimal Million = 1_000_000;

    [Fact]
    public void Take_CachedInputBilledAsInput_IsCachedTokens() =>
        new HandMonth()
            .Stored(9, "big", Meters.InputTokens, 3 * Million)
            .Stored(9, "big", Meters.CachedInputTokens, 2 * Million)
            .Billed(9, "big", Meters.InputTokens, 4 * Million, 5.6m)
            .Billed(9, "big", Meters.CachedInputTokens, Million, 0.26m)
            .Finding()
            .ShouldBe(
                "QuantityDiffers CachedTokens 1.14: 1,000,000 tokens are input_tokens on the bill and cached_input_tokens here: the bill does not tell cached input from the rest"
            );

    [Fact]
    public void Take_InputBilledAsCached_IsCachedTokens() =>
        new HandMonth()
            .Stored(9, "big", Meters.InputTokens, 3 * Million)
            .Stored(9, "big", Meters.CachedInputTokens, 2 * Million)
            .Billed(9, "big", Meters.InputTokens, 2 * Million, 2.8m)
            .Billed(9, "big", Meters.CachedInputTokens, 3 * Million, 0.78m)
            .Finding()
            .ShouldBe(
                "QuantityDiffers CachedTokens -1.14: 1,000,000 tokens are cached_input_tokens on the bill and input_tokens here: the events here do not tell cached input from the rest"
            );

    [Fact]
    public void Take_OutputBilledAsInput_HasNoKnownCause() =>
        new HandMonth()
            .Stored(9, "big", Meters.InputTokens, 3 * Million)
            .Stored(9, "big", Meters.OutputTokens, 3 * Million)
            .Billed(9, "big", Meters.InputTokens, 4 * Million, 5.6m)
            .Billed(9, "big", Meters.OutputTokens, 2 * Million, 8.8m)
            .Findings()
            .ShouldBe([
                "QuantityDiffers Unknown -4.4: less on the bill by 1,000,000 tokens; no known cause fits",
                "QuantityDiffers Unknown 1.4: more on the bill by 1,000,000 tokens; no known cause fits",
            ]);

    [Fact]
    public void Take_BatchBilledAsServerless_IsTheBatchRate() =>
        new HandMonth()
            .Stored(9, "big", Meters.OutputTokens, 3 * Million, Mode.Batch)
            .Stored(9, "big", Meters.OutputTokens, 2 * Million)
            .Billed(9, "big", Meters.OutputTokens, 5 * Million, 22)
            .Finding()
            .ShouldBe(
                "QuantityDiffers BatchRate 6.6: 3,000,000 tokens are serverless on the bill and batch here: the batch rate was not given"
            );

    [Fact]
    public void Take_ServerlessBilledAsBatch_IsTheBatchRate() =>
        new HandMonth()
            .Stored(9, "big", Meters.OutputTokens, 3 * Million)
            .Billed(9, "big", Meters.OutputTokens, 3 * Million, 6.6m, Mode.Batch)
            .Finding()
            .ShouldBe(
                "QuantityDiffers BatchRate -6.6: 3,000,000 tokens are batch on the bill and serverless here: the events here do not say that they were of a batch"
            );

    [Fact]
    public void Take_ProvisionedBilledAsServerless_IsNotTheBatchRate() =>
        new HandMonth()
            .Stored(9, "big", Meters.InputTokens, 3 * Million, Mode.Provisioned)
            .Billed(9, "big", Meters.InputTokens, 3 * Million, 4.2m)
            .Findings()
            .ShouldBe([
                "MissingHere Unknown 4.2: more on the bill by 3,000,000 tokens; no known cause fits",
                "MissingThere Unknown -3: less on the bill by 3,000,000 tokens; no known cause fits",
            ]);

    [Fact]
    public void Take_OneKeysUsageUnderOthers_IsOtherKey() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 7 * Million)
            .Stored(9, "small", Meters.InputTokens, Million, key: "k2")
            .Billed(9, "small", Meters.InputTokens, 5 * Million, 0.75m, key: "k3")
            .Billed(9, "small", Meters.InputTokens, 3 * Million, 0.45m, key: "k2")
            .Finding()
            .ShouldBe(
                "QuantityDiffers OtherKey 0: 7,000,000 tokens are under key k2 and key k3 on the bill and under no key here; together the keys agree"
            );

    /// <summary>All together do not come to nothing, but two pairs do.</summary>
    [Fact]
    public void Take_PairsAmongOtherDifferences_AreTakenOut() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 2 * Million, key: "k1")
            .Stored(9, "small", Meters.InputTokens, 2 * Million, key: "k2")
            .Stored(9, "small", Meters.InputTokens, Million, key: "k3")
            .Stored(9, "small", Meters.InputTokens, Million, key: "k4")
            .Stored(9, "small", Meters.InputTokens, Million, key: "k5")
            .Billed(9, "small", Meters.InputTokens, Million, 0.15m, key: "k1")
            .Billed(9, "small", Meters.InputTokens, Million, 0.15m, key: "k2")
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.3m, key: "k3")
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.3m, key: "k4")
            .Billed(9, "small", Meters.InputTokens, 4 * Million, 0.6m, key: "k5")
            .Findings()
            .ShouldBe([
                "QuantityDiffers Unknown 0.45: more on the bill by 3,000,000 tokens; no known cause fits",
                "QuantityDiffers OtherKey 0: 1,000,000 tokens are under key k3 on the bill and under key k1 here; together the keys agree",
                "QuantityDiffers OtherKey 0: 1,000,000 tokens are under key k4 on the bill and under key k2 here; together the keys agree",
            ]);

    [Fact]
    public void Take_WhatIsTakenOut_ExplainsNothingElse() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 2 * Million, key: "k1")
            .Stored(9, "small", Meters.InputTokens, Million, key: "k2")
            .Stored(9, "small", Meters.InputTokens, 2 * Million, key: "k3")
            .Billed(9, "small", Meters.InputTokens, Million, 0.15m, key: "k1")
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.3m, key: "k2")
            .Billed(9, "small", Meters.InputTokens, Million, 0.15m, key: "k3")
            .Compare()
            .Findings.Select(finding => (finding.Cause, finding.Sides.Count))
            .ShouldBe([(FindingCause.CountedTwice, 1), (FindingCause.OtherKey, 2)]);

    [Fact]
    public void Take_KeysNotToldApart_LooksForNone() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 2 * Million, key: "k1")
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.3m, key: "k2")
            .Findings(keyTag: null)
            .ShouldBeEmpty();

    [Fact]
    public void Take_DaysThatTogetherAgree_IsTheDayBorder()
    {
        var finding = new HandMonth()
            .Stored(8, "small", Meters.InputTokens, 5 * Million)
            .Stored(9, "small", Meters.InputTokens, 5 * Million)
            .Stored(10, "small", Meters.InputTokens, 5 * Million)
            .Billed(8, "small", Meters.InputTokens, 3 * Million, 0.45m)
            .Billed(9, "small", Meters.InputTokens, 6 * Million, 0.9m)
            .Billed(10, "small", Meters.InputTokens, 6 * Million, 0.9m)
            .Compare()
            .Findings.ShouldHaveSingleItem();

        (finding.Kind, finding.Cause, finding.CostDifference).ShouldBe(
            (FindingKind.QuantityDiffers, FindingCause.DayBorder, 0m)
        );
        finding.Explanation.ShouldBe(
            "2,000,000 tokens are on 2026-09-09 and 2026-09-10 on the bill and on 2026-09-08 here; together the days agree. Calls over midnight (UTC) are dated by their start on one side and by their end on the other, or come late"
        );
        finding.Sides.Select(side => side.Line.Day.Day).ShouldBe([8, 9, 10]);
    }

    [Fact]
    public void Take_DaysApart_HaveNoKnownCause() =>
        new HandMonth()
            .Stored(8, "small", Meters.InputTokens, 5 * Million)
            .Stored(10, "small", Meters.InputTokens, 5 * Million)
            .Billed(8, "small", Meters.InputTokens, 4 * Million, 0.6m)
            .Billed(10, "small", Meters.InputTokens, 6 * Million, 0.9m)
            .Findings()
            .ShouldBe([
                "QuantityDiffers Unknown -0.15: less on the bill by 1,000,000 tokens; no known cause fits",
                "QuantityDiffers Unknown 0.15: more on the bill by 1,000,000 tokens; no known cause fits",
            ]);

    /// <summary>Two runs that follow each other, and what is on neither side of a border between them.</summary>
    [Fact]
    public void Take_SeveralRunsOfDays_AreAFindingEach() =>
        new HandMonth()
            .Stored(3, "small", Meters.InputTokens, 50 * Million)
            .Stored(8, "small", Meters.InputTokens, 5 * Million)
            .Stored(9, "small", Meters.InputTokens, 5 * Million)
            .Stored(10, "small", Meters.InputTokens, 5 * Million)
            .Stored(11, "small", Meters.InputTokens, 5 * Million)
            .Billed(3, "small", Meters.InputTokens, 51 * Million, 7.65m)
            .Billed(8, "small", Meters.InputTokens, 4 * Million, 0.6m)
            .Billed(9, "small", Meters.InputTokens, 6 * Million, 0.9m)
            .Billed(10, "small", Meters.InputTokens, 7 * Million, 1.05m)
            .Billed(11, "small", Meters.InputTokens, 3 * Million, 0.45m)
            .Findings()
            .ShouldBe([
                "QuantityDiffers Unknown 0.15: more on the bill by 1,000,000 tokens; no known cause fits",
                "QuantityDiffers DayBorder 0: 1,000,000 tokens are on 2026-09-09 on the bill and on 2026-09-08 here; together the days agree. Calls over midnight (UTC) are dated by their start on one side and by their end on the other, or come late",
                "QuantityDiffers DayBorder 0: 2,000,000 tokens are on 2026-09-10 on the bill and on 2026-09-11 here; together the days agree. Calls over midnight (UTC) are dated by their start on one side and by their end on the other, or come late",
            ]);

    [Fact]
    public void Take_LinesOfOneDay_AreInTheOrderOfWhatTheBillLacks()
    {
        var finding = new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 3 * Million, key: "k3")
            .Stored(9, "small", Meters.InputTokens, 3 * Million, key: "k1")
            .Stored(9, "small", Meters.InputTokens, 3 * Million, key: "k2")
            .Billed(9, "small", Meters.InputTokens, 4 * Million, 0.6m, key: "k3")
            .Billed(9, "small", Meters.InputTokens, 4 * Million, 0.6m, key: "k1")
            .Billed(9, "small", Meters.InputTokens, Million, 0.15m, key: "k2")
            .Compare()
            .Findings.ShouldHaveSingleItem();

        finding.Sides.Select(side => side.Line.Key).ShouldBe(["k2", "k3", "k1"]);
        finding.Explanation.ShouldBe(
            "2,000,000 tokens are under key k1 and key k3 on the bill and under key k2 here; together the keys agree"
        );
    }
}
