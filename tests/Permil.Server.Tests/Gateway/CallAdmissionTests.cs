using System.Globalization;
using Permil.Access;
using Permil.Budgets;

namespace Permil.Server.Gateway;

public sealed class CallAdmissionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public async Task RetryAfter_IsTrueToTheSecond()
    {
        var clock = new FrozenClock(Now);
        await using var host = await GatewayHost.Prepare(clock);
        var slow = host.MakeKey(new NewKey { Limits = new Limits { RequestsPerMinute = 2 } }).Secret;
        await host.Start();
        var first = await host.Send(Ask.Chat().By(slow));
        clock.Now = Now.AddSeconds(20);
        var second = await host.Send(Ask.Chat().By(slow));

        first.Headers["x-ratelimit-limit-requests"].ShouldBe("2");
        first.Headers["x-ratelimit-remaining-requests"].ShouldBe("1");
        first.Headers["x-ratelimit-reset-requests"].ShouldMatch("^(1m0s|60s|59s)$");
        second.Headers["x-ratelimit-remaining-requests"].ShouldBe("0");

        clock.Now = Now.AddSeconds(21);
        var refused = await host.Send(Ask.Chat(isStream: true).By(slow));
        refused.Status.ShouldBe(429);
        refused.Code.ShouldBe("rate_limit_exceeded");
        refused.Json["error"]!["type"]!.GetValue<string>().ShouldBe("requests");
        refused.Headers["x-ratelimit-remaining-requests"].ShouldBe("0");
        var wait = int.Parse(refused.Headers["retry-after"], CultureInfo.InvariantCulture);
        wait.ShouldBeInRange(38, 40);

        // A second sooner it is still refused; when it says, it is not.
        clock.Now = Now.AddSeconds(21 + wait - 1);
        (await host.Send(Ask.Chat().By(slow))).Status.ShouldBe(429);
        clock.Now = Now.AddSeconds(21 + wait);
        (await host.Send(Ask.Chat().By(slow))).Status.ShouldBe(200);
        host.Upstream.Ledger.Calls.Count.ShouldBe(3);

        // Who has no limit is not held up.
        (await host.Send(Ask.Chat())).Status.ShouldBe(200);
    }

    [Fact]
    public async Task TokensPerMinute_CountWhatWasUsed()
    {
        var clock = new FrozenClock(Now);
        await using var host = await GatewayHost.Prepare(clock);
        var narrow = host.MakeKey(new NewKey { Limits = new Limits { OutputTokensPerMinute = 1000 } }).Secret;
        await host.Start();

        var first = await host.Send(Ask.Chat("tokens=5,700", maxTokens: 900).By(narrow));
        var second = await host.Send(Ask.Chat("tokens=5,100", maxTokens: 301).By(narrow));
        var third = await host.Send(Ask.Chat("tokens=5,100", maxTokens: 300).By(narrow));

        first.Status.ShouldBe(200);
        first.Headers["x-ratelimit-limit-tokens"].ShouldBe("1000");
        second.Status.ShouldBe(429, "700 of 1000 are used");
        second.Json["error"]!["type"]!.GetValue<string>().ShouldBe("tokens");
        third.Status.ShouldBe(200);
    }

    [Fact]
    public async Task ConcurrentCalls_AreCountedWhileTheyAreUnderWay()
    {
        await using var host = await GatewayHost.Prepare();
        var single = host.MakeKey(new NewKey { Limits = new Limits { ConcurrentCalls = 1 } }).Secret;
        await host.Start();
        var hanging = host.Send(Ask.Chat("fault=hang").By(single));
        await host.Upstream.Ledger.WaitAsync(calls => calls.Count == 1, GatewayHost.Soon);

        (await host.Send(Ask.Chat().By(single))).Status.ShouldBe(429);

        host.Upstream.Release();
        (await hanging).Status.ShouldBe(502);
        (await host.Send(Ask.Chat().By(single))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Budget_ThatIsUsedUp_RefusesBeforeAnythingGoesUp()
    {
        await using var host = await GatewayHost.Prepare();
        host.Block(0.01m, new BudgetScope { Feature = "poor" });
        host.Block(1m, new BudgetScope { Account = GatewayHost.Account });
        await host.Start();
        var poor = Ask.Chat("tokens=1000,10000", maxTokens: 9000).With(("x-permil-feature", "poor"));

        // 0.00015 + 0.006, of a bound of about 0.0094.
        var seen = await host.Send(poor);
        var refused = await host.Send(poor with { Path = "/v1/chat/completions" });

        seen.Status.ShouldBe(200);
        seen.Cost.ShouldBe(0.00615m);
        seen.BudgetRemaining.ShouldBe(0.00385m);
        refused.Status.ShouldBe(402);
        refused.Code.ShouldBe("budget_exceeded");
        refused.Json["error"]!["type"]!.GetValue<string>().ShouldBe("insufficient_quota");
        refused.Headers["x-should-retry"].ShouldBe("false");
        refused.Headers.Keys.ShouldNotContain("retry-after");
        host.Upstream.Ledger.Calls.Count.ShouldBe(1);
        (await host.EventsOf(refused.Id)).ShouldBeEmpty();

        // Smaller calls, and those of others, go on; what is left is that of the tightest budget.
        var small = await host.Send(Ask.Chat("tokens=100,10", maxTokens: 10).With(("x-permil-feature", "poor")));
        small.BudgetRemaining.ShouldBe(0.00385m - 0.000021m);
        var other = await host.Send(Ask.Chat("tokens=100,10", isStream: true));
        other.BudgetRemaining.ShouldBe(1 - 0.00615m - 0.000042m);
        host.Budgets.Select(standing => standing.Spent).ShouldBe([0.00615m + 0.000021m, 0.00615m + 0.000042m]);
        host.Budgets.ShouldAllBe(standing => standing.Reserved == 0);
    }

    [Fact]
    public async Task Budget_OfADay_SaysWhenTheNextOneBegins()
    {
        var clock = new FrozenClock(Now);
        await using var host = await GatewayHost.Prepare(clock);
        host.Block(0.0007m, period: BudgetPeriod.Day);
        await host.Start();
        (await host.Send(Ask.Chat("tokens=100,1000", maxTokens: 500))).Status.ShouldBe(200);

        var refused = await host.Send(Ask.Chat(maxTokens: 500));

        refused.Status.ShouldBe(402);
        var wait = int.Parse(refused.Headers["retry-after"], CultureInfo.InvariantCulture);
        wait.ShouldBe(12 * 60 * 60);
        clock.Now = Now.AddSeconds(wait);
        (await host.Send(Ask.Chat(maxTokens: 500))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Budget_HoldsTheMostACallCanCostWhileItIsUnderWay()
    {
        await using var host = await GatewayHost.Prepare();
        host.Block(0.01m);
        await host.Start();
        var hanging = host.Send(Ask.Chat("fault=hang", maxTokens: 5000));
        await host.Upstream.Ledger.WaitAsync(calls => calls.Count == 1, GatewayHost.Soon);

        host.Budgets.Single().Reserved.ShouldBeInRange(0.005m, 0.0055m);
        (await host.Send(Ask.Chat(maxTokens: 5000))).Code.ShouldBe("budget_exceeded");
        (await host.Send(Ask.Chat(maxTokens: 1000))).Status.ShouldBe(200);

        host.Upstream.Release();
        (await hanging).Status.ShouldBe(502);
        host.Budgets.Single().Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task Credit_ThatIsUsedUp_RefusesAFreeAccount()
    {
        await using var host = await GatewayHost.Prepare();
        host.Change(book =>
            new NewAccount
            {
                Id = "free",
                Tier = AccountTier.Free,
                Limits = new Limits { InputTokensPerMinute = 1_000_000_000 },
            }.AddTo(book, host.Clock.GetUtcNow())
        );
        var free = host.MakeKey(new NewKey { Account = "free" }).Secret;
        await host.Start();

        // 0.90 of 1.00.
        var seen = await host.Send(Ask.Chat("tokens=6000000,0", maxTokens: 10).By(free));
        var refused = await host.Send(Ask.Chat("tokens=10,10", model: "gpt-4o", maxTokens: 12_000).By(free));
        var small = await host.Send(Ask.Chat("tokens=10,10", maxTokens: 100).By(free));

        seen.BudgetRemaining.ShouldBe(0.1m);
        refused.Status.ShouldBe(402);
        refused.Code.ShouldBe("credit_exhausted");
        small.Status.ShouldBe(200, small.Text);
        small.BudgetRemaining.ShouldBe(0.1m - 0.0000075m);
    }

    [Fact]
    public async Task ModelWithoutPrice_IsRefusedWhereABlockingBudgetApplies()
    {
        await using var host = await GatewayHost.Prepare();
        host.Block(1m, new BudgetScope { Feature = "held" });
        await host.Start();
        var unpriced = Ask.Chat(model: "nobody/knows-it");

        var refused = await host.Send(unpriced.With(("x-permil-feature", "held")));
        var taken = await host.Send(unpriced);

        refused.Status.ShouldBe(403);
        refused.Code.ShouldBe("model_unpriced");
        taken.Status.ShouldBe(200);
        taken.Cost.ShouldBeNull();
        host.Upstream.Ledger.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task CallWithoutBound_IsRefusedWhereABlockingBudgetApplies()
    {
        await using var host = await GatewayHost.Prepare();
        host.Block(1000m);
        await host.Start();

        // How long the sound is stands in no request.
        using var form = new MultipartFormDataContent
        {
            { new StringContent("whisper-1"), "model" },
            { new ByteArrayContent([1, 2, 3]), "file", "sound.mp3" },
        };
        var seen = await host.Send(new Ask { Path = "/v1/audio/transcriptions", Content = form });

        seen.Status.ShouldBeOneOf(200, 403);
        if (seen.Status == 403)
        {
            seen.Code.ShouldBe("cost_unbounded");
            host.Upstream.Ledger.Calls.ShouldBeEmpty();
        }
        else
        {
            host.Budgets.Single().Spent.ShouldBe(host.Billed());
        }
    }

    [Fact]
    public async Task ChangedBudget_HoldsForTheNextCall()
    {
        await using var host = await GatewayHost.Run();
        (await host.Send(Ask.Chat("tokens=1000,1000"))).Status.ShouldBe(200);

        await host.Admin(
            HttpMethod.Put,
            "/api/v1/budgets",
            """{"scope":{},"amount":"0.0008","period":"total","action":"block"}"""
        );

        // What was spent before counts: 0.00075.
        host.Budgets.Single().Spent.ShouldBe(0.00075m);
        (await host.Send(Ask.Chat(maxTokens: 100))).Code.ShouldBe("budget_exceeded");
    }
}
