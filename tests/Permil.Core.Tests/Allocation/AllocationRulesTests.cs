using Permil.Usage;
using static Permil.Allocation.TestRules;

namespace Permil.Allocation;

public sealed class AllocationRulesTests
{
    [Fact]
    public void None_AnyEvent_LeavesItAsItIs()
    {
        var recorded = Tokens("search", 5);

        var allocated = AllocationRules.None.Allocate(recorded);

        allocated.Event.ShouldBeSameAs(recorded);
        allocated.Sets.ShouldBeEmpty();
        allocated.Split.ShouldBeNull();
        AllocationRules.None.IsEmpty.ShouldBeTrue();
        AllocationRules.None.Dimensions.ShouldBeEmpty();
        AllocationRules.None.Boundaries.ShouldBeEmpty();
        AllocationRules.None.SplitByUsage.ShouldBeFalse();
    }

    [Fact]
    public void Allocate_SeveralRules_TheFirstThatSetsADimensionDecidesIt()
    {
        var rules = ReadRules(
            "match: { source: app }, set: { subAccount: search }",
            "match: { model: 'acme/*' }, set: { subAccount: ads, feature: chat }",
            "match: {}, set: { feature: other, environment: production }"
        );

        var allocated = rules.Allocate(Tokens("recorded", 5));

        allocated.Event.SubAccount.ShouldBe("search");
        allocated.Event.Feature.ShouldBe("chat");
        allocated.Event.Environment.ShouldBe("production");
        allocated.RuleNames.ShouldBe(["r1", "r2", "r3"]);
        allocated
            .Explain()
            .ShouldBe([
                "subAccount search, set by 'r1' (allocation.yaml:2)",
                "feature chat, set by 'r2' (allocation.yaml:3)",
                "environment production, set by 'r3' (allocation.yaml:4)",
            ]);
    }

    [Fact]
    public void Allocate_WhatARuleSets_IsNotWhatTheNextOneSees()
    {
        var rules = ReadRules(
            "match: {}, set: { subAccount: search }",
            "match: { subAccount: search }, set: { feature: chat }"
        );

        rules.Allocate(Tokens("ads", 5)).Event.Feature.ShouldBeNull();
        rules.Allocate(Tokens("search", 5)).Event.Feature.ShouldBe("chat");
    }

    [Theory]
    [InlineData("match: { model: 'ACME/*' }", true)]
    [InlineData("match: { model: acme/llama }", false)]
    [InlineData("match: { source: App }", false)]
    [InlineData("match: { source: [web, app] }", true)]
    [InlineData("match: { source: app, mode: batch }", false)]
    [InlineData("match: { mode: [batch, serverless] }", true)]
    [InlineData("match: { feature: null }", true)]
    [InlineData("match: { feature: ~ }", true)]
    [InlineData("match: { feature: 'null' }", false)]
    [InlineData("match: { feature: '*' }", false)]
    [InlineData("match: { feature: [chat, null] }", true)]
    [InlineData("match: { provider: null, account: null, environment: null, tag:none: null }", true)]
    [InlineData("match: { subAccount: null }", false)]
    [InlineData("match: { subAccount: '*' }", true)]
    [InlineData("match: { tag:team: search }", true)]
    [InlineData("match: { tag:team: [ads, 's*h'] }", true)]
    [InlineData("match: { key: key_abc }", true)]
    [InlineData("match: { key: null }", false)]
    [InlineData("match: {}", true)]
    [InlineData("match: {}, from: 2026-10-07T12:00:00Z", true)]
    [InlineData("match: {}, from: 2026-10-07T12:00:01Z", false)]
    [InlineData("match: {}, to: 2026-10-07T12:00:00Z", false)]
    [InlineData("match: {}, to: 2026-10-07T12:00:01Z", true)]
    [InlineData("match: {}, from: 2026-10-07, to: 2026-10-08", true)]
    [InlineData("match: {}, from: 2026-10-08", false)]
    public void Allocate_OneRule_AppliesWhenEverythingItAsksHolds(string rule, bool applies)
    {
        var recorded = Tokens("t", 5).WithTag("team", "search").WithTag("api_key_id", "key_abc");

        var allocated = ReadRules($"{rule}, set: {{ environment: production }}").Allocate(recorded);

        allocated.Event.Environment.ShouldBe(applies ? "production" : null);
        if (!applies)
        {
            allocated.Event.ShouldBeSameAs(recorded);
        }
    }

    [Fact]
    public void Allocate_Key_IsTheTagThatTheSourceHasItIn()
    {
        var rules = ReadRules("match: { key: k1 }, set: { subAccount: '{key}' }");

        rules.Allocate(Tokens(null, 5).WithTag("key", "k1")).Event.SubAccount.ShouldBe("k1");
        rules.Allocate(Tokens(null, 5).WithTag("api_key_id", "k1")).Event.SubAccount.ShouldBe("k1");
        var both = Tokens(null, 5).WithTag("api_key_id", "k2").WithTag("key", "k1");
        rules.Allocate(both).Event.SubAccount.ShouldBeNull();
        rules.Dimensions.Select(dimension => dimension.Name).ShouldBe(["tag:api_key_id", "tag:key"]);
    }

    [Theory]
    [InlineData("{tag:team}", "search")]
    [InlineData("{source}/{tag:team}-x", "app/search-x")]
    [InlineData("{{{tag:team}}}", "{search}")]
    [InlineData("a{{b}}c", "a{b}c")]
    [InlineData("{mode}", "serverless")]
    public void Allocate_ValueWithNames_TakesThemFromTheEvent(string value, string expected) =>
        ReadRules($"match: {{}}, set: {{ feature: '{value}' }}")
            .Allocate(Tokens(null, 5).WithTag("team", "search"))
            .Event.Feature.ShouldBe(expected);

    [Fact]
    public void Allocate_ValueWithANameTheEventLacks_IsLeftToTheNextRule()
    {
        var rules = ReadRules(
            "match: {}, set: { subAccount: 'team-{tag:team}' }",
            "match: {}, set: { subAccount: nobody }"
        );

        var allocated = rules.Allocate(Tokens(null, 5));

        allocated.Event.SubAccount.ShouldBe("nobody");
        allocated.RuleNames.ShouldBe(["r2"]);
    }

    [Fact]
    public void Allocate_SeveralSplits_TheFirstThatMatchesIsIt()
    {
        var rules = ReadRules(
            "match: { mode: batch }, split: { to: subAccount, shares: { a: 1 } }",
            "match: {}, set: { feature: chat }, split: { to: feature, shares: { b: 1 } }",
            "match: {}, split: { to: subAccount, shares: { c: 1 } }"
        );

        var allocated = rules.Allocate(Tokens(null, 5));

        allocated.Split.ShouldBeSameAs(rules.Rules[1].Split);
        allocated.Event.Feature.ShouldBe("chat");
    }

    [Fact]
    public void DimensionsAndBoundaries_AreAllThatTheRulesLookAt()
    {
        var rules = ReadRules(
            "match: { tag:b: x, tag:a: y, mode: batch }, from: 2026-11-01, set: { feature: '{environment}' }",
            "match: { model: m, mode: dedicated }, from: 2026-10-01, to: 2026-11-01, "
                + "split: { to: subAccount, by: tokens, among: { provider: p } }",
            "match: { mode: batch }, split: { to: account, shares: { a: 1 } }"
        );

        rules
            .Dimensions.Select(dimension => dimension.Name)
            .ShouldBe(["provider", "model", "mode", "subAccount", "environment", "tag:a", "tag:b"]);
        rules
            .Boundaries.Select(boundary => boundary.UtcDateTime)
            .ShouldBe([new DateTime(2026, 10, 1), new DateTime(2026, 11, 1)]);
        rules.SplitByUsage.ShouldBeTrue();
        ReadRules("match: {}, split: { to: account, shares: { a: 1 } }").SplitByUsage.ShouldBeFalse();
    }
}
