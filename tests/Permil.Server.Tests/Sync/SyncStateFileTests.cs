using Permil.Usage;

namespace Permil.Server.Sync;

public sealed class SyncStateFileTests
{
    [Fact]
    public async Task Save_ThenLoad_GivesTheSame()
    {
        using var folder = new TemporaryFolder();
        var file = new SyncStateFile(folder.File("sync.json"));
        (await file.LoadAsync(default)).Resources.ShouldBeEmpty();
        var at = new DateTimeOffset(2026, 10, 7, 12, 0, 0, TimeSpan.Zero);
        var timeline = new ResourceTimeline();
        var lane = new Lane
        {
            Name = "reserved/7-30d",
            Units = 8.000000000001m,
            Traits = new LaneTraits
            {
                Meter = "gpu_cluster_hours",
                Mode = Mode.Cluster,
                Attributes = { ["gpu"] = "h100" },
            },
            Runs = [new Period(at.AddDays(-1), Period.Open)],
            CountsPast = true,
            IsPrepaid = true,
        };
        timeline.See("cluster/c", at, [lane], TimeSpan.FromHours(1), _ => { });
        timeline.Forget(at.AddHours(-3));
        var state = new SyncState
        {
            Origin = "https://example.com/",
            Done = { ["batches"] = ["b-2", "b-1"] },
            Positions = { ["batches"] = "after=x" },
            Resources = { ["cluster/c"] = timeline },
        };

        await file.SaveAsync(state, default);
        var loaded = await file.LoadAsync(default);

        SyncStateFile.Write(loaded).ShouldBe(SyncStateFile.Write(state));
        loaded.Resources["cluster/c"].Lanes[0].Runs![0].End.ShouldBe(Period.Open);
        loaded
            .Resources["cluster/c"]
            .Emitted["reserved/7-30d"]
            .ShouldBe(8.000000000001m * TimeSpan.FromHours(21).Ticks);
        Directory.GetFiles(folder.Path).ShouldBe([file.Path]);
    }

    [Fact]
    public async Task Save_WhereThereIsNoFolderOrHalfAFile_Succeeds()
    {
        using var folder = new TemporaryFolder();
        var file = new SyncStateFile(folder.File(Path.Combine("sync", "together.json")));
        await file.SaveAsync(new SyncState { Origin = "https://a/" }, default);
        await File.WriteAllTextAsync(file.Path + ".new", "{\"origin\":");

        (await file.LoadAsync(default)).Origin.ShouldBe("https://a/");
        await file.SaveAsync(new SyncState { Origin = "https://b/" }, default);

        (await file.LoadAsync(default)).Origin.ShouldBe("https://b/");
        Directory.GetFiles(Path.GetDirectoryName(file.Path)!).ShouldBe([file.Path]);
    }

    [Fact]
    public async Task Load_OfWhatIsNoState_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        var file = new SyncStateFile(folder.File("sync.json"));
        foreach (
            var (text, message) in new[]
            {
                ("{\"done\":", "no sync state"),
                ("null", "found nothing"),
                ("{\"version\":2}", "newer than 1"),
            }
        )
        {
            await File.WriteAllTextAsync(file.Path, text);
            (await Should.ThrowAsync<SyncException>(() => file.LoadAsync(default))).Message.ShouldContain(message);
        }
    }
}
