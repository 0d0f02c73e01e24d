using Permil.Allocation;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb.Importing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage.DuckDb.Reading;

public sealed class StoredRatingConcurrencyTests
{
    private const int BatchRows = 400;

    [Fact]
    public async Task Rate_WhileOthersAreStored_SeesWholeBatches()
    {
        using var folder = new TemporaryFolder();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var rater = new Rater(new PriceCatalog(ShippedPriceBooks.Read()));
        GroupKey[] keys = [GroupKey.Parse("model")!, GroupKey.Parse("tenant")!, GroupKey.Parse("day")!];
        var writing = Task.Factory.StartNew(
            () => Import(store, batches: 30),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var seen = 0L;
        while (!writing.IsCompleted)
        {
            var summary = StoredRating.Rate(store, rater, AllocationRules.None, keys, UsageSelection.All);

            summary.Events.ShouldBeGreaterThanOrEqualTo(seen);
            (summary.Events % BatchRows).ShouldBe(0);
            summary.Groups.Sum(group => group.Events).ShouldBe(summary.Events);
            summary.Groups.Sum(group => group.Quantities.Sum(measured => measured.Quantity)).ShouldBe(summary.Events);
            seen = summary.Events;
        }

        await writing;
        store.Events.ShouldBe(30 * BatchRows);
    }

    /// <summary>Each batch has models and tenants that were not there before.</summary>
    private static void Import(UsageStore store, int batches)
    {
        using var import = new UsageImport(store, new ReadOptions { DefaultTime = null }, _ => { }, BatchRows);
        var start = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
        for (var number = 0; number < batches * BatchRows; number++)
        {
            import.Accept(
                new UsageEvent
                {
                    Id = $"event-{number}",
                    Source = "test",
                    Time = start.AddMinutes(number),
                    Model = $"model-{number / BatchRows}",
                    SubAccount = $"tenant-{number / 100}",
                    Usage = [new Measurement(Meters.InputTokens, 1)],
                }
            );
        }

        import.Finish();
    }
}
