using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Permil.Server.Sync.Together;

namespace Permil.Sync;

/// <summary>A service on the loopback and folders to sync it into with the real program.</summary>
internal sealed class SyncSite : IAsyncDisposable
{
    public const string Key = "tgp_v1_E2E-sEcReT-0123456789abcdef";

    /// <summary>What is stored after one sync in which nothing failed.</summary>
    public static Lazy<Task<string>> CleanReport { get; } = new(ReportOfCleanRunAsync);

    private SyncSite(FakeTogether service) => Service = service;

    public FakeTogether Service { get; }

    public TemporaryFolder Folder { get; } = new();

    public string Data => FolderOf("store");

    /// <summary>The service with one of every kind, all of what has a history over before today.</summary>
    public static async Task<SyncSite> StartAsync()
    {
        var site = new SyncSite(await FakeTogether.StartAsync());
        World.Fill(site.Service.Answers, poll: 2);
        var phases = string.Join(
            ',',
            World.Phase("READY", "2026-10-06T08:10:05Z"),
            World.Phase("PAUSED", "2026-10-06T20:00:00Z"),
            World.Phase("READY", "2026-10-07T06:30:00.5Z"),
            World.Phase("DELETING", "2026-10-08T09:20:00Z")
        );
        const string Reservation =
            "\"num_reserved_gpus\":8,\"billing_type\":\"RESERVED\",\"duration_hours\":168,"
            + "\"reservation_start_time\":\"2026-10-06T08:00:00Z\",\"reservation_end_time\":\"2026-10-13T08:00:00Z\"";
        site.Service.Answers["v1/compute/clusters"] =
            $$"""{"clusters":[{{World.Cluster("clu_1", phases, "Deleting", more: Reservation)}}]}""";
        return site;
    }

    public string FolderOf(string name) => Path.Combine(Folder.Path, name);

    public string StateFile(string data) => Path.Combine(data, "sync", $"together-127.0.0.1-{Service.Url.Port}.json");

    /// <summary>Starts a sync with the key and address in the environment.</summary>
    public Process Start(string data, params string[] more) =>
        PermilProcess.StartWith(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [TogetherSyncOptions.KeyVariable] = Key,
                [TogetherSyncOptions.BaseUrlVariable] = $"{Service.Url}v1",
            },
            ["sync", "together", "--data", data, .. more]
        );

    public async Task<PermilProcess.Result> SyncAsync(string data, params string[] more)
    {
        using var process = Start(data, more);
        return await EndAsync(process);
    }

    public async Task<JsonNode> SyncJsonAsync(string data, int exitCode = 0, params string[] more)
    {
        var result = await SyncAsync(data, ["--format", "json", .. more]);
        result.ExitCode.ShouldBe(exitCode, result.Output + result.Error);
        return JsonNode.Parse(result.Output)!;
    }

    public static async Task<PermilProcess.Result> EndAsync(Process process)
    {
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var tooLong = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(tooLong.Token);
        return new PermilProcess.Result(process.ExitCode, await output, await error, PeakBytes: 0);
    }

    /// <summary>What is stored, to the last digit.</summary>
    public static string Report(string data)
    {
        const string Keys = "sku,day,mode,model,subAccount,tag:cluster";
        var result = PermilProcess.Run("report", "--data", data, "--by", Keys, "--format", "csv");
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Output + result.Error;
    }

    private static async Task<string> ReportOfCleanRunAsync()
    {
        await using var site = await StartAsync();
        var result = await site.SyncAsync(site.Data);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        return Report(site.Data);
    }

    /// <summary>Answers a request once as a fault, the others as they are.</summary>
    public void FailOnce(string path, Func<HttpContext, Task> fault)
    {
        var before = Service.Fault;
        var isDone = false;
        Service.Fault = async (index, asked, context) =>
        {
            if (isDone || asked != path)
            {
                return await before(index, asked, context);
            }

            isDone = true;
            await fault(context);
            return true;
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        Folder.Dispose();
    }
}
