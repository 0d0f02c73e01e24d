using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;
using Permil.Usage;

namespace Permil.Storage;

public sealed class UsageIntakeCallTests
{
    private static readonly JournalOptions SmallSegments = new() { SegmentBytes = 4096 };

    [Fact]
    public async Task BeginCall_ThenEndCall_StoresItsEventsAndLeavesNothingOpen()
    {
        using var folder = new TemporaryFolder();
        using (var store = UsageStore.Open(folder.Path, StoreAccess.Write))
        {
            await using var intake = UsageIntake.Open(store);
            await intake.BeginCall(CallText.Intent(1)).WhenDurable();
            await intake.EndCall("event-1", [Program.IntakeEvent(1)]).WhenDurable();
            await intake.BeginCall(CallText.Intent(2)).WhenDurable();
            await intake.EndCall("event-2", []).WhenDurable();
            await intake.EndCall("never begun", [Program.IntakeEvent(3)]).WhenDurable();
            await intake.StoreAsync();

            store.Events.ShouldBe(2);
            Rows(store).ShouldBe(0);
        }

        using var reopened = UsageStore.Open(folder.Path, StoreAccess.Write);
        await using var again = UsageIntake.Open(reopened);
        again.OpenCalls.ShouldBeEmpty();
        again.Recovered.ShouldBe(0);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task OpenCalls_AfterARestart_AreTheCallsWithoutEndInTheirOrder(bool isStored, bool areSegmentsDropped)
    {
        using var folder = new TemporaryFolder();
        using (var journal = Journal.Open(Path.Combine(folder.Path, "journal"), SmallSegments))
        {
            // What a process leaves that is killed before the store takes anything in.
            for (var call = 1; call <= 40; call++)
            {
                await journal.Append(CallRecord.Begin(CallText.Intent(call)));
            }

            for (var call = 2; call <= 40; call += 2)
            {
                await journal.Append(UsageEventJson.Bytes(Program.IntakeEvent(call)));
                await journal.Append(CallRecord.End($"event-{call}"));
            }
        }

        var left = Enumerable.Range(0, 20).Select(call => CallText.Intent((call * 2) + 1)).ToList();
        for (var start = 0; start < (isStored ? 3 : 1); start++)
        {
            using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
            await using var intake = UsageIntake.Open(store, journalOptions: SmallSegments);
            CallText.Of(intake.OpenCalls).ShouldBe(CallText.Of(left));
            intake.Recovered.ShouldBe(start == 0 ? 20 : 0);
            store.Events.ShouldBe(20);
            if (areSegmentsDropped && start == 0)
            {
                await FillSegments(intake, folder.Path);
                store.Events.ShouldBe(20);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EndCall_OfACallOfAnEarlierRun_TakesItAwayForGood(bool isSaidTwice)
    {
        using var folder = new TemporaryFolder();
        await Run(
            folder,
            async (intake, _) =>
            {
                await intake.BeginCall(CallText.Intent(1)).WhenDurable();
                await intake.BeginCall(CallText.Intent(2)).WhenDurable();
            }
        );
        await Run(
            folder,
            async (intake, store) =>
            {
                intake.OpenCalls.Count.ShouldBe(2);
                for (var i = 0; i < (isSaidTwice ? 2 : 1); i++)
                {
                    await intake.EndCall("event-1", [Program.IntakeEvent(1)]).WhenDurable();
                    CallText.Of(intake.OpenCalls).ShouldBe([CallText.Of(CallText.Intent(2))]);
                    await intake.StoreAsync();
                }

                store.Events.ShouldBe(1);
            }
        );
        await Run(
            folder,
            (intake, store) =>
            {
                CallText.Of(intake.OpenCalls).ShouldBe([CallText.Of(CallText.Intent(2))]);
                Rows(store).ShouldBe(1);
                return Task.CompletedTask;
            }
        );
    }

    [Fact]
    public async Task BeginCall_EventWithoutUsageAndReason_IsNoUnsettledCallAfterwards()
    {
        using var folder = new TemporaryFolder();
        await Run(folder, async (intake, _) => await intake.BeginCall(CallText.Intent(1)).WhenDurable());
        await Run(
            folder,
            (intake, _) =>
            {
                intake.OpenCalls.ShouldHaveSingleItem().Call.UnsettledReason.ShouldBeNull();
                return Task.CompletedTask;
            }
        );
    }

    [Fact]
    public async Task EndCall_EventThatCannotBeStored_LeavesTheCallOpen()
    {
        using var folder = new TemporaryFolder();
        await Run(
            folder,
            async (intake, _) =>
            {
                await intake.BeginCall(CallText.Intent(1)).WhenDurable();
                var tooMuch = Program.IntakeEvent(1) with { Usage = [new Measurement(Meters.InputTokens, 2e15m)] };
                Should
                    .Throw<UsageFormatException>(() => intake.EndCall("event-1", [tooMuch]))
                    .Message.ShouldContain("event-1");
            }
        );
        await Run(
            folder,
            (intake, store) =>
            {
                intake.OpenCalls.Count.ShouldBe(1);
                store.Events.ShouldBe(0);
                return Task.CompletedTask;
            }
        );
    }

    [Fact]
    public async Task BeginCall_ManyCallersAtOnce_EachCallIsOpenOnceAndEndedOnce()
    {
        const int Callers = 8;
        const int Calls = 300;
        using var folder = new TemporaryFolder();
        await Run(
            folder,
            async (intake, _) =>
                await Task.WhenAll(
                    Enumerable
                        .Range(0, Callers)
                        .Select(caller =>
                            Task.Run(async () =>
                            {
                                for (var call = 0; call < Calls; call++)
                                {
                                    var number = (caller * Calls) + call + 1;
                                    await intake.BeginCall(CallText.Intent(number)).WhenDurable();
                                    if (number % 10 != 0)
                                    {
                                        await intake
                                            .EndCall($"event-{number}", [Program.IntakeEvent(number)])
                                            .WhenDurable();
                                    }
                                }
                            })
                        )
                )
        );
        await Run(
            folder,
            (intake, store) =>
            {
                intake
                    .OpenCalls.Select(open => open.Call.Id)
                    .ShouldBe(
                        Enumerable.Range(1, Callers * Calls / 10).Select(tenth => $"event-{tenth * 10}"),
                        ignoreOrder: true
                    );
                store.Events.ShouldBe(Callers * Calls * 9 / 10);
                return Task.CompletedTask;
            }
        );
    }

    [Fact]
    public async Task Open_CallOfALaterForm_SaysSoAndChangesNothing()
    {
        using var folder = new TemporaryFolder();
        using (var journal = Journal.Open(Path.Combine(folder.Path, "journal")))
        {
            await journal.Append("""{"begin":2,"call":{"id":"x"}}"""u8.ToArray());
        }

        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
            Should
                .Throw<StoreCorruptException>(() => UsageIntake.Open(store))
                .Message.ShouldContain("record 1 cannot be read: a call is written in form 2");
        }
    }

    [Fact]
    public void Open_StoreOfTheVersionBefore_GetsTheTableOfOpenCalls()
    {
        using var folder = new TemporaryFolder();
        using (var database = DuckDbDatabase.Open(Path.Combine(folder.Path, "usage.duckdb")))
        {
            using var connection = database.Connect();
            Schema.Migrate(connection, folder.Path, [Schema.Steps[0]]);
        }

        using var migrated = UsageStore.Open(folder.Path, StoreAccess.Write);

        Rows(migrated).ShouldBe(0);
    }

    [Fact]
    public async Task AppendAsync_JournalHasNoRoom_WaitsAndTakesEverything()
    {
        const int Appends = 200;
        using var folder = new TemporaryFolder();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        await using var intake = UsageIntake.Open(store, journalOptions: new JournalOptions { MaxWaitingBytes = 0 });

        await Task.WhenAll(
            Enumerable
                .Range(1, Appends)
                .Select(number => Task.Run(() => intake.AppendAsync([Program.IntakeEvent(number)])))
        );
        await intake.StoreAsync();

        store.Events.ShouldBe(Appends);
    }

    /// <summary>The records of the open calls are in segments that are gone now.</summary>
    private static async Task FillSegments(UsageIntake intake, string folder)
    {
        var first = FirstSegment(folder);
        for (var i = 0; i < 100; i++)
        {
            await intake.EndCall("none", []).WhenDurable();
        }

        await intake.StoreAsync();
        FirstSegment(folder).ShouldNotBe(first);
    }

    private static string FirstSegment(string folder) =>
        Directory.GetFiles(Path.Combine(folder, "journal"), "*.seg").Order(StringComparer.Ordinal).First();

    private static async Task Run(TemporaryFolder folder, Func<UsageIntake, UsageStore, Task> act)
    {
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        await using var intake = UsageIntake.Open(store);
        await act(intake, store);
    }

    private static long Rows(UsageStore store)
    {
        using var connection = store.Connect();
        return connection.QueryNumber("SELECT count(*) FROM open_call");
    }
}
