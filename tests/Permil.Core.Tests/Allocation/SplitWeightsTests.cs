using FsCheck;
using FsCheck.Fluent;
using Permil.Rating;
using Permil.Usage;
using static Permil.Allocation.TestRules;

namespace Permil.Allocation;

public sealed class SplitWeightsTests
{
    private const string ByTokens =
        "match: { mode: dedicated, model: acme/llama-70b }, split: { to: subAccount, by: tokens }";
    private const string ByRequests =
        "match: { mode: dedicated, model: acme/llama-70b }, split: { to: subAccount, by: requests }";

    [Fact]
    public void Split_TokensOfTheDay_DecideTheShares()
    {
        var rules = ReadRules(ByTokens);
        var weights = WeightsOf(
            rules,
            Tokens("search", 600),
            Tokens("ads", 200),
            Tokens("ads", 100) with
            {
                Usage = [new(Meters.InputTokens, 60), new(Meters.OutputTokens, 40)],
            },
            Tokens("ads", 900) with
            {
                Time = Noon.AddDays(1),
            },
            Tokens("ads", 900) with
            {
                Model = "acme/other",
            }
        );

        Hours(weights, EndpointHours(24), rules).ShouldBe([("ads", 8), ("search", 16)]);
    }

    [Fact]
    public void Split_RequestsOfTheDay_AreEventsAndWhatTheyStandFor()
    {
        var rules = ReadRules(ByRequests);
        var weights = new SplitWeights(rules);
        weights.Add(Tokens("search", 1), requests: 3);
        weights.Add(Tokens("ads", 1_000_000), requests: 1);
        weights.Add(EndpointHours(5) with { SubAccount = "platform" }, requests: 100);

        weights
            .Split(rules.Allocate(EndpointHours(24)))
            .Select(part => part.Explain(Meters.DedicatedEndpointHours))
            .ShouldBe([
                "allocated by 'r1' (allocation.yaml:2): 1/4 of 24 GPU-hours to subAccount ads, by requests of 2026-10-07",
                "allocated by 'r1' (allocation.yaml:2): 3/4 of 24 GPU-hours to subAccount search, by requests of 2026-10-07",
            ]);
    }

    [Fact]
    public void RequestsOf_Event_IsWhatItNotesElseOne()
    {
        var sum = Tokens("a", 1) with
        {
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["requests"] = "12" },
        };

        SplitWeights.RequestsOf(sum).ShouldBe(12);
        SplitWeights.RequestsOf(Tokens("a", 1)).ShouldBe(1);
    }

    [Fact]
    public void Split_IdleDay_TakesTheMonth()
    {
        var rules = ReadRules(ByTokens);
        var weights = WeightsOf(
            rules,
            Tokens("search", 100) with
            {
                Time = Noon.AddDays(1),
            },
            Tokens("ads", 200) with
            {
                Time = Noon.AddDays(2),
            },
            Tokens("ads", 300) with
            {
                Time = Noon.AddDays(-1),
            },
            Tokens("search", 9_000) with
            {
                Time = Noon.AddMonths(1),
            }
        );

        weights
            .Split(rules.Allocate(EndpointHours(6)))
            .Select(part => part.Explain(Meters.DedicatedEndpointHours))
            .ShouldBe([
                "allocated by 'r1' (allocation.yaml:2): 500/600 of 6 GPU-hours to subAccount ads, by tokens of 2026-10, as 2026-10-07 has none",
                "allocated by 'r1' (allocation.yaml:2): 100/600 of 6 GPU-hours to subAccount search, by tokens of 2026-10, as 2026-10-07 has none",
            ]);
    }

    [Fact]
    public void Split_IdleMonth_StaysWholeAndUnallocated()
    {
        var rules = ReadRules(ByTokens, "match: {}, set: { subAccount: platform }");

        var part = new SplitWeights(rules).Split(rules.Allocate(EndpointHours(6))).ShouldHaveSingleItem();

        part.IsUnallocated.ShouldBeTrue();
        part.CountsEvents.ShouldBeTrue();
        part.Event.SubAccount.ShouldBe("platform");
        part.Event.QuantityOf(Meters.DedicatedEndpointHours).ShouldBe(6);
        part.Explain(Meters.DedicatedEndpointHours)
            .ShouldBe("not split by 'r1' (allocation.yaml:2): no tokens in 2026-10, so it stays unallocated");
    }

    [Fact]
    public void Split_OwnersThatRulesSet_AreTheOnesThatCarryWeight()
    {
        var rules = ReadRules(ByTokens, "match: { tag:team: '*' }, set: { subAccount: '{tag:team}' }");
        var weights = WeightsOf(rules, Tokens("x", 1).WithTag("team", "search"), Tokens("search", 1), Tokens("y", 2));

        Hours(weights, EndpointHours(4), rules).ShouldBe([("search", 2), ("y", 2)]);
    }

    /// <summary>The hours of an endpoint are found by its account's project, which its users are not in.</summary>
    [Fact]
    public void Split_WithoutAmong_AsksForTheSameUsageInAnyModeAndOfAnyOwner()
    {
        var rules = ReadRules(
            "match: { mode: dedicated, model: acme/llama-70b, subAccount: null }, split: { to: subAccount, by: tokens }"
        );
        var weights = WeightsOf(rules, Tokens("a", 1), Tokens("b", 1) with { Mode = Mode.Dedicated });

        Hours(weights, EndpointHours(4), rules).ShouldBe([("a", 2), ("b", 2)]);
    }

    [Fact]
    public void Split_AllocatedByOtherRules_IsRefused() =>
        Should.Throw<ArgumentException>(() =>
            new SplitWeights(ReadRules(ByTokens)).Split(ReadRules(ByTokens).Allocate(EndpointHours(4)))
        );

    [Fact]
    public void Split_NoRule_IsTheWhole()
    {
        var whole = EndpointHours(4);

        new SplitWeights(AllocationRules.None)
            .Split(AllocationRules.None.Allocate(whole))
            .ShouldHaveSingleItem()
            .Event.ShouldBeSameAs(whole);
    }

    [Fact]
    public void Split_AnyUsage_AddsUpWhateverTheOrderAndTheSumsThatGoIn() =>
        Prop.ForAll(
                SomeTokens.ListOf().ToArbitrary(),
                Gen.Choose(1, 100_000).ListOf().ToArbitrary(),
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                (tokens, milliHours, seed) =>
                {
                    var rules = ReadRules(ByTokens);
                    var shuffled = tokens.ToArray();
                    new Random(seed).Shuffle(shuffled);
                    var summed = tokens
                        .GroupBy(used => (used.SubAccount, used.Time.Date))
                        .Select(same =>
                            Tokens(
                                same.Key.SubAccount,
                                same.Aggregate(0m, (sum, used) => Exact.Add(sum, used.QuantityOf(Meters.InputTokens)))
                            ) with
                            {
                                Time = same.First().Time,
                            }
                        )
                        .ToArray();
                    var shared = milliHours
                        .Select((hours, day) => EndpointHours(hours / 1000m) with { Time = Noon.AddDays(day % 40) })
                        .ToList();
                    var once = Described(WeightsOf(rules, [.. tokens]), rules, shared, out var whole);
                    return whole == shared.Aggregate(0m, (sum, used) => sum + used.Usage[0].Quantity)
                        && once == Described(WeightsOf(rules, shuffled), rules, shared, out _)
                        && once == Described(WeightsOf(rules, summed), rules, shared, out _);
                }
            )
            .Holds(500);

    private static Gen<UsageEvent> SomeTokens =>
        from tenant in Gen.Elements("a", "b", "c", null)
        from tokens in Generators.Tokens
        from day in Gen.Choose(0, 40)
        select Tokens(tenant, tokens) with
        {
            Time = Noon.AddDays(day),
        };

    private static string Described(
        SplitWeights weights,
        AllocationRules rules,
        List<UsageEvent> shared,
        out decimal whole
    )
    {
        var parts = shared.SelectMany(used => weights.Split(rules.Allocate(used))).ToList();
        whole = parts.Aggregate(
            0m,
            (sum, part) => Exact.Add(sum, part.Event.QuantityOf(Meters.DedicatedEndpointHours))
        );
        return string.Join('\n', parts.Select(part => part.Explain(Meters.DedicatedEndpointHours)));
    }

    private static SplitWeights WeightsOf(AllocationRules rules, params UsageEvent[] usage)
    {
        var weights = new SplitWeights(rules);
        foreach (var used in usage)
        {
            weights.Add(used, SplitWeights.RequestsOf(used));
        }

        return weights;
    }

    private static IEnumerable<(string? Owner, decimal Hours)> Hours(
        SplitWeights weights,
        UsageEvent shared,
        AllocationRules rules
    ) =>
        weights
            .Split(rules.Allocate(shared))
            .Select(part => (part.Event.SubAccount, part.Event.QuantityOf(Meters.DedicatedEndpointHours)));
}
