using System.Collections.Concurrent;
using System.Net;
using Xunit.Abstractions;

namespace Permil.Gateway;

/// <summary>
/// The gateway is killed under load, again and again. PERMIL_CRASH_ROUNDS says how often; otherwise as often as fits into
/// a time.
/// </summary>
public sealed class CrashRoundsTests(ITestOutputHelper output)
{
    private const int Workers = 24;
    private const int CallsBeforeKill = 250;

    /// <summary>What may wait for its flush when a kill comes: no more than the calls that are under way at once.</summary>
    private const int GroupWindow = 2 * Workers;

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Strict_WhatTheClientSawWhole_IsMeteredOnce()
    {
        await using var site = await GatewaySite.PrepareAsync();
        var (seen, kills) = await RunAsync(site, "strict");
        var billed = site.Billed(call => call.Usage.Count > 0);
        var reported = site.Reported();
        foreach (var name in Whole(seen))
        {
            reported[name].ShouldBe(billed[name], name);
        }

        // Nothing reached the provider that the gateway does not know of.
        site.Upstream.Ledger.Calls.Select(call => call.Name!).Except(reported.Keys).ShouldBeEmpty();
        reported.Values.ShouldAllBe(call => call.Events == 1);
        Say(seen, kills, reported);
    }

    [Fact]
    public async Task Group_WhatTheClientSawWhole_IsNeverMissing()
    {
        await using var site = await GatewaySite.PrepareAsync();
        var (seen, kills) = await RunAsync(site, "group");
        var billed = site.Billed(call => call.Usage.Count > 0);
        var reported = site.Reported();
        var unsettled = 0;
        foreach (var name in Whole(seen))
        {
            reported.ShouldContainKey(name);
            if (reported[name].HasUsage)
            {
                reported[name].ShouldBe(billed[name], name);
            }
            else
            {
                reported[name].Events.ShouldBe(1, name);
                unsettled++;
            }
        }

        unsettled.ShouldBeLessThanOrEqualTo(kills * GroupWindow);
        reported.Values.ShouldAllBe(call => call.Events == 1);
        Say(seen, kills, reported);
    }

    private static IEnumerable<string> Whole(IEnumerable<CallDriver.Seen> seen) =>
        seen.Where(call => call is { Status: HttpStatusCode.OK, IsWhole: true }).Select(call => call.Wish.Name);

    private static async Task<(IReadOnlyCollection<CallDriver.Seen> Seen, int Kills)> RunAsync(
        GatewaySite site,
        string durability
    )
    {
        using var driver = new CallDriver(site.CreateKey());
        var seen = new ConcurrentBag<CallDriver.Seen>();
        var random = new Random(7);
        var kills = 0;
        foreach (var round in Rounds.Of("PERMIL_CRASH_ROUNDS", Within))
        {
            await site.StartAsync("--durability", durability);
            using var ending = new CancellationTokenSource();
            var reached = site.Upstream.Ledger.Calls.Count + random.Next(1, CallsBeforeKill);
            var workers = Enumerable
                .Range(0, Workers)
                .Select(worker => WorkAsync(site.Url, driver, $"{round}-{worker}", seen, ending.Token))
                .ToList();
            await site.Upstream.Ledger.WaitAsync(calls => calls.Count >= reached, TimeSpan.FromSeconds(60));
            site.Gateway.Kill();
            await ending.CancelAsync();
            await Task.WhenAll(workers);
            kills = round;
        }

        // What the last kill left open is found at a start.
        await site.StartAsync("--durability", durability);
        await site.StopAsync();
        return (seen, kills);
    }

    private static async Task WorkAsync(
        string url,
        CallDriver driver,
        string name,
        ConcurrentBag<CallDriver.Seen> seen,
        CancellationToken ending
    )
    {
        var random = new Random(name.Sum(letter => letter * 31));
        for (var i = 0; !ending.IsCancellationRequested; i++)
        {
            var wish = CallDriver.Plain($"{name}-{i}", "load") with
            {
                IsStream = random.Next(2) == 0,
                Play = $"bytes={random.Next(3) * 30}",
            };
            seen.Add(await driver.CallAsync(url, wish));
        }
    }

    private void Say(IReadOnlyCollection<CallDriver.Seen> seen, int kills, Dictionary<string, MeteredCall> reported) =>
        output.WriteLine(
            $"{kills} kills, {seen.Count} calls, {Whole(seen).Count()} seen whole, {reported.Count} stored, {reported.Values.Count(call => !call.HasUsage)} unsettled"
        );
}
