using FsCheck;
using FsCheck.Fluent;
using Permil.Rating;
using Permil.Usage;
using static Permil.Allocation.TestRules;

namespace Permil.Allocation;

public sealed class SplitRuleTests
{
    private const string ThreeShares =
        "match: {}, split: { to: subAccount, shares: { search: 3, ads: 1, research: 2 } }";
    private const string ByTokens =
        "match: { mode: dedicated, model: 'acme/*' }, split: { to: subAccount, by: tokens }";

    private static readonly Gen<List<Weight>> SomeWeights = (
        from value in Gen.Elements("a", "b", "c", "d", null)
        from amount in Gen.OneOf(Generators.Tokens, Generators.ShortDecimal, Gen.Elements(0m, 1m))
        select new Weight(value, amount)
    )
        .ListOf()
        .Select(weights => weights.ToList());

    private static readonly Gen<UsageEvent> SomeUsage = (
        from meter in Gen.Elements(
            Meters.DedicatedEndpointHours,
            Meters.StorageHours,
            Meters.InputTokens,
            Meters.RerankDocuments,
            Meters.ImageMegapixels
        )
        from quantity in Gen.OneOf(
            Generators.Tokens,
            Generators.ShortDecimal,
            Gen.Elements(0m, 0.000000000001m, 1_000_000_000_000_000m, 999_999_999_999_999.999999999999m)
        )
        select new Measurement(meter, quantity)
    )
        .ListOf()
        .Select(usage => Event([.. usage]) with { Mode = Mode.Dedicated, ReportedCost = 1.25m });

    [Fact]
    public void Split_Shares_AreProportions()
    {
        var parts = SplitOf(ThreeShares).Split(EndpointHours(24));

        parts
            .Select(part => (part.Event.SubAccount, part.Event.QuantityOf(Meters.DedicatedEndpointHours)))
            .ShouldBe([("ads", 4), ("research", 8), ("search", 12)]);
        parts.Select(part => part.CountsEvents).ShouldBe([false, false, true]);
        parts
            .Select(part => part.Explain(Meters.DedicatedEndpointHours))
            .ShouldBe([
                "allocated by 'r1' (allocation.yaml:2): 1/6 of 24 GPU-hours to subAccount ads, by shares",
                "allocated by 'r1' (allocation.yaml:2): 2/6 of 24 GPU-hours to subAccount research, by shares",
                "allocated by 'r1' (allocation.yaml:2): 3/6 of 24 GPU-hours to subAccount search, by shares",
            ]);
    }

    [Fact]
    public void Split_EqualWeights_TheFirstByNameCountsTheEvents() =>
        SplitOf("match: {}, split: { to: feature, shares: { b: 1, a: 1 } }")
            .Split(EndpointHours(1))
            .Select(part => (part.Event.Feature, part.CountsEvents))
            .ShouldBe([("a", true), ("b", false)]);

    /// <summary>Tokens are rounded to a millionth of one: 12 decimals of the million that prices are for.</summary>
    [Fact]
    public void Split_WhatDoesNotEnd_HasTwelveDecimalsOfWhatPricesAreFor()
    {
        var split = SplitOf("match: {}, split: { to: feature, shares: { a: 1, b: 2 } }");

        split.Split(Tokens(null, 1))[0].Event.QuantityOf(Meters.InputTokens).ShouldBe(0.333333m);
        split.Split(EndpointHours(1))[0].Event.QuantityOf(Meters.DedicatedEndpointHours).ShouldBe(0.333333333333m);
        var documents = Event(new Measurement(Meters.RerankDocuments, 1));
        split.Split(documents)[0].Event.QuantityOf(Meters.RerankDocuments).ShouldBe(0.333333333m);
    }

    /// <summary>A request on the shared endpoint has an owner; only the hours are anybody's.</summary>
    [Fact]
    public void Split_ByUsage_SplitsHoursAndKeepsTheRest()
    {
        var whole = EndpointHours(2) with
        {
            SubAccount = "platform",
            Usage = [new(Meters.DedicatedEndpointHours, 2), new(Meters.InputTokens, 100)],
            ReportedCost = 7,
        };

        var parts = SplitOf(ByTokens).Split(whole, [new("a", 1), new("b", 1)], WeightPeriod.Day);

        parts.Select(part => part.Event.SubAccount).ShouldBe(["platform", "a", "b"]);
        parts[0].Event.Usage.ShouldBe([new Measurement(Meters.InputTokens, 100)]);
        parts.Select(part => part.CountsEvents).ShouldBe([true, false, false]);
        parts.Select(part => part.Event.ReportedCost).ShouldBe([7m, null, null]);
        parts[0].IsUnallocated.ShouldBeFalse();
        parts[0].Explain(Meters.InputTokens).ShouldBeNull();
    }

    [Fact]
    public void Split_NamedMeters_AreTheOnesThatAreSplit()
    {
        var split = SplitOf("match: {}, split: { to: feature, shares: { a: 1 }, meters: ['*_hours', web_searches] }");

        split.IsShared(Meters.GpuClusterHours).ShouldBeTrue();
        split.IsShared(Meters.WebSearches).ShouldBeTrue();
        split.IsShared(Meters.InputTokens).ShouldBeFalse();
    }

    [Fact]
    public void IsShared_MeterOfABook_IsCapacityByItsUnit()
    {
        var split = SplitOf(ByTokens);

        split.IsShared(new Meter("npu_hours", "hour")).ShouldBeTrue();
        split.IsShared(new Meter("npu_hours", "NPU-hour")).ShouldBeTrue();
        split.IsShared(new Meter("agent_runs", "run")).ShouldBeFalse();
    }

    [Fact]
    public void Split_UsageWithoutOwner_StaysWithTheResource()
    {
        var whole = EndpointHours(10) with { SubAccount = "platform" };

        var parts = SplitOf(ByTokens).Split(whole, [new(null, 30), new("a", 70)], WeightPeriod.Day);

        parts.Select(part => part.Event.SubAccount).ShouldBe(["a", "platform"]);
        parts.Select(part => part.IsUnallocated).ShouldBe([false, true]);
        parts[0]
            .Explain(Meters.DedicatedEndpointHours)
            .ShouldBe(
                "allocated by 'r1' (allocation.yaml:2): 70/100 of 10 GPU-hours to subAccount a, by tokens of 2026-10-07"
            );
        parts[1]
            .Explain(Meters.DedicatedEndpointHours)
            .ShouldBe(
                "allocated by 'r1' (allocation.yaml:2): 30/100 of 10 GPU-hours stay unallocated, used without subAccount, by tokens of 2026-10-07"
            );
    }

    [Fact]
    public void Split_NoteOfAmounts_StaysWithThePartThatCounts()
    {
        var whole = EndpointHours(3) with
        {
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["gpu"] = "h100",
                ["requests"] = "7",
            },
        };

        var parts = SplitOf(ThreeShares).Split(whole);

        parts.ShouldAllBe(part => part.Event.Attributes["gpu"] == "h100");
        parts.ShouldAllBe(part => part.Event.Attributes.ContainsKey("requests") == part.CountsEvents);
    }

    [Fact]
    public void Split_NothingUsed_IsOnePart()
    {
        var failed = Event() with { UnsettledReason = "no usage in the response" };

        var part = SplitOf(ThreeShares).Split(failed).ShouldHaveSingleItem();

        part.Event.ShouldBeSameAs(failed);
        part.CountsEvents.ShouldBeTrue();
        part.IsUnallocated.ShouldBeFalse();
    }

    [Fact]
    public void Split_AnyUsage_IsTheSumOfItsParts() =>
        Prop.ForAll(
                SomeUsage.ToArbitrary(),
                SomeWeights.ToArbitrary(),
                Gen.Elements(ByTokens, ThreeShares).ToArbitrary(),
                (whole, weights, rule) =>
                {
                    var parts = SplitOf(rule).Split(whole, weights, WeightPeriod.Day);
                    return Meters.All.All(meter => Sum(parts, meter) == Sum([UsagePart.Unsplit(whole)], meter))
                        && parts.Aggregate(0m, (sum, part) => Exact.Add(sum, part.Event.ReportedCost ?? 0)) == 1.25m
                        && parts.Count(part => part.CountsEvents) == 1
                        && parts.All(part => part.Event.Usage.All(measured => measured.Quantity >= 0));
                }
            )
            .Holds(5_000);

    [Fact]
    public void Split_AnyOrderOfWeights_GivesTheSameParts() =>
        Prop.ForAll(
                SomeUsage.ToArbitrary(),
                SomeWeights.ToArbitrary(),
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                (whole, weights, seed) =>
                {
                    var shuffled = weights.ToArray();
                    new Random(seed).Shuffle(shuffled);
                    var split = SplitOf(ByTokens);
                    return Described(split.Split(whole, weights, WeightPeriod.Day))
                        == Described(split.Split(whole, shuffled, WeightPeriod.Day));
                }
            )
            .Holds(2_000);

    /// <summary>Even of a quadrillion tokens: more decimals of a token would be more than a decimal holds of their cost.</summary>
    [Fact]
    public void Split_Parts_CostWhatTheWholeCosts()
    {
        var rater = Pricing.TestBooks.RaterOf(
            """
            models:
              - id: acme/llama-70b
                kind: chat
                prices: [{ source: page, price: { input_tokens: 0.2675, output_tokens: 13.3337 } }]
            prices:
              - { source: page, mode: dedicated, price: { dedicated_endpoint_hours: 0.0915 }, per: minute }
            """
        );
        Prop.ForAll(
                Generators.Tokens.ToArbitrary(),
                Generators.Tokens.ToArbitrary(),
                Gen.Choose(1, 10_000_000).ToArbitrary(),
                (input, output, millionthHours) =>
                    IsCostOfParts(rater, Event(new(Meters.InputTokens, input), new(Meters.OutputTokens, output)))
                    && IsCostOfParts(rater, EndpointHours(millionthHours / 1_000_000m))
            )
            .Holds(2_000);

        static bool IsCostOfParts(Rater rater, UsageEvent whole)
        {
            var cost = rater.Rate(whole).ListCost;
            return cost > 0
                && SplitOf("match: {}, split: { to: subAccount, shares: { a: 3, b: 1.7, c: 0.23 } }")
                    .Split(whole)
                    .Select(part => rater.Rate(part.Event).ListCost)
                    .Aggregate(0m, Exact.Add) == cost;
        }
    }

    private static SplitRule SplitOf(string rule) => ReadRules(rule).Rules[0].Split!;

    private static decimal Sum(IReadOnlyList<UsagePart> parts, Meter meter) =>
        parts
            .SelectMany(part => part.Event.Usage)
            .Where(measured => measured.Meter == meter)
            .Aggregate(0m, (sum, measured) => Exact.Add(sum, measured.Quantity));

    private static string Described(IReadOnlyList<UsagePart> parts) =>
        string.Join(
            '\n',
            parts.Select(part =>
                $"{part.Event.SubAccount} {part.CountsEvents} {part.Event.ReportedCost} {part.Weight} {part.TotalWeight} "
                + string.Join(',', part.Event.Usage)
            )
        );
}
