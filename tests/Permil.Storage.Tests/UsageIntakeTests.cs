using System.Globalization;
using Permil.Allocation;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;

namespace Permil.Storage;

public sealed class UsageIntakeTests
{
    [Fact]
    public async Task AppendAsync_ThenStoreAsync_EventsAreInTheStore()
    {
        using var folder = new TemporaryFolder();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        await using var intake = UsageIntake.Open(store);

        await intake.AppendAsync([Program.IntakeEvent(1), Program.IntakeEvent(2), Program.IntakeEvent(1)]);
        await intake.StoreAsync();

        store.Events.ShouldBe(2);
        StoredEvents.Find(store, "event-2").ShouldHaveSingleItem().Event.QuantityOf(Meters.InputTokens).ShouldBe(2);
    }

    [Fact]
    public async Task AppendAsync_EventThatCannotBeStored_TakesNoneAndGoesOn()
    {
        using var folder = new TemporaryFolder();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        await using (var intake = UsageIntake.Open(store))
        {
            var tooMuch = Program.IntakeEvent(2) with { Usage = [new Measurement(Meters.InputTokens, 2e15m)] };

            var refused = await Should.ThrowAsync<UsageFormatException>(() =>
                intake.AppendAsync([Program.IntakeEvent(1), tooMuch])
            );
            await intake.AppendAsync([Program.IntakeEvent(3)]);

            refused.Message.ShouldContain("event-2");
        }

        store.Events.ShouldBe(1);
    }

    [Fact]
    public async Task Open_StoreLostItsLastTransaction_TakesTheJournalInAgain()
    {
        using var folder = new TemporaryFolder();
        var events = Enumerable.Range(1, 50).Select(Program.IntakeEvent).ToList();
        using (var journal = Journal.Open(Path.Combine(folder.Path, "journal")))
        {
            foreach (var usageEvent in events)
            {
                await journal.Append(UsageEventJson.Bytes(usageEvent));
            }
        }

        for (var start = 0; start < 2; start++)
        {
            using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
            await using var intake = UsageIntake.Open(store);
            intake.Recovered.ShouldBe(start == 0 ? events.Count : 0);
            store.Events.ShouldBe(events.Count);
        }
    }

    [Fact]
    public async Task Open_JournalOfAnotherStore_SaysThatRecordsAreMissing()
    {
        using var folder = new TemporaryFolder();
        using (var store = UsageStore.Open(folder.Path, StoreAccess.Write))
        {
            await using var intake = UsageIntake.Open(store);
            await intake.AppendAsync([Program.IntakeEvent(1)]);
        }

        Directory.Delete(Path.Combine(folder.Path, "journal"), recursive: true);
        using var reopened = UsageStore.Open(folder.Path, StoreAccess.Write);

        Should
            .Throw<StoreCorruptException>(() => UsageIntake.Open(reopened))
            .Message.ShouldContain("the journal ends at record 0, but 1 records of it are stored");
    }

    [Fact]
    public async Task AppendAsync_KilledAtAnyMoment_EverythingAcknowledgedIsStoredOnce()
    {
        const int Kills = 12;
        using var folder = new TemporaryFolder();
        var random = new Random(7);
        var acknowledged = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            acknowledged = Math.Max(acknowledged, await AppendUntilKilled(folder.Path, acknowledged, random));
        }

        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        await using (UsageIntake.Open(store))
        {
            // What the journal held is in the store now.
        }

        acknowledged.ShouldBeGreaterThan(Kills);
        store.Events.ShouldBeGreaterThanOrEqualTo(acknowledged);
        var rater = new Rater(new PriceCatalog([]));
        var all = StoredRating.Rate(store, rater, AllocationRules.None, [], UsageSelection.All);
        var stored = (long)all.Groups.Single().Quantities.Single().Quantity;

        // Event n uses n tokens, and numbers are given without a gap.
        all.Events.ShouldBe(store.Events);
        stored.ShouldBe(store.Events * (store.Events + 1) / 2);
    }

    private static async Task<int> AppendUntilKilled(string folder, int acknowledged, Random random)
    {
        using var process = ChildProcess.Start(
            Program.IntakeCommand,
            folder,
            (acknowledged + 1).ToString(CultureInfo.InvariantCulture)
        );
        var last = 0;
        if (await process.StandardOutput.ReadLineAsync() is { } first)
        {
            last = int.Parse(first, CultureInfo.InvariantCulture);
        }

        await Task.Delay(random.Next(120));
        process.Kill();
        var rest = (await process.StandardOutput.ReadToEndAsync()).Split('\n')[..^1];
        await process.WaitForExitAsync();
        return rest.Length == 0 ? last : int.Parse(rest[^1], CultureInfo.InvariantCulture);
    }
}
