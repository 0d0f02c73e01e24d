using System.Diagnostics;
using System.Globalization;
using Permil.Storage;
using Permil.Storage.DuckDb;
using Permil.Usage;

namespace Permil.IngestLoad;

/// <summary>Calls begun and ended by 64 callers that each wait for their end, while the store takes them in.</summary>
internal static class CallLoad
{
    private const int Callers = 64;

    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        [GatewayUsage.KeyTag] = "key_0123456789abcdef",
    };

    public static async Task<string> Run(string folder, double seconds)
    {
        using var store = UsageStore.Open(folder, StoreAccess.Write);
        await using var intake = UsageIntake.Open(store);
        await Calls(intake, "warm", TimeSpan.FromSeconds(1));
        await intake.StoreAsync();
        var before = store.Events;
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var calls = await Calls(intake, "run", TimeSpan.FromSeconds(seconds));
        var elapsed = watch.Elapsed.TotalSeconds;
        await intake.StoreAsync();
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"calls/s {calls / elapsed:N0}, CPU {cpu.TotalMicroseconds / calls:F2} us a call with storing, {allocated / calls:N0} bytes a call, stored {store.Events - before:N0} of {calls:N0}"
        );
    }

    private static async Task<long> Calls(UsageIntake intake, string run, TimeSpan span)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        var count = 0L;
                        for (; watch.Elapsed < span; count++)
                        {
                            var call = Call($"{run}-{caller}-{count}-{Stopwatch.GetTimestamp()}");
                            var begun = intake.BeginCall(new CallIntent(call, 0.012_34m, 0.001m));
                            Measurement[] usage = [new(Meters.InputTokens, 812), new(Meters.OutputTokens, 73)];
                            var ended = intake.EndCall(call.Id, [call with { Usage = usage }]);
                            await begun;
                            await ended;
                        }

                        return count;
                    })
                )
        );
        return counts.Sum();
    }

    private static UsageEvent Call(string id) =>
        new()
        {
            Id = id,
            Source = GatewayUsage.Source,
            Time = TimeProvider.System.GetUtcNow(),
            Provider = "together",
            Model = "vendor/model-1",
            Account = "acme",
            SubAccount = "tenant-1",
            Feature = "chat",
            Environment = "prod",
            Tags = Tags,
        };
}
