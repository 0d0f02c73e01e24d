using System.Diagnostics;
using System.Globalization;
using Permil.Storage;
using Permil.Storage.DuckDb;
using Permil.Usage;

namespace Permil.IngestLoad;

/// <summary>Calls begun and ended by a few callers that do not wait for each; the store takes them in afterwards.</summary>
internal static class CallLoad
{
    private const int Callers = 8;

    /// <summary>How far a caller goes on before it waits: the gateway answers without waiting, too.</summary>
    private const int Ahead = 64;

    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        [GatewayUsage.KeyTag] = "key_0123456789abcdef",
    };

    public static async Task<string> Run(string folder, double seconds)
    {
        using var store = UsageStore.Open(folder, StoreAccess.Write);
        await using var intake = UsageIntake.Open(store, delay: TimeSpan.FromDays(1));
        using var process = Process.GetCurrentProcess();

        // What is done for the first time is slow.
        await Calls(intake, "warm", TimeSpan.FromSeconds(5));
        await intake.StoreAsync();
        var before = store.Events;
        var start = Cpu();
        var allocated = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var calls = await Calls(intake, "run", TimeSpan.FromSeconds(seconds));
        var elapsed = watch.Elapsed.TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        var called = Cpu();
        await intake.StoreAsync();
        var stored = Cpu();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{calls / elapsed:N0} calls/s, {(called - start) / calls:F2} µs of CPU and {allocated / calls:N0} bytes a call, then {(stored - called) / calls:F2} µs a call to store them ({store.Events - before:N0} of {calls:N0})"
        );

        double Cpu()
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalMicroseconds;
        }
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
                        Task waiting = Task.CompletedTask;
                        for (; watch.Elapsed < span; count++)
                        {
                            var call = Call($"{run}-{caller}-{count}-{Stopwatch.GetTimestamp()}");
                            _ = intake.BeginCall(new CallIntent(call, 0.012_34m, 0.001m));
                            Measurement[] usage = [new(Meters.InputTokens, 812), new(Meters.OutputTokens, 73)];
                            var ended = intake.EndCall(call.Id, [call with { Usage = usage }]);
                            if (count % Ahead == 0)
                            {
                                // The journal keeps the order: with the last of them the others are on the disk.
                                await waiting;
                                waiting = ended.WhenDurable();
                            }
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
