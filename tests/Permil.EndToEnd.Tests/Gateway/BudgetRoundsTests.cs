using System.Globalization;
using System.Net;
using Xunit.Abstractions;

namespace Permil.Gateway;

/// <summary>
/// A thousand calls at once on a budget of five dollars: random costs, hang-ups, a provider that fails, and a gateway that
/// is killed in the middle. PERMIL_BUDGET_ROUNDS says how many rounds; otherwise as many as fit into a time.
/// </summary>
public sealed class BudgetRoundsTests(ITestOutputHelper output)
{
    private const int Calls = 1_000;
    private const decimal Budget = 5;
    private const decimal Enough = 1_000;
    private const int MostTokens = 1_000;
    private const int SeedOfAll = 20_261_121;
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Budget_IsNeverPassed_AndNothingIsHeldForEver()
    {
        await using var site = await GatewaySite.PrepareAsync();
        var key = site.CreateKey();
        using var driver = new CallDriver(key);
        var seen = new List<CallDriver.Seen>();
        var rounds = 0;
        foreach (var round in Rounds.Of("PERMIL_BUDGET_ROUNDS", Within))
        {
            rounds = round;
            site.SetBudget($"feature=round-{round}", $"{Budget}");
            seen.AddRange(await RoundAsync(site, driver, round));
        }

        await site.StopAsync();
        Check(site, seen, rounds);
    }

    [Fact]
    public async Task EnoughBudget_RefusesNobody()
    {
        await using var site = await GatewaySite.PrepareAsync();
        site.SetBudget("feature=rich", $"{Enough}");
        using var driver = new CallDriver(site.CreateKey());
        await site.StartAsync();

        var seen = await Task.WhenAll(
            Wishes("rich", "rich", Calls, SeedOfAll).Select(wish => driver.CallAsync(site.Url, wish))
        );

        seen.ShouldNotContain(call =>
            call.Status == HttpStatusCode.PaymentRequired || call.Status == HttpStatusCode.TooManyRequests
        );
        seen.Count(call => call is { Status: HttpStatusCode.OK, IsWhole: true }).ShouldBeGreaterThan(Calls / 2);
    }

    /// <summary>Half of the calls, a kill in their middle, the other half; at last, what is left before and after a start.</summary>
    private static async Task<List<CallDriver.Seen>> RoundAsync(GatewaySite site, CallDriver driver, int round)
    {
        var feature = $"round-{round}";
        string[] durability = ["--durability", IsStrict(round) ? "strict" : "group"];
        await site.StartAsync(durability);
        var random = new Random(SeedOfAll + round);
        var before = site.Upstream.Ledger.Calls.Count;
        var wave = Start(site, driver, Wishes($"{feature}-a", feature, Calls, SeedOfAll + round));

        // The kill falls between the first answer of the provider and the last.
        var ended = random.Next(1, Calls * 9 / 10);
        var finished = Task.WhenAll(wave);
        await Task.WhenAny(
            site.Upstream.Ledger.WaitAsync(calls => calls.Skip(before).Count(call => call.HasEnded) >= ended, Patience),
            finished
        );
        site.Gateway.Kill();
        var seen = (await finished).ToList();

        await site.StartAsync(durability);
        seen.AddRange(await Task.WhenAll(Start(site, driver, Wishes($"{feature}-b", feature, Calls, -round))));
        await site.Upstream.Ledger.WaitAsync(calls => calls.All(call => call.HasEnded), Patience);
        seen.ShouldAllBe(call => call.Status != HttpStatusCode.PaymentRequired || call.Code == "budget_exceeded");

        // What a running gateway still held would be free after a start, since no call is under way.
        var last = await SmallestAsync(site, driver, $"{feature}-c", feature);
        await site.StopAsync();
        await site.StartAsync(durability);
        var first = await SmallestAsync(site, driver, $"{feature}-d", feature);
        if (last.Remaining is { } left && first is { Remaining: { } stillLeft, Cost: { } cost })
        {
            stillLeft.ShouldBe(left - decimal.Parse(cost), $"round {round}");
        }
        else
        {
            // No room for even the smallest call, before and after.
            (last.Status, first.Status).ShouldBe(
                (HttpStatusCode.PaymentRequired, HttpStatusCode.PaymentRequired),
                $"round {round}: {last}, {first}"
            );
        }

        seen.Add(last);
        seen.Add(first);
        await site.StopAsync();
        return seen;
    }

    private void Check(GatewaySite site, List<CallDriver.Seen> seen, int rounds)
    {
        var billed = site.Billed(call => call.Usage.Count > 0);
        var reported = site.Reported();
        var whole = seen.Where(call => call is { Status: HttpStatusCode.OK, IsWhole: true }).ToList();
        var unsettled = 0;
        foreach (var call in whole)
        {
            var name = call.Wish.Name;
            if (!reported[name].HasUsage && MayBeUnsettled(name))
            {
                unsettled++;
                continue;
            }

            reported[name].ShouldBe(billed[name], name);
            call.Cost.ShouldBe(billed[name].ListCost, name);
        }

        for (var round = 1; round <= rounds; round++)
        {
            // All that the provider may bill, also for calls of which the gateway never saw the end.
            var spent = billed
                .Where(call => call.Key.StartsWith($"round-{round}-", StringComparison.Ordinal))
                .Sum(call => decimal.Parse(call.Value.ListCost));
            spent.ShouldBeLessThanOrEqualTo(Budget, $"round {round}");
            output.WriteLine($"round {round}: {spent} of {Budget} billed by the provider");
        }

        output.WriteLine(
            $"{seen.Count} calls: {whole.Count} whole, {unsettled} of them unsettled, {seen.Count(call => call.Status == HttpStatusCode.PaymentRequired)} refused, {seen.Count(call => call.Status is null)} without an answer"
        );
        seen.ShouldContain(call => call.Status == HttpStatusCode.PaymentRequired);
        (whole.Count - unsettled).ShouldBeGreaterThan(rounds);
    }

    private static bool IsStrict(int round) => round % 2 == 1;

    /// <summary>Only the kill can have taken the end of a call, and only where its end was not waited for.</summary>
    private static bool MayBeUnsettled(string name) =>
        name.Split('-') is ["round", var round, "a", ..]
        && !IsStrict(int.Parse(round, NumberStyles.None, CultureInfo.InvariantCulture));

    private static List<Task<CallDriver.Seen>> Start(
        GatewaySite site,
        CallDriver driver,
        IEnumerable<CallDriver.Wish> wishes
    )
    {
        var url = site.Url;
        return [.. wishes.Select(wish => driver.CallAsync(url, wish))];
    }

    /// <summary>The smallest call; it waits where the provider's faults have made the gateway leave it alone for a while.</summary>
    private static async Task<CallDriver.Seen> SmallestAsync(
        GatewaySite site,
        CallDriver driver,
        string name,
        string feature
    )
    {
        for (var tries = 1; ; tries++)
        {
            var seen = await driver.CallAsync(site.Url, CallDriver.Plain(name, feature, maxTokens: 1));
            if (seen.Code != "upstream_unavailable" || tries == 100)
            {
                return seen;
            }

            await Task.Delay(100);
        }
    }

    private static IEnumerable<CallDriver.Wish> Wishes(string name, string feature, int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var play = random.Next(20) switch
            {
                0 => "fault=status:500",
                1 => "fault=status:503:1",
                2 => "fault=reset",
                3 => "fault=reset:1",
                _ => "",
            };
            yield return new CallDriver.Wish(
                $"{name}-{i}",
                feature,
                random.Next(100, MostTokens),
                IsStream: random.Next(2) == 0,
                $"{play}; delay={random.Next(60)}; gap={random.Next(4)}; bytes={random.Next(3) * 40}",
                HangsUpAfter: random.Next(10) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 400)) : null
            );
        }
    }
}
