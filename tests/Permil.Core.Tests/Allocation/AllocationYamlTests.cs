using Permil.Yaml;
using static Permil.Allocation.TestRules;

namespace Permil.Allocation;

public sealed class AllocationYamlTests
{
    [Fact]
    public void Read_Rule_TakesAllItsKeys()
    {
        var rule = Read(
            """
            allocation:
              - name: shared endpoint
                match: { mode: dedicated, model: acme/llama-70b }
                from: 2026-10-01
                to: 2026-11-01T06:00:00Z
                set: { environment: production }
                split: { to: feature, by: requests, among: { model: acme/llama-70b }, meters: "*_hours" }
            """
        )
            .Rules.ShouldHaveSingleItem();

        (rule.Name, rule.File, rule.Line).ShouldBe(("shared endpoint", "allocation.yaml", 2));
        rule.From.ShouldBe(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));
        rule.Until.ShouldBe(new DateTimeOffset(2026, 11, 1, 6, 0, 0, TimeSpan.Zero));
        rule.Split.ShouldNotBeNull().Basis.ShouldBe(SplitBasis.Requests);
        rule.Split.Dimension.ShouldBe(new DimensionKey(AllocationDimension.Feature));
        rule.ToString().ShouldBe("'shared endpoint' (allocation.yaml:2)");
    }

    [Fact]
    public void Read_Shares_AreByName() =>
        ReadRules("match: {}, split: { to: subAccount, shares: { search: 3, ads: 0.5, research: 2K } }")
            .Rules[0]
            .Split.ShouldNotBeNull()
            .Shares.ShouldBe([new("ads", 0.5m), new("research", 2_000), new("search", 3)]);

    [Fact]
    public void Read_NoRules_IsEmpty() => Read("allocation: []").IsEmpty.ShouldBeTrue();

    [Theory]
    [InlineData("", "1: 0 YAML documents; allocation rules is exactly one")]
    [InlineData("rules: []", "1: unknown key 'rules' in the file; allowed: allocation")]
    [InlineData("allocation: yes", "1: allocation: found 'yes', allowed: a list")]
    [InlineData("{}", "1: 'allocation' is missing in the file")]
    public void Read_FaultyFile_IsRefusedWithItsLine(string text, string problem) =>
        Should.Throw<YamlFormatException>(() => Read(text)).Message.ShouldBe($"allocation.yaml:{problem}");

    [Theory]
    [InlineData("  - match: {}", "2: 'name' is missing in allocation")]
    [InlineData("  - name: a", "2: 'match' is missing in allocation")]
    [InlineData(
        "  - name: a\n    matches: {}",
        "3: unknown key 'matches' in allocation; allowed: name, match, from, to, set, split"
    )]
    [InlineData(
        "  - name: a\n    match: {}",
        "2: allocation: found 'a rule that does nothing', allowed: 'set', 'split' or both"
    )]
    [InlineData(
        "  - name: a\n    match: {}\n    set: {}",
        "4: set: found 'nothing', allowed: account, subAccount, feature, environment"
    )]
    [InlineData(
        "  - { name: a, match: {}, set: { feature: x } }\n  - { name: a, match: {}, set: { feature: x } }",
        "3: name: found 'a', allowed: a name of its own (the rule on line 2 has this one)"
    )]
    [InlineData(
        "  - { name: a, match: {}, from: 2026-10-02, to: 2026-10-02, set: { feature: x } }",
        "2: to: found '2026-10-02', allowed: an instant after 'from'"
    )]
    [InlineData(
        "  - { name: a, match: {}, from: october, set: { feature: x } }",
        "2: from: found 'october', allowed: a day or an instant in UTC, as in 2026-10-07 or 2026-10-07T12:00:00Z"
    )]
    public void Read_FaultyRule_IsRefusedWithItsLine(string rules, string problem) => Refused(rules, problem);

    [Theory]
    [InlineData(
        "{ tenant: x }",
        "unknown key 'tenant' in match; allowed: key, source, provider, model, mode, account, subAccount, feature, environment, tag:NAME"
    )]
    [InlineData(
        "{ 'tag:': x }",
        "unknown key 'tag:' in match; allowed: key, source, provider, model, mode, account, subAccount, feature, environment, tag:NAME"
    )]
    [InlineData("{ model: [] }", "model: found 'an empty list', allowed: one value or more")]
    [InlineData("{ model: '' }", "model: found '', allowed: a text that is not empty")]
    [InlineData("{ model: { a: b } }", "model: found 'a mapping', allowed: a text that is not empty")]
    [InlineData(
        "{ mode: reserved }",
        "mode: found 'reserved', allowed: serverless, batch, dedicated, container, cluster, provisioned"
    )]
    [InlineData("all", "match: found 'all', allowed: a mapping of keys to values")]
    public void Read_FaultyMatch_IsRefused(string match, string problem) =>
        Refused($"  - {{ name: a, match: {match}, set: {{ feature: x }} }}", $"2: {problem}");

    [Theory]
    [InlineData("{ model: x }", "unknown key 'model' in set; allowed: account, subAccount, feature, environment")]
    [InlineData("{ feature: null }", "feature: found 'null', allowed: a value; what was recorded cannot be taken away")]
    [InlineData(
        "{ feature: '{team}' }",
        "feature: found '{team}', allowed: between braces: key, source, provider, model, mode, account, subAccount, feature, environment, tag:NAME"
    )]
    [InlineData(
        "{ feature: '{tag:team' }",
        "feature: found '{tag:team', allowed: a pair of braces around a name, as in {tag:team}; {{ and }} are the braces themselves"
    )]
    [InlineData(
        "{ feature: 'a}b' }",
        "feature: found 'a}b', allowed: a pair of braces around a name, as in {tag:team}; {{ and }} are the braces themselves"
    )]
    public void Read_FaultySet_IsRefused(string set, string problem) =>
        Refused($"  - {{ name: a, match: {{}}, set: {set} }}", $"2: {problem}");

    [Theory]
    [InlineData("{ by: tokens }", "'to' is missing in split")]
    [InlineData("{ to: model, by: tokens }", "to: found 'model', allowed: account, subAccount, feature, environment")]
    [InlineData("{ to: feature }", "split: found 'neither 'by' nor 'shares'', allowed: one of them")]
    [InlineData(
        "{ to: feature, by: tokens, shares: { a: 1 } }",
        "split: found 'both 'by' and 'shares'', allowed: one of them"
    )]
    [InlineData("{ to: feature, by: cost }", "by: found 'cost', allowed: tokens, requests")]
    [InlineData(
        "{ to: feature, shares: {} }",
        "shares: found 'nothing', allowed: names with their shares, as in search: 3"
    )]
    [InlineData("{ to: feature, shares: { a: 0 } }", "a: found '0', allowed: a number above 0, as in 131072 or 8.1B")]
    [InlineData(
        "{ to: feature, shares: { '': 1 } }",
        "shares: found 'a share of nobody', allowed: names with their shares, as in search: 3"
    )]
    [InlineData(
        "{ to: feature, shares: { a: 1 }, among: { model: m } }",
        "among: found ''among' beside 'shares'', allowed: 'among' beside 'by'"
    )]
    [InlineData(
        "{ to: feature, by: tokens }",
        "split: found 'no 'among'', allowed: the usage that decides the shares: 'match' says nothing but mode and target, which is all usage"
    )]
    public void Read_FaultySplit_IsRefused(string split, string problem) =>
        Refused($"  - {{ name: a, match: {{ mode: cluster, feature: null }}, split: {split} }}", $"2: {problem}");

    [Fact]
    public void Read_Sample_IsRead()
    {
        using var text = File.OpenText(Repository.PathOf("samples/allocation.yaml"));
        AllocationRules.Read(text, "samples/allocation.yaml").Rules.Count.ShouldBeGreaterThan(4);
    }

    [Fact]
    public void Read_Documentation_IsRead()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/allocation.md"));
        var start = page.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;
        Read(page[start..page.IndexOf("```", start, StringComparison.Ordinal)]).Rules.Count.ShouldBe(2);
    }

    private static void Refused(string rules, string problem) =>
        Should
            .Throw<YamlFormatException>(() => Read("allocation:\n" + rules + "\n"))
            .Message.ShouldBe($"allocation.yaml:{problem}");
}
