using FsCheck;
using FsCheck.Fluent;
using Permil.Allocation;
using Permil.Rating;
using Permil.Storage.DuckDb.Importing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Sums priced are the sum of what was priced, to the last digit, whatever is asked.</summary>
public sealed class StoredRatingTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly ReadOptions Options = new() { DefaultTime = null };

    /// <summary>What is owed by the request or by the account's month would change with who it is of.</summary>
    private static readonly Pricing.PriceCatalog Additive = new([
        Pricing.TestBooks.Read(
            """
            models:
              - { id: Vendor/Model-0, kind: chat, prices: [{ price: { input_tokens: 3, output_tokens: 15, dedicated_endpoint_hours: 2.39, image_megapixels: 0.04 }, source: page }] }
              - { id: Vendor/Model-1, kind: chat, prices: [{ price: { input_tokens: 0.7, cached_input_tokens: 0.1 }, source: page }, { mode: dedicated, price: { dedicated_endpoint_hours: 6.5 }, source: page }] }
            """
        ),
    ]);

    [Fact]
    public void Rate_AnyBooksEventsAndQuestions_IsThatOfEachEvent() =>
        ShouldAgree(120, drawn => (new Rater(drawn.Catalog), AllocationRules.None));

    [Fact]
    public void Rate_AnyAllocation_IsThatOfEachEventAllocated() =>
        ShouldAgree(100, drawn => (new Rater(drawn.Catalog), drawn.Rules()));

    [Fact]
    public void Rate_AnySubstitution_IsThatOfEachEventSubstituted() =>
        ShouldAgree(80, drawn => (new Rater(drawn.Catalog, drawn.Substitution()), AllocationRules.None));

    [Fact]
    public void Rate_AnyAllocation_TotalsAreThoseWithoutRules() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var drawn = RatingCase.Draw(seed);
                    var rules = drawn.Rules();
                    using var folder = TemporaryFolder.InMemory();
                    using var store = StoreOf(folder, drawn);
                    var rater = new Rater(Additive);
                    var with = StoredRating.Rate(store, rater, rules, [], UsageSelection.All);
                    var without = StoredRating.Rate(store, rater, AllocationRules.None, [], UsageSelection.All);
                    (with.ListCost, with.Events, with.Unsettled, with.Failed).ShouldBe(
                        (without.ListCost, without.Events, without.Unsettled, without.Failed)
                    );
                    return true;
                }
            )
            .Holds(40);

    /// <summary>What context steps look at: all of the input, not the output of a batch, to the last decimal.</summary>
    [Theory]
    [InlineData("input", 1_000, 0)]
    [InlineData("input", 1_001, 0)]
    [InlineData("output", 1_001, 0)]
    [InlineData("output", 5_000, 1_000)]
    [InlineData("output", 5_000, 1_001)]
    [InlineData("output", 0, 1_000.5)]
    public void Rate_ContextSteps_LookAtTheInputOfEachEvent(string direction, int batchTokens, double inputTokens)
    {
        var catalog = new Pricing.PriceCatalog([
            Pricing.TestBooks.Read(
                """
                models:
                  - id: m
                    kind: chat
                    prices:
                      - price: { input_tokens: 1, output_tokens: 2 }
                        over: [{ input-tokens: 1K, price: { input_tokens: 10, output_tokens: 20 } }]
                        source: page
                      - mode: batch
                        price: { input_tokens: 3, output_tokens: 4 }
                        over: [{ input-tokens: 1K, price: { input_tokens: 30, output_tokens: 40 } }]
                        source: page
                """
            ),
        ]);
        var drawn = RatingCase.Of(
            catalog,
            Pricing.TestBooks.Event(
                "m",
                new Measurement(Meters.BatchTokens, batchTokens),
                new Measurement(Meters.InputTokens, (decimal)inputTokens)
            ) with
            {
                Attributes = new Dictionary<string, string> { [Usage.Attribute.Direction] = direction },
            }
        );
        using var folder = TemporaryFolder.InMemory();
        using var store = StoreOf(folder, drawn);
        Agree(store, drawn, new Rater(catalog), AllocationRules.None, [], UsageSelection.All).ShouldBeTrue();
    }

    /// <summary>Of events of one kind, only those that used what has no price are unpriced.</summary>
    [Fact]
    public void Rate_OneOfTwoUsedWhatHasNoPrice_OneIsUnpriced()
    {
        var catalog = new Pricing.PriceCatalog([
            Pricing.TestBooks.Read(
                "models: [{ id: m, kind: chat, prices: [{ price: { input_tokens: 1 }, source: page }] }]"
            ),
        ]);
        var used = Pricing.TestBooks.Event(
            "m",
            new Measurement(Meters.InputTokens, 5),
            new Measurement(Meters.OutputTokens, 7)
        );
        var unused = used with
        {
            Id = "e2",
            Usage = [new Measurement(Meters.InputTokens, 5), new Measurement(Meters.OutputTokens, 0)],
        };
        var drawn = RatingCase.Of(catalog, used, unused);
        using var folder = TemporaryFolder.InMemory();
        using var store = StoreOf(folder, drawn);
        foreach (
            var keys in (GroupKey[][])
                [
                    [],
                    [GroupKey.Parse("meter")!],
                    [GroupKey.Parse("day")!],
                ]
        )
        {
            Agree(store, drawn, new Rater(catalog), AllocationRules.None, keys, UsageSelection.All).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("account")]
    [InlineData("subAccount")]
    [InlineData("feature")]
    [InlineData("environment")]
    [InlineData("tag:a")]
    public void Rate_FilterByAValueNobodyHas_IsNothing(string key)
    {
        var catalog = new Pricing.PriceCatalog([Pricing.TestBooks.Read("models: [{ id: m, kind: chat }]")]);
        var drawn = RatingCase.Of(catalog, Pricing.TestBooks.Event("m", new Measurement(Meters.InputTokens, 5)));
        using var folder = TemporaryFolder.InMemory();
        using var store = StoreOf(folder, drawn);
        var selection = new UsageSelection { Filters = [new UsageFilter(GroupKey.Parse(key)!, ["nobody"])] };
        StoredRating.Rate(store, new Rater(catalog), AllocationRules.None, [], selection).Events.ShouldBe(0);
        selection = new UsageSelection { Filters = [new UsageFilter(GroupKey.Parse(key)!, ["nobody", null])] };
        StoredRating.Rate(store, new Rater(catalog), AllocationRules.None, [], selection).Events.ShouldBe(1);
    }

    private static void ShouldAgree(int cases, Func<RatingCase, (Rater, AllocationRules)> draw)
    {
        var (asked, unholdable) = (0, 0);
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var drawn = RatingCase.Draw(seed);
                    using var folder = TemporaryFolder.InMemory();
                    using var store = StoreOf(folder, drawn);
                    for (var question = 0; question < 6; question++)
                    {
                        var (rater, rules) = draw(drawn);
                        var (keys, selection) = (drawn.Keys(), drawn.Selection());
                        asked++;
                        if (!Agree(store, drawn, rater, rules, keys, selection))
                        {
                            unholdable++;
                        }
                    }

                    return true;
                }
            )
            .Holds(cases);

        // Few amounts may have more digits than can be held.
        unholdable.ShouldBeLessThan(asked / 20);
    }

    private static bool Agree(
        UsageStore store,
        RatingCase drawn,
        Rater rater,
        AllocationRules rules,
        IReadOnlyList<GroupKey> keys,
        UsageSelection selection
    )
    {
        try
        {
            var expected = SummaryText.Of(EventByEvent.Rate(drawn.Events, rater, rules, keys, selection));
            var found = SummaryText.Of(StoredRating.Rate(store, rater, rules, keys, selection));
            if (found == expected)
            {
                return true;
            }

            var (foundLines, expectedLines) = (found.Split('\n'), expected.Split('\n'));
            Assert.Fail(
                $"by {string.Join(", ", keys.Select(key => key.Name))} from {selection.From:O} to {selection.To:O} "
                    + $"where {string.Join(" and ", selection.Filters.Select(filter => $"{filter.Key.Name}={string.Join('|', filter.Values)}"))}, "
                    + $"as {rater.Substitution?.Model} {rater.Substitution?.Mode}, rules {string.Join("; ", rules.Rules.Select(rule => rule.ToString()))}\n"
                    + $"stored:\n{string.Join('\n', foundLines.Except(expectedLines))}\n"
                    + $"event by event:\n{string.Join('\n', expectedLines.Except(foundLines))}\n"
                    + $"{string.Join('\n', drawn.Events.Select(EventText.Of))}\n{drawn.BookText}"
            );
            return false;
        }
        catch (InexactAmountException)
        {
            return false;
        }
    }

    private static UsageStore StoreOf(TemporaryFolder folder, RatingCase drawn)
    {
        var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var import = new UsageImport(store, Options, line => Assert.Fail(line.Reason));
        foreach (var usageEvent in drawn.Events)
        {
            import.Accept(usageEvent);
        }

        import.Finish().New.ShouldBe(drawn.Events.Count);
        return store;
    }
}
