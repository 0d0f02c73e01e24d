using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Sync.Together;

/// <summary>Whatever fails, and wherever a run is killed: in the end there are the very events of a run where nothing failed.</summary>
public sealed class FaultTests
{
    private static readonly string[] Polls = ["12:00:30", "12:20:59", "13:05:00"];

    private enum Kind
    {
        /// <summary>The service fails at this address until the run is over.</summary>
        Down,

        /// <summary>Every body of this address is cut half way until the run is over.</summary>
        Cut,

        /// <summary>Wrong JSON once.</summary>
        Garbled,

        /// <summary>One failure, which a retry gets over.</summary>
        Hiccup,

        /// <summary>The process dies.</summary>
        Kill,
    }

    private sealed class PowerLossException : Exception;

    [Fact]
    public async Task EveryRequest_FailedOrKilledThere_GivesTheSameEvents()
    {
        await using var rig = await SyncRig.StartAsync();
        await ScenarioAsync(rig, []);
        var expected = rig.Target.Text;
        var requests = rig.Service.Requests.Count;
        requests.ShouldBeGreaterThan(30);
        for (var i = 0; i < requests; i++)
        {
            foreach (var kind in Enum.GetValues<Kind>())
            {
                await ScenarioAsync(rig, new() { [i] = kind });
                rig.Target.Text.ShouldBe(expected, $"{kind} at request {i}");
            }
        }
    }

    [Fact]
    public async Task EveryCommitAndSave_KilledBeforeOrAfterIt_GivesTheSameEvents()
    {
        await using var rig = await SyncRig.StartAsync();
        rig.Options = rig.Options with { EventsPerCommit = 7 };
        await ScenarioAsync(rig, []);
        var expected = rig.Target.Text;
        var (commits, saves) = (rig.Target.Commits, rig.Saves);
        foreach (var isAfter in new[] { false, true })
        {
            for (var i = 0; i < commits; i++)
            {
                var (at, done) = (i, false);
                await ScenarioAsync(rig, [], (index, after) => Once(index == at && after == isAfter, ref done), null);
                done.ShouldBeTrue();
                rig.Target.Text.ShouldBe(expected, $"commit {i}");
            }

            var first = rig.Saves;
            for (var i = 0; i < saves; i++)
            {
                var (at, done) = (rig.Saves + i, false);
                await ScenarioAsync(rig, [], null, (index, after) => Once(index == at && after == isAfter, ref done));
                done.ShouldBeTrue();
                rig.Target.Text.ShouldBe(expected, $"save {i}");
            }

            rig.Saves.ShouldBeGreaterThan(first);
        }
    }

    [Fact]
    public async Task AnySchedule_GivesTheSameEvents()
    {
        await using var rig = await SyncRig.StartAsync();
        await ScenarioAsync(rig, []);
        var expected = rig.Target.Text;
        var schedules = Gen.Choose(0, 80)
            .Zip(Gen.Elements(Enum.GetValues<Kind>()))
            .ListOf()
            .Select(faults =>
                faults.DistinctBy(fault => fault.Item1).ToDictionary(fault => fault.Item1, fault => fault.Item2)
            );
        Prop.ForAll(
                schedules.ToArbitrary(),
                faults =>
                {
                    ScenarioAsync(rig, faults).GetAwaiter().GetResult();
                    return rig.Target.Text == expected;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(12));
    }

    /// <summary>The second look is what the hour is made of, however much later the run is repeated.</summary>
    [Fact]
    public async Task KilledBetweenCommitAndSave_AndRepeatedLater_GivesTheSameEvents()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Deployments);
        rig.Options = rig.Options with { Projects = ["p"] };
        rig.Service.Answers["v2/projects/p/endpoints"] = """{"data":[{"id":"e"}]}""";
        await LookAsync("12:00:00", "2");
        var done = false;
        rig.Target.OnCommit = (_, isAfter) => Once(isAfter, ref done);
        await Should.ThrowAsync<PowerLossException>(() => LookAsync("13:00:00", "3"));
        rig.Target.Durable.Count.ShouldBe(1);

        // By now the two looks would be too far apart to say when it changed, had the first of them been forgotten.
        await LookAsync("13:30:00", "5");

        rig.Target.Durable.Keys.ShouldBe(["together deployment/d/h100/2026-10-07T12"]);

        Task LookAsync(string time, string ready)
        {
            rig.Service.Answers["v2/projects/p/endpoints/e/deployments"] =
                $$"""{"data":[{{World.Deployment("d", "READY", ready)}}]}""";
            return rig.RunAtAsync(time);
        }
    }

    private static void Once(bool isHere, ref bool done)
    {
        if (isHere && !done)
        {
            done = true;
            throw new PowerLossException();
        }
    }

    /// <summary>Polls with faults; a poll that was not complete is made again at the same time, from the state file.</summary>
    private static async Task ScenarioAsync(
        SyncRig rig,
        Dictionary<int, Kind> faults,
        Action<int, bool>? onCommit = null,
        Action<int, bool>? onSave = null
    )
    {
        rig.State = null;
        rig.Target = new MemoryTarget { OnCommit = onCommit ?? ((_, _) => { }) };
        rig.OnSave = onSave ?? ((_, _) => { });
        var first = rig.Service.Requests.Count;
        for (var poll = 0; poll < Polls.Length; poll++)
        {
            World.Fill(rig.Service.Answers, poll);
            while (!await PollAsync(rig, faults, first, Polls[poll]))
            {
                rig.Target.Crash();
            }
        }
    }

    private static async Task<bool> PollAsync(SyncRig rig, Dictionary<int, Kind> faults, int first, string time)
    {
        using var killed = new CancellationTokenSource();
        var broken = new Dictionary<string, Kind>(StringComparer.Ordinal);
        rig.Service.Fault = (index, path, context) =>
            FaultAsync(rig, faults, broken, index - first, path, context, killed);
        rig.Clock.Now = SyncRig.Instant($"2026-10-07T{time}Z");
        try
        {
            return (await rig.RunAsync(killed.Token)).ExitCode == 0;
        }
        catch (Exception exception) when (exception is OperationCanceledException or PowerLossException)
        {
            return false;
        }
    }

    private static async Task<bool> FaultAsync(
        SyncRig rig,
        Dictionary<int, Kind> faults,
        Dictionary<string, Kind> broken,
        int index,
        string path,
        HttpContext context,
        CancellationTokenSource killed
    )
    {
        if (faults.TryGetValue(index, out var kind) && kind is Kind.Down or Kind.Cut)
        {
            broken.TryAdd(path, kind);
        }
        else if (!faults.ContainsKey(index))
        {
            kind = default;
        }

        if (broken.TryGetValue(path, out var lasting))
        {
            kind = lasting;
        }
        else if (!faults.ContainsKey(index))
        {
            return false;
        }

        switch (kind)
        {
            case Kind.Down:
                await FakeTogether.WriteAsync(context, 500, """{"error":{"message":"down"}}""");
                break;
            case Kind.Cut:
                await rig.Service.CutAsync(context, path);
                break;
            case Kind.Garbled when path.Contains("/files/", StringComparison.Ordinal):
                await FakeTogether.WriteAsync(context, 502, "<html>bad gateway</html>");
                break;
            case Kind.Garbled:
                await FakeTogether.WriteAsync(context, 200, "<html>bad gateway</html>");
                break;
            case Kind.Hiccup:
                await FakeTogether.WriteAsync(context, 503, "");
                break;
            default:
                await killed.CancelAsync();
                context.Abort();
                break;
        }

        return true;
    }
}
