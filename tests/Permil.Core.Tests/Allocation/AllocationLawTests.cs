using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Permil.Usage;
using static Permil.Allocation.TestRules;

namespace Permil.Allocation;

/// <summary>What holds of any rules and any usage. Rules are drawn as the texts that they are read from.</summary>
public sealed class AllocationLawTests
{
    private static readonly string[] Fields =
    [
        "source",
        "provider",
        "model",
        "mode",
        "account",
        "subAccount",
        "feature",
        "environment",
        "tag:a",
        "tag:b",
        "key",
    ];

    private static readonly string[] Owners = ["account", "subAccount", "feature", "environment"];

    private static readonly Gen<int?> Hours = Gen.Frequency(
        (2, Gen.Constant<int?>(null)),
        (3, Gen.Choose(0, 6).Select(hour => (int?)hour))
    );

    private static readonly Gen<string> SplitTexts =
        from target in Gen.Elements(Owners)
        from basis in Gen.Elements("by: tokens", "by: requests", "shares: { x: 1, y: 2 }")
        from among in Matches
        select basis.StartsWith('s') ? $"{{ to: {target}, {basis} }}" : $"{{ to: {target}, {basis}, among: {among} }}";

    private static readonly Gen<string> RuleTexts =
        from match in Matches
        from start in Hours
        from length in Hours
        from sets in Sets
        from split in Gen.Frequency((3, Gen.Constant<string?>(null)), (1, SplitTexts.Select(text => (string?)text)))
        select $"match: {match}"
            + (start is { } first ? $", from: {At(first)}" : "")
            + (length is { } hours ? $", to: {At((start ?? 0) + hours + 1)}" : "")
            + $", set: {sets}"
            + (split is null ? "" : $", split: {split}");

    private static readonly Gen<AllocationRules> SomeRules = RuleTexts
        .NonEmptyListOf()
        .Select(texts => ReadRules([.. texts.Take(8)]));

    private static readonly Gen<UsageEvent> SomeEvents =
        from values in Gen.Elements("a", "b", "ab", null).ArrayOf(Fields.Length + 1)
        from mode in Gen.Elements(Mode.Serverless, Mode.Batch, Mode.Dedicated)
        from seconds in Gen.OneOf(Gen.Choose(-1, 14 * 3600), Gen.Choose(0, 14).Select(hour => hour * 3600))
        select new UsageEvent
        {
            Id = "e1",
            Source = values[0] ?? "",
            Provider = values[1],
            Model = values[2] ?? "",
            Mode = mode,
            Account = values[4],
            SubAccount = values[5],
            Feature = values[6],
            Environment = values[7],
            Time = Start.AddSeconds(seconds),
            Tags = TagsOf(("a", values[8]), ("b", values[9]), ("key", values[10]), ("api_key_id", values[11])),
            Usage = [new Measurement(Meters.InputTokens, 10)],
        };

    private static DateTimeOffset Start { get; } = new(2026, 10, 7, 0, 0, 0, TimeSpan.Zero);

    private static Gen<string> Matches =>
        from fields in Gen.Choose(0, 2)
            .SelectMany(count => Gen.Elements(Fields).ArrayOf(count))
            .Select(fields => fields.Distinct(StringComparer.Ordinal).ToArray())
        from values in Gen.Elements("a", "b", "'a*'", "'*b'", "'*'", "null", "[a, null]").ArrayOf(fields.Length)
        from mode in Gen.Elements("batch", "dedicated", "[batch, serverless]")
        select "{ "
            + string.Join(", ", fields.Zip(values, (name, value) => $"{name}: {(name == "mode" ? mode : value)}"))
            + " }";

    private static Gen<string> Sets =>
        from owners in Gen.Elements(Owners).NonEmptyListOf()
        from value in Gen.Elements("x", "y", "'{tag:a}'", "'{subAccount}-{key}'", "'{model}'")
        select "{ "
            + string.Join(", ", owners.Distinct(StringComparer.Ordinal).Select(owner => $"{owner}: {value}"))
            + " }";

    /// <summary>A store may sum what is equal in the rules' dimensions between their boundaries, and lose nothing.</summary>
    [Fact]
    public void Allocate_EventsEqualInDimensionsAndStretch_AreAllocatedEqually() =>
        Prop.ForAll(
                SomeRules.ToArbitrary(),
                SomeEvents.ToArbitrary(),
                SomeEvents.ToArbitrary(),
                (rules, first, other) =>
                {
                    var second = Alike(rules, first, other);
                    var (one, two) = (rules.Allocate(first), rules.Allocate(second));
                    return one.Sets.SequenceEqual(two.Sets)
                        && one.Split == two.Split
                        && rules.Rules.All(rule => rule.Matches(first) == rule.Matches(second))
                        && rules
                            .Rules.Select(rule => rule.Split)
                            .OfType<SplitRule>()
                            .Where(split => split.IsByUsage)
                            .All(split =>
                                split.WeightOf(first, 3) == split.WeightOf(second, 3)
                                && split.Dimension.ValueOf(one.Event) == split.Dimension.ValueOf(two.Event)
                            );
                }
            )
            .Holds(5_000);

    [Fact]
    public void Allocate_AnyRules_ChangesOwnersOnlyAndOnlyAsItSays() =>
        Prop.ForAll(
                SomeRules.ToArbitrary(),
                SomeEvents.ToArbitrary(),
                (rules, recorded) =>
                {
                    var allocated = rules.Allocate(recorded);
                    var expected = recorded;
                    foreach (var set in allocated.Sets)
                    {
                        expected = set.Dimension.With(expected, set.Value);
                    }

                    return allocated.Event == expected
                        && allocated.Sets.All(set => set.Rule.Matches(recorded))
                        && (allocated.Sets.Count > 0 || ReferenceEquals(allocated.Event, recorded));
                }
            )
            .Holds(5_000);

    /// <summary>One rule after the other, each alone: what an earlier one set stays.</summary>
    [Fact]
    public void Allocate_AnyRules_TheFirstThatMatchesWins() =>
        Prop.ForAll(
                SomeRules.ToArbitrary(),
                SomeEvents.ToArbitrary(),
                (rules, recorded) =>
                {
                    var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
                    foreach (var rule in rules.Rules.Reverse())
                    {
                        foreach (var set in new AllocationRules([rule]).Allocate(recorded).Sets)
                        {
                            expected[set.Dimension.Name] = set.Value;
                        }
                    }

                    var allocated = rules.Allocate(recorded);
                    return allocated
                            .Sets.OrderBy(set => set.Dimension.Name, StringComparer.Ordinal)
                            .Select(set => KeyValuePair.Create(set.Dimension.Name, set.Value))
                            .SequenceEqual(expected)
                        && allocated.Split
                            == rules
                                .Rules.FirstOrDefault(rule => rule.Split is not null && rule.Matches(recorded))
                                ?.Split;
                }
            )
            .Holds(5_000);

    [Fact]
    public void Allocate_RulesThatDoNotMatch_CanBeLeftOut() =>
        Prop.ForAll(
                SomeRules.ToArbitrary(),
                SomeEvents.ToArbitrary(),
                (rules, recorded) =>
                {
                    var matching = new AllocationRules(rules.Rules.Where(rule => rule.Matches(recorded)));
                    var (all, some) = (rules.Allocate(recorded), matching.Allocate(recorded));
                    return all.Event == some.Event && all.Sets.SequenceEqual(some.Sets) && all.Split == some.Split;
                }
            )
            .Holds(5_000);

    /// <summary>Half-open: the first instant is in, the last is not.</summary>
    [Fact]
    public void Allocate_AnyRule_HoldsFromItsStartUntilItsEnd() =>
        Prop.ForAll(
                SomeRules.ToArbitrary(),
                SomeEvents.ToArbitrary(),
                (rules, recorded) =>
                    rules.Rules.All(rule =>
                        !rule.Matches(recorded)
                        || (
                            (rule.From is null || rule.Matches(recorded with { Time = rule.From.Value }))
                            && (
                                rule.From is null
                                || !rule.Matches(recorded with { Time = rule.From.Value.AddTicks(-1) })
                            )
                            && (rule.Until is null || !rule.Matches(recorded with { Time = rule.Until.Value }))
                            && (
                                rule.Until is null
                                || rule.Matches(recorded with { Time = rule.Until.Value.AddTicks(-1) })
                            )
                        )
                    )
            )
            .Holds(5_000);

    /// <summary>The other event, as far as the rules do not look at it.</summary>
    private static UsageEvent Alike(AllocationRules rules, UsageEvent first, UsageEvent other)
    {
        var alike = other with { Time = TimeInStretch(rules, first.Time, other.Time) };
        foreach (var key in rules.Dimensions)
        {
            alike = key.Dimension switch
            {
                AllocationDimension.Source => alike with { Source = first.Source },
                AllocationDimension.Provider => alike with { Provider = first.Provider },
                AllocationDimension.Model => alike with { Model = first.Model },
                AllocationDimension.Mode => alike with { Mode = first.Mode },
                AllocationDimension.Account => alike with { Account = first.Account },
                AllocationDimension.SubAccount => alike with { SubAccount = first.SubAccount },
                AllocationDimension.Feature => alike with { Feature = first.Feature },
                AllocationDimension.Environment => alike with { Environment = first.Environment },
                _ => alike with
                {
                    Tags = TagsOf([
                        .. alike.Tags.Where(tag => tag.Key != key.Tag).Select(tag => (tag.Key, (string?)tag.Value)),
                        (key.Tag!, first.Tags.GetValueOrDefault(key.Tag!)),
                    ]),
                },
            };
        }

        return alike;
    }

    private static DateTimeOffset TimeInStretch(AllocationRules rules, DateTimeOffset time, DateTimeOffset wanted)
    {
        var start = rules.Boundaries.LastOrDefault(boundary => boundary <= time, DateTimeOffset.MinValue);
        var end = rules.Boundaries.FirstOrDefault(boundary => boundary > time, DateTimeOffset.MaxValue);
        return wanted < start ? start
            : wanted >= end ? end.AddTicks(-1)
            : wanted;
    }

    private static Dictionary<string, string> TagsOf(params (string Name, string? Value)[] tags) =>
        tags.Where(tag => tag.Value is not null)
            .ToDictionary(tag => tag.Name, tag => tag.Value!, StringComparer.Ordinal);

    private static string At(int hour) =>
        Start.AddHours(hour).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
