using Permil.Usage;
using Permil.Yaml;

namespace Permil.Allocation;

/// <summary>Reads <c>allocation.yaml</c>.</summary>
internal static class AllocationReader
{
    private static readonly string[] Owners = ["account", "subAccount", "feature", "environment"];

    public static AllocationRules Read(TextReader yaml, string file)
    {
        var root = YamlEntry.Load(yaml, file, "allocation rules");
        root.AllowOnly("allocation");
        var rules = new List<AllocationRule>();
        foreach (var entry in root.Required("allocation").Items())
        {
            var rule = ReadRule(entry, file);
            var same = rules.Find(other => string.Equals(other.Name, rule.Name, StringComparison.Ordinal));
            rules.Add(
                same is null
                    ? rule
                    : throw entry
                        .Required("name")
                        .Wrong(rule.Name, $"a name of its own (the rule on line {same.Line} has this one)")
            );
        }

        return new AllocationRules(rules);
    }

    private static AllocationRule ReadRule(YamlEntry entry, string file)
    {
        entry.AllowOnly("name", "match", "from", "to", "set", "split");
        var name = entry.Required("name").Text();
        var match = ReadMatch(entry.Required("match"));
        var from = entry.Optional("from")?.Instant();
        var until = entry.Optional("to");
        if (until is not null && until.Instant() <= from)
        {
            throw until.Wrong(until.Text(), "an instant after 'from'");
        }

        var (set, split) = (entry.Optional("set"), entry.Optional("split"));
        if (set is null && split is null)
        {
            throw entry.Wrong("a rule that does nothing", "'set', 'split' or both");
        }

        return new AllocationRule(name, file, entry.Line, match, from, until?.Instant())
        {
            Sets = set is null ? [] : ReadSets(set),
            Split = split is null ? null : ReadSplit(split, $"'{name}' ({file}:{entry.Line})", match),
        };
    }

    private static UsageMatch ReadMatch(YamlEntry entry)
    {
        entry.AllowOnly(name => RuleField.TryParse(name, out _), RuleField.Allowed);
        var fields = new List<FieldMatch>();
        foreach (var (name, value) in entry.Pairs())
        {
            if (RuleField.TryParse(name, out var field))
            {
                fields.Add(new FieldMatch(field, ReadValues(value, field)));
            }
        }

        return new UsageMatch(fields);
    }

    private static List<ValuePattern> ReadValues(YamlEntry entry, RuleField field)
    {
        List<YamlEntry> values = entry.IsList ? [.. entry.Items()] : [entry];
        if (values.Count == 0)
        {
            throw entry.Wrong("an empty list", "one value or more");
        }

        var isMode = field.Keys[0].Dimension == AllocationDimension.Mode;
        return values.ConvertAll(value => new ValuePattern(
            isMode ? value.OneOf([.. ModeName.All])
                : value.IsNull ? null
                : value.Text(),
            field.Comparison
        ));
    }

    private static List<(DimensionKey Dimension, ValueTemplate Value)> ReadSets(YamlEntry entry)
    {
        entry.AllowOnly(Owners);
        var sets = new List<(DimensionKey Dimension, ValueTemplate Value)>();
        foreach (var (name, value) in entry.Pairs())
        {
            if (value.IsNull)
            {
                throw value.Wrong("null", "a value; what was recorded cannot be taken away");
            }

            var text = value.Text();
            sets.Add(
                ValueTemplate.TryParse(text, out var template) is { } allowed
                    ? throw value.Wrong(text, allowed)
                    : (OwnerOf(name), template)
            );
        }

        return sets.Count > 0 ? sets : throw entry.Wrong("nothing", string.Join(", ", Owners));
    }

    private static SplitRule ReadSplit(YamlEntry entry, string ruleText, UsageMatch match)
    {
        entry.AllowOnly("to", "by", "among", "shares", "meters");
        var target = entry.Required("to").OneOf(Owners);
        var meters = entry
            .Optional("meters")
            ?.TextOrTexts()
            .ConvertAll(name => new ValuePattern(name, StringComparison.Ordinal));
        var (by, shares, among) = (entry.Optional("by"), entry.Optional("shares"), entry.Optional("among"));
        if (by is null == shares is null)
        {
            throw entry.Wrong(by is null ? "neither 'by' nor 'shares'" : "both 'by' and 'shares'", "one of them");
        }

        if (shares is not null)
        {
            return among is null
                ? new SplitRule(ruleText, OwnerOf(target), SplitBasis.Shares, new UsageMatch([]), meters)
                {
                    Shares = ReadShares(shares),
                }
                : throw among.Wrong("'among' beside 'shares'", "'among' beside 'by'");
        }

        var basis = by!.OneOf("tokens", "requests") == "tokens" ? SplitBasis.Tokens : SplitBasis.Requests;
        var weighing = among is null ? match.Without("mode", target) : ReadMatch(among);
        return among is not null || !weighing.IsEverything
            ? new SplitRule(ruleText, OwnerOf(target), basis, weighing, meters)
            : throw entry.Wrong(
                "no 'among'",
                "the usage that decides the shares: 'match' says nothing but mode and target, which is all usage"
            );
    }

    private static List<Weight> ReadShares(YamlEntry entry)
    {
        var shares = new List<Weight>();
        foreach (var (name, share) in entry.Pairs())
        {
            shares.Add(
                name.Length > 0
                    ? new Weight(name, share.Count())
                    : throw entry.Wrong("a share of nobody", "names with their shares, as in search: 3")
            );
        }

        return shares.Count > 0
            ? [.. shares.OrderBy(share => share.Value, StringComparer.Ordinal)]
            : throw entry.Wrong("nothing", "names with their shares, as in search: 3");
    }

    private static DimensionKey OwnerOf(string name) =>
        new(
            name switch
            {
                "account" => AllocationDimension.Account,
                "subAccount" => AllocationDimension.SubAccount,
                "feature" => AllocationDimension.Feature,
                _ => AllocationDimension.Environment,
            }
        );
}
