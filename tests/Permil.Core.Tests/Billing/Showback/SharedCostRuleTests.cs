using Permil.Allocation;
using Permil.Yaml;

namespace Permil.Billing.Showback;

public sealed class SharedCostRuleTests
{
    [Fact]
    public void ReadWeights_AMapping_IsThem()
    {
        var rule = SharedCostRule.ReadWeights(new StringReader("weights:\n  search: 60\n  chat: 1.5\n"), "w.yaml");

        rule.Name.ShouldBe("weights");
        rule.Weights.ShouldBe([new Weight("chat", 1.5m), new Weight("search", 60)]);
    }

    [Fact]
    public void Name_IsAsItIsWritten() =>
        new[] { SharedCostRule.ByCost, SharedCostRule.Even, SharedCostRule.None }
            .Select(rule => rule.Name)
            .ShouldBe(["by-cost", "even", "none"]);

    [Theory]
    [InlineData("weights:\n  search: 1\nmore: 1\n", "unknown key 'more'")]
    [InlineData("weights:\n  search: 0\n", "w.yaml:2")]
    [InlineData("weights:\n  search: -1\n", "allowed: a number above 0")]
    [InlineData("weights: {}\n", "found 'nothing', allowed: owners with their weights, as in search: 3")]
    [InlineData("weight:\n  search: 1\n", "weight")]
    [InlineData("weights:\n  search: 1\n---\nweights: {}\n", "2 YAML documents; weights is exactly one")]
    [InlineData("weights:\n  search: 1\n  search: 2\n", "search")]
    public void ReadWeights_WhatCannotBe_SaysWhereAndWhy(string yaml, string expected) =>
        Should
            .Throw<YamlFormatException>(() => SharedCostRule.ReadWeights(new StringReader(yaml), "w.yaml"))
            .Message.ShouldContain(expected);

    [Fact]
    public void Of_NothingOrTheSameTwice_IsRefused()
    {
        Should.Throw<ArgumentException>(() => SharedCostRule.Of([]));
        Should.Throw<ArgumentException>(() => SharedCostRule.Of([new Weight("a", 1), new Weight("a", 2)]));
        Should.Throw<ArgumentException>(() => SharedCostRule.Of([new Weight("a", 0)]));
        Should.Throw<ArgumentException>(() => SharedCostRule.Of([new Weight(null, 1)]));
    }
}
