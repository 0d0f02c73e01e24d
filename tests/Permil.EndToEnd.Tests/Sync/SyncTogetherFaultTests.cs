using System.Diagnostics;
using System.Text.Json.Nodes;
using Permil.Server.Sync.Together;

namespace Permil.Sync;

/// <summary>Whatever fails, and whenever the program is killed: in the end the store is that of a run where nothing failed.</summary>
public sealed class SyncTogetherFaultTests
{
    [Fact]
    public async Task RateLimitsErrorsAndCutFiles_ChangeNothing()
    {
        await using var site = await SyncSite.StartAsync();
        var asked = new List<long>();
        site.FailOnce(
            "v1/compute/clusters",
            context =>
            {
                asked.Add(Stopwatch.GetTimestamp());
                context.Response.Headers.RetryAfter = "2";
                return FakeTogether.WriteAsync(context, 429, """{"error":{"message":"slow down"}}""");
            }
        );
        site.FailOnce("v1/fine-tunes/ft-2", context => FakeTogether.WriteAsync(context, 500, ""));
        site.FailOnce(
            "v1/files/file-out/content",
            context => site.Service.CutAsync(context, "v1/files/file-out/content")
        );
        var clock = Stopwatch.StartNew();

        var result = await site.SyncAsync(site.Data);

        result.ExitCode.ShouldBe(0, result.Output);
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
        asked.Count.ShouldBe(1);
        site.Service.Requests.Count(path => path == "v1/files/file-out/content").ShouldBe(2);
        SyncSite.Report(site.Data).ShouldBe(await SyncSite.CleanReport.Value);
    }

    /// <summary>A run asks some 17 times; it is killed at one of them, half of the time with the answer on its way.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(16)]
    public async Task Killed_ThenRunAgain_GivesTheStoreOfACleanRun(int request)
    {
        await using var site = await SyncSite.StartAsync();
        await KillAsync(site, request, TimeSpan.Zero);

        (await site.SyncAsync(site.Data)).ExitCode.ShouldBe(0);

        SyncSite.Report(site.Data).ShouldBe(await SyncSite.CleanReport.Value);
    }

    /// <summary>Killed again and again, each time a little later after an answer: while it reads, commits or saves.</summary>
    [Fact]
    public async Task KilledManyTimes_GivesTheStoreOfACleanRun()
    {
        await using var site = await SyncSite.StartAsync();
        for (var i = 0; i < 15; i++)
        {
            await KillAsync(site, request: i, TimeSpan.FromMilliseconds(4 * i));
        }

        (await site.SyncAsync(site.Data)).ExitCode.ShouldBe(0);

        SyncSite.Report(site.Data).ShouldBe(await SyncSite.CleanReport.Value);
    }

    [Fact]
    public async Task Interrupted_KeepsWhatIsCommittedAndSaysSo()
    {
        await using var site = await SyncSite.StartAsync();
        using var process = await HoldAsync(site, "v1/files/file-err/content", "--format", "json");
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        var result = await SyncSite.EndAsync(process);

        result.ExitCode.ShouldBe(1, result.Error);
        var json = JsonNode.Parse(result.Output)!;
        json["interrupted"]!.GetValue<bool>().ShouldBeTrue();
        json["new"]!.GetValue<long>().ShouldBe(168 + 12 + 28 + 2 + 2);
        site.Service.Fault = (_, _, _) => Task.FromResult(false);
        (await site.SyncJsonAsync(site.Data))["new"]!.GetValue<long>().ShouldBe(4);
        SyncSite.Report(site.Data).ShouldBe(await SyncSite.CleanReport.Value);
    }

    [Fact]
    public async Task StoreInUse_IsSaidAndNothingIsAsked()
    {
        await using var site = await SyncSite.StartAsync();
        using var holder = await HoldAsync(site, "v1/endpoints?type=dedicated");
        var asked = site.Service.Requests.Count;

        var result = await site.SyncAsync(site.Data);

        result.ExitCode.ShouldBe(1);
        result
            .Error.Trim()
            .ShouldBe(
                $"permil: {site.Data} is in use by process {holder.Id}: only one process at a time may write to it."
            );
        site.Service.Requests.Count.ShouldBe(asked);
        holder.Kill();
        await holder.WaitForExitAsync();
    }

    /// <summary>Starts a sync and returns when it waits for an answer that does not come.</summary>
    private static async Task<Process> HoldAsync(SyncSite site, string path, params string[] more)
    {
        var waits = new TaskCompletionSource();
        site.Service.Fault = async (_, asked, context) =>
        {
            if (asked != path)
            {
                return false;
            }

            waits.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var process = site.Start(site.Data, more);
        await waits.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return process;
    }

    /// <summary>Runs a sync and kills it with SIGKILL some time after a request has come; it may be done before.</summary>
    private static async Task KillAsync(SyncSite site, int request, TimeSpan delay)
    {
        var first = site.Service.Requests.Count;
        var comes = new TaskCompletionSource();
        site.Service.Fault = (index, _, _) =>
        {
            if (index - first == request)
            {
                comes.TrySetResult();
            }

            // Whole runs are killed at once: such an answer never comes.
            return delay == TimeSpan.Zero && index - first >= request
                ? Task.Delay(TimeSpan.FromMinutes(1)).ContinueWith(_ => true, TaskScheduler.Default)
                : Task.FromResult(false);
        };
        using var process = site.Start(site.Data);
        var ends = process.WaitForExitAsync();
        await Task.WhenAny(comes.Task, ends).WaitAsync(TimeSpan.FromMinutes(1));
        await Task.Delay(delay);
        process.Kill();
        await ends;
        site.Service.Fault = (_, _, _) => Task.FromResult(false);
    }
}
