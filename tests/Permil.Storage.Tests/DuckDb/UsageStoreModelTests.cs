using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Permil.Allocation;
using Permil.Pricing;
using Permil.Rating;
using Permil.Rating.Bulk;
using Permil.Storage.DuckDb.Importing;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage.DuckDb;

/// <summary>Any life of a store against a plain model of it.</summary>
public sealed class UsageStoreModelTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly ReadOptions Options = new() { DefaultTime = null };

    private static readonly string[][] Keys =
    [
        [],
        ["model"],
        ["day", "account"],
        ["month"],
        ["subAccount", "meter"],
        ["sku"],
    ];

    private static readonly Rater Rater = TestBooks.RaterOf(
        """
        models:
          - { id: flat, kind: chat, prices: [{ price: { input_tokens: 3, output_tokens: 15, audio_seconds: 0.01 }, source: page }] }
          - id: steps
            kind: chat
            prices: [{ price: { input_tokens: 1, output_tokens: 7 }, over: [{ input-tokens: 1500, price: { input_tokens: 2, output_tokens: 9 } }], source: page }]
          - id: blocks
            kind: chat
            prices: [{ price: { input_tokens: 2, output_tokens: 4 }, per: 1K tokens, round-up: true, source: page }]
          - id: tiered
            kind: chat
            prices: [{ price: { input_tokens: { graduated: [{ up-to: 5K, amount: 3 }, { amount: 1 }] }, output_tokens: { volume: [{ up-to: 4K, amount: 9 }, { amount: 7 }] } }, source: page }]
        """
    );

    [Fact]
    public void Import_AnyHistory_IsWhatTheModelSays()
    {
        var (conflicts, revisions) = (0, 0);
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var model = Live(seed);
                    conflicts += model.Conflicts.Count;
                    revisions += model.Events.Count(stored => stored.Revises is not null);
                    return true;
                }
            )
            .Holds(200);

        // The draw must reach what it is for.
        conflicts.ShouldBeGreaterThan(300);
        revisions.ShouldBeGreaterThan(1_000);
    }

    private static StoreModel Live(int seed)
    {
        var random = new Random(seed);
        var generator = new HistoryGenerator(random);
        var model = new StoreModel();
        using var folder = TemporaryFolder.InMemory();
        var store = Open(folder);
        try
        {
            for (var life = random.Next(1, 4); life > 0; life--)
            {
                for (var imports = random.Next(1, 4); imports > 0; imports--)
                {
                    Import(store, model, generator.Events(random.Next(0, 25)), random.Next(2, 12));
                }

                if (life > 1)
                {
                    store.Dispose();
                    store = Open(folder);
                }
            }

            ShouldBeSame(store, model, random);
        }
        finally
        {
            store.Dispose();
        }

        return model;
    }

    private static UsageStore Open(TemporaryFolder folder) =>
        UsageStore.Open(folder.Path, StoreAccess.Write, new FixedClock(HistoryGenerator.Now));

    private static void Import(UsageStore store, StoreModel model, List<UsageEvent> events, int batchRows)
    {
        var import = new UsageImport(store, Options, line => Assert.Fail(line.Reason), batchRows);
        events.ForEach(import.Accept);
        import.Finish().ShouldBe(model.Import(events));
        store.Events.ShouldBe(model.Events.Count);
    }

    private static void ShouldBeSame(UsageStore store, StoreModel model, Random random)
    {
        var counted = model.Counted();
        GroupKey[] keys = [.. Keys[random.Next(Keys.Length)].Select(key => GroupKey.Parse(key)!)];
        var expected = new UsageRating(Rater, keys);
        counted.ForEach(expected.Accept);
        SummaryText
            .Of(StoredRating.Rate(store, Rater, AllocationRules.None, keys, UsageSelection.All))
            .ShouldBe(SummaryText.Of(expected.Finish()));

        StoredEvents.Conflicts(store).Count.ShouldBe(model.Conflicts.Count);
        foreach (var stored in model.Events.Where(_ => random.Next(4) == 0))
        {
            var found = StoredEvents.Find(store, stored.Id).Single(found => found.Event.Source == stored.Source);
            EventText.Of(found.Event).ShouldBe(EventText.Of(stored));
            found.IsCounted.ShouldBe(counted.Contains(stored), stored.Id);
            found
                .RevisedBy.Order(StringComparer.Ordinal)
                .ShouldBe(
                    model
                        .Events.Where(other => other.Source == stored.Source && other.Revises?.Target == stored.Id)
                        .Select(other => other.Id)
                        .Order(StringComparer.Ordinal)
                );
            found.Conflicts.Count.ShouldBe(
                model.Conflicts.Count(conflict => (conflict.Source, conflict.Id) == (stored.Source, stored.Id))
            );
        }
    }
}
