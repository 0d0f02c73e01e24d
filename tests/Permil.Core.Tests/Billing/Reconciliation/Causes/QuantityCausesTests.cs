using Permil.Usage;

namespace Permil.Billing.Reconciliation.Causes;

public sealed class QuantityCausesTests
{
    private const decimal Million = 1_000_000;

    [Fact]
    public void Of_LessOnTheBillsLastDay_IsThatTheBillEndsInIt() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 5 * Million)
            .Billed(9, "small", Meters.InputTokens, 4 * Million, 0.6m, hours: 13)
            .Finding()
            .ShouldBe(
                "QuantityDiffers BillEnds -0.15: the bill ends at 2026-09-09T13:00Z: it was exported before all of the day was in it, or is not whole"
            );

    [Fact]
    public void Of_MoreOnTheBillsLastDay_IsNotThatTheBillEnds() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 4 * Million)
            .Billed(9, "small", Meters.InputTokens, 5 * Million, 0.75m, hours: 13)
            .Finding()
            .ShouldBe("QuantityDiffers Unknown 0.15: more on the bill by 1,000,000 tokens; no known cause fits");

    [Fact]
    public void Of_LessOnADayThatTheBillEndsWith_HasNoKnownCause() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 5 * Million)
            .Billed(9, "small", Meters.InputTokens, 5 * Million - 1, 0.74999985m)
            .Finding()
            .ShouldBe("QuantityDiffers Unknown -0.00000015: less on the bill by 1 token; no known cause fits");

    [Fact]
    public void Of_CachedInputBilledInsideInputToo_IsCachedTokens() =>
        new HandMonth()
            .Stored(9, "big", Meters.InputTokens, 3 * Million)
            .Stored(9, "big", Meters.CachedInputTokens, 2 * Million)
            .Billed(9, "big", Meters.InputTokens, 5 * Million, 7)
            .Billed(9, "big", Meters.CachedInputTokens, 2 * Million, 0.52m)
            .Finding()
            .ShouldBe(
                "QuantityDiffers CachedTokens 2.8: the bill has exactly the 2,000,000 tokens more that are stored as cached_input_tokens: it counts cached input inside input_tokens and bills it again as cached"
            );

    /// <summary>Cached input without a price of its own is input here, and the bill leaves it out.</summary>
    [Fact]
    public void Of_InputBilledWithoutWhatIsStoredAsCached_IsCachedTokens() =>
        new HandMonth()
            .Stored(9, "big", Meters.InputTokens, 3 * Million)
            .Stored(9, "big", Meters.CachedInputTokens, Million)
            .Billed(9, "big", Meters.InputTokens, 2 * Million, 2.8m)
            .Billed(9, "big", Meters.CachedInputTokens, Million, 0.26m)
            .Finding()
            .ShouldBe(
                "QuantityDiffers CachedTokens -1.4: the bill has exactly the 1,000,000 tokens less that are stored as cached_input_tokens: it bills input without them"
            );

    [Fact]
    public void Of_OutputOffByTheCachedInput_IsNotCachedTokens() =>
        new HandMonth()
            .Stored(9, "big", Meters.OutputTokens, 3 * Million)
            .Stored(9, "big", Meters.CachedInputTokens, Million)
            .Billed(9, "big", Meters.OutputTokens, 4 * Million, 17.6m)
            .Billed(9, "big", Meters.CachedInputTokens, Million, 0.26m)
            .Finding()
            .ShouldBe("QuantityDiffers Unknown 4.4: more on the bill by 1,000,000 tokens; no known cause fits");

    [Fact]
    public void Of_LinesListedAgain_IsCountedTwice() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 6 * Million)
            .Billed(9, "small", Meters.InputTokens, Million, 0.15m, hours: 1)
            .Billed(9, "small", Meters.InputTokens, 3 * Million, 0.45m)
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.3m)
            .Billed(9, "small", Meters.InputTokens, 3 * Million, 0.45m)
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.3m)
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.3m)
            .Finding()
            .ShouldBe(
                "QuantityDiffers CountedTwice 1.05: the bill lists the same line more than once (bill:5): without the repeats it has 6,000,000 tokens as here"
            );

    [Fact]
    public void Of_LinesListedAgainThatAreNotTheDifference_HasNoKnownCause() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 6 * Million)
            .Billed(9, "small", Meters.InputTokens, 4 * Million, 0.6m)
            .Billed(9, "small", Meters.InputTokens, 4 * Million, 0.6m)
            .Finding()
            .ShouldBe("QuantityDiffers Unknown 0.3: more on the bill by 2,000,000 tokens; no known cause fits");

    [Fact]
    public void Of_TwiceTheQuantityInOneLine_IsCountedTwice() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 2 * Million)
            .Billed(9, "small", Meters.InputTokens, 4 * Million, 0.6m)
            .Finding()
            .ShouldBe("QuantityDiffers CountedTwice 0.3: the bill has exactly twice the 2,000,000 tokens stored here");

    [Fact]
    public void Of_HalfTheQuantity_IsCountedTwiceHere() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 4 * Million)
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.3m)
            .Finding()
            .ShouldBe(
                "QuantityDiffers CountedTwice -0.3: here is exactly twice the bill's 2,000,000 tokens: the same usage came in twice under different ids, for example from the gateway and from a log"
            );

    [Fact]
    public void Of_KeysNotToldApart_NamesTheKeyWhoseLinesAreTheDifference() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 4 * Million)
            .Billed(9, "small", Meters.InputTokens, 4 * Million, 0.6m, key: "k1")
            .Billed(9, "small", Meters.InputTokens, Million, 0.15m, key: "k2")
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.3m, key: "k2")
            .Finding(keyTag: null)
            .ShouldBe(
                "QuantityDiffers OtherKey 0.45: the difference is exactly the bill's 3,000,000 tokens of key k2: its calls do not come by here"
            );

    [Fact]
    public void Of_TwoKeysThatCouldBeTheDifference_NamesNone() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 5 * Million)
            .Billed(9, "small", Meters.InputTokens, 4 * Million, 0.6m, key: "k1")
            .Billed(9, "small", Meters.InputTokens, Million, 0.15m, key: "k2")
            .Billed(9, "small", Meters.InputTokens, Million, 0.15m, key: "k3")
            .Finding(keyTag: null)
            .ShouldBe("QuantityDiffers Unknown 0.15: more on the bill by 1,000,000 tokens; no known cause fits");

    /// <summary>A refund of a key is less on the bill, not calls that do not come by.</summary>
    [Fact]
    public void Of_LessByARefundOfAKey_HasNoKnownCause() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 5 * Million)
            .Billed(9, "small", Meters.InputTokens, 5 * Million, 0.75m, key: "k1")
            .Billed(9, "small", Meters.InputTokens, -Million, -0.15m, key: "k2")
            .Finding(keyTag: null)
            .ShouldBe("QuantityDiffers Unknown -0.15: less on the bill by 1,000,000 tokens; no known cause fits");

    [Fact]
    public void Of_KeysThatOneSideNeverHas_IsOtherKey() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, Million, key: "k1")
            .Stored(9, "small", Meters.InputTokens, 3 * Million, key: "k8")
            .Billed(9, "small", Meters.InputTokens, Million, 0.15m, key: "k1")
            .Billed(9, "small", Meters.InputTokens, 2 * Million, 0.3m, key: "k9")
            .Findings()
            .ShouldBe([
                "MissingThere OtherKey -0.45: key k8 is nowhere on the bill: its calls are on the bill of another account, or under another key",
                "MissingHere OtherKey 0.3: nothing of key k9 is stored in the month: its calls do not come by here",
            ]);

    /// <summary>Key and model are known on both sides, only not on that day.</summary>
    [Fact]
    public void Of_LinesMissingOfWhatBothSidesKnow_HaveNoKnownCause() =>
        new HandMonth()
            .Stored(3, "small", Meters.InputTokens, Million, key: "k1")
            .Stored(9, "small", Meters.OutputTokens, 2 * Million, key: "k1")
            .Billed(3, "small", Meters.InputTokens, Million, 0.15m, key: "k1")
            .Billed(12, "small", Meters.OutputTokens, 3 * Million, 1.8m, key: "k1")
            .Findings()
            .ShouldBe([
                "MissingHere Unknown 1.8: more on the bill by 3,000,000 tokens; no known cause fits",
                "MissingThere Unknown -1.2: less on the bill by 2,000,000 tokens; no known cause fits",
            ]);

    [Fact]
    public void Of_ModelsThatOneSideNeverHas_SaysSo() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 3 * Million)
            .Stored(9, "painter", Meters.ImageGenerations, 1)
            .Stored(9, "", Meters.GpuClusterHours, 2, Mode.Cluster, gpu: "h100")
            .Billed(9, "big", Meters.InputTokens, Million, 1.4m)
            .Billed(9, "", Meters.GpuClusterHours, 1, 5, Mode.Cluster, gpu: "h200")
            .Billed(9, "", Meters.WebSearches, 1000, 10)
            .Findings()
            .ShouldBe([
                "MissingHere ModelNotStored 10: nothing of web_searches is stored in the month: its usage does not come by here",
                "MissingThere ModelNotBilled -8: nothing of gpu_cluster_hours (gpu=h100, term=on-demand) is on the bill: it is billed to another account, or under another name",
                "MissingHere ModelNotStored 5: nothing of gpu_cluster_hours (gpu=h200, term=on-demand) is stored in the month: its usage does not come by here",
                "MissingHere ModelNotStored 1.4: nothing of big is stored in the month: its usage does not come by here",
                "MissingThere ModelNotBilled -0.45: nothing of small is on the bill: it is billed to another account, or under another name",
                "MissingThere ModelNotBilled -0.04: nothing of painter is on the bill: it is billed to another account, or under another name",
            ]);

    [Fact]
    public void Of_MoreOnADayWithUnsettledCalls_IsUnsettledCalls() =>
        new HandMonth()
            .Stored(8, "small", Meters.InputTokens, 3 * Million, key: "k1")
            .Unsettled(8, "small", 1, key: "k1")
            .Unsettled(8, "small", 40, key: "k2")
            .Unsettled(8, "big", 50)
            .Billed(8, "small", Meters.InputTokens, 4 * Million, 0.6m, key: "k1")
            .Stored(9, "small", Meters.InputTokens, 3 * Million, key: "k1")
            .Unsettled(9, "small", 1)
            .Unsettled(9, "", 1200, key: "k1")
            .Billed(9, "small", Meters.InputTokens, 5 * Million, 0.75m, key: "k1")
            .Findings()
            .ShouldBe([
                "QuantityDiffers UnsettledCalls 0.3: 1,201 calls of that day are unsettled here, their usage not known; the bill has 2,000,000 tokens more",
                "QuantityDiffers UnsettledCalls 0.15: 1 call of that day is unsettled here, their usage not known; the bill has 1,000,000 tokens more",
            ]);

    [Fact]
    public void Of_AModelNotStoredWithUnsettledCalls_IsUnsettledCalls() =>
        new HandMonth()
            .Unsettled(9, "acme/small", 2)
            .Billed(9, "small", Meters.InputTokens, 5 * Million, 0.75m)
            .Finding()
            .ShouldBe(
                "MissingHere UnsettledCalls 0.75: 2 calls of that day are unsettled here, their usage not known; the bill has 5,000,000 tokens more"
            );

    [Fact]
    public void Of_LessOnADayWithUnsettledCalls_IsNotUnsettledCalls() =>
        new HandMonth()
            .Stored(9, "small", Meters.InputTokens, 5 * Million)
            .Unsettled(9, "small", 2)
            .Billed(9, "small", Meters.InputTokens, 4 * Million, 0.6m)
            .Finding()
            .ShouldBe("QuantityDiffers Unknown -0.15: less on the bill by 1,000,000 tokens; no known cause fits");
}
