using Permil.Budgets;

namespace Permil.Server.Gateway.Jobs;

public sealed class JobEndTests
{
    /// <summary>0.14 USD for 5 seconds of 720p.</summary>
    private const string Model = "ByteDance/Seedance-1.0-lite";

    private const decimal Price = 0.14m;

    [Theory]
    [InlineData("completed", true)]
    [InlineData("failed", false)]
    public async Task Start_OfAVideoThatIsOverAtOnce_EndsIt(string status, bool isBilled)
    {
        var cost = isBilled ? Price : 0;
        await using var provider = await ScriptedProvider.Start(_ => Video(status));
        await using var host = await Before(provider);

        var seen = await Begin(host);

        seen.Text.ShouldBe(Video(status));
        seen.Cost.ShouldBe(cost);
        host.Server.Parts.Admission.OpenReservations.ShouldBe(0);
        host.Budgets.Single().Spent.ShouldBe(cost);
        var (_, reported, unsettled) = await host.Reported();
        reported.ShouldBe(cost);
        unsettled.ShouldBe(0);
    }

    [Theory]
    [InlineData("error")]
    [InlineData("expired")]
    [InlineData("failed")]
    public async Task Job_ThatFailedLater_CostsNothing(string status)
    {
        await using var provider = await ScriptedProvider.Start(what =>
            what.StartsWith("GET", StringComparison.Ordinal) ? Video(status) : Video("queued")
        );
        await using var host = await Before(provider);
        await Begin(host);
        host.Budgets.Single().Reserved.ShouldBe(Price);

        await host.Send(Ask.Get("/v1/videos/video-1"));
        await host.Settled(0);

        host.Budgets.Single().Reserved.ShouldBe(0);
        host.Budgets.Single().Spent.ShouldBe(0);
    }

    [Theory]
    [InlineData(UnsettledRule.Bound, "0.14")]
    [InlineData(UnsettledRule.Release, "0")]
    public async Task Job_ThatDoesNotSayWhatItUsed_IsHeldAsTheRuleSays(UnsettledRule rule, string held)
    {
        await using var provider = await ScriptedProvider.Start(what =>
            what.StartsWith("GET", StringComparison.Ordinal)
                ? """{"id":"video-1","status":"completed"}"""
                : Video("queued")
        );
        await using var host = await Before(provider, rule);
        var call = await Begin(host);

        await host.Send(Ask.Get("/v1/videos/video-1"));
        await host.Settled(0);

        host.Budgets.Single().Spent.ShouldBe(decimal.Parse(held));
        host.Budgets.Single().Reserved.ShouldBe(0);
        var recorded = (await host.EventsOf($"{call.Id}/job")).Single();
        recorded.UnsettledReason.ShouldNotBeNull();
        recorded.ReportedCost.ShouldBe(decimal.Parse(held));
        recorded.ReportedCurrency.ShouldBe("USD");
    }

    [Fact]
    public async Task Batch_WithLinesThatCannotBeRead_HoldsTheRestOfItsBoundOnce()
    {
        // Bound: 20 lines of 100 output tokens are little; one line that was read costs 0.075, more than all of it.
        var input = string.Join('\n', Enumerable.Range(0, 20).Select(number => ScriptedProvider.InputLine(number)));
        var cheap = ScriptedProvider.OutputLine(1).Replace("1000000", "100", StringComparison.Ordinal);
        await using var provider = await ScriptedBatch.Start(input, $"{cheap}\nno json\n{{\"x\":1}}\n");
        await using var host = await GatewayHost.Prepare();
        host.Block(1m);
        await host.Start(options =>
            options with
            {
                Gateway = options.Gateway with { Upstreams = [provider.As("openai")] },
            }
        );
        var call = await ScriptedBatch.Begin(host);
        var bound = host.Budgets.Single().Reserved;
        bound.ShouldBeGreaterThan(0.0006m);

        await host.Send(Ask.Get(ScriptedBatch.Output));
        await host.Settled(0);

        host.Budgets.Single().Spent.ShouldBe(bound);
        host.Budgets.Single().Reserved.ShouldBe(0);
        var unsettled = (await host.EventsOf($"{call.Id}/job")).Single();
        unsettled.UnsettledReason!.ShouldStartWith("2 lines of the batch's output cannot be read");
        unsettled.ReportedCost.ShouldBe(bound - 0.0000075m);
        (await host.EventsOf("chatcmpl-1")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Batch_OfManyLines_IsRecordedWhole()
    {
        const int Lines = 2_500;
        var output = string.Concat(Enumerable.Range(0, Lines).Select(one => ScriptedProvider.OutputLine(one) + "\n"));
        await using var provider = await ScriptedBatch.Start(ScriptedProvider.InputLine(1), output);
        await using var host = await ScriptedBatch.Before(provider);
        await ScriptedBatch.Begin(host);

        await host.Send(Ask.Get(ScriptedBatch.Output));
        await host.Settled(0);

        var (events, cost, _) = await host.Reported();
        events.ShouldBe(Lines);
        cost.ShouldBe(Lines * 0.075m);
        await host.Restart();
        host.Server.Recovered.Jobs.ShouldBe(0);
    }

    private static string Video(string status) =>
        $$"""{"id":"video-1","object":"video","model":"{{Model}}","status":"{{status}}","created_at":1760000000,"seconds":"5","size":"1280x720"}""";

    private static async Task<GatewayHost> Before(ScriptedProvider provider, UnsettledRule rule = UnsettledRule.Bound)
    {
        var host = await GatewayHost.Prepare();
        host.Block(10m, period: BudgetPeriod.Total);
        await host.Start(options =>
            options with
            {
                Gateway = options.Gateway with { Upstreams = [provider.As("together")], Unsettled = rule },
            }
        );
        return host;
    }

    private static async Task<Seen> Begin(GatewayHost host)
    {
        var seen = await host.Send(
            new Ask
            {
                Path = "/v1/videos",
                Body = $$"""{"model":"{{Model}}","prompt":"x","seconds":"5","size":"1280x720"}""",
            }
        );
        seen.Status.ShouldBe(200, seen.Text);
        return seen;
    }
}
