using Permil.Budgets;
using Permil.Server.Gateway;
using Permil.Storage;
using Permil.Storage.DuckDb;
using Permil.Usage;

namespace Permil.Server.Hosting;

public sealed class CallRecoveryTests
{
    private static readonly DateTimeOffset Began = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(UnsettledRule.Bound, 0.5, 0.25, 0.125, 0)]
    [InlineData(UnsettledRule.Estimate, 0.0625, 0.25, 0.125, 0)]
    [InlineData(UnsettledRule.Release, 0, 0, 0, 0)]
    public async Task Start_AfterACrash_SettlesOpenCallsByTheRule(
        UnsettledRule rule,
        double both,
        double onlyBound,
        double onlyLikely,
        double neither
    )
    {
        await using var host = await GatewayHost.Prepare(new FrozenClock(Began.AddHours(1)));
        host.Block(10m);
        await Crash(
            host,
            intake =>
            {
                intake.BeginCall(new CallIntent(CallOf("both"), 0.5m, 0.0625m));
                intake.BeginCall(new CallIntent(CallOf("bound"), 0.25m, null));
                intake.BeginCall(new CallIntent(CallOf("likely"), null, 0.125m));
                intake.BeginCall(new CallIntent(CallOf("neither"), null, null));
                intake.BeginCall(new CallIntent(CallOf("ended"), 5m, null));
                intake.EndCall("ended", [CallOf("ended") with { Usage = [new(Meters.OutputTokens, 1_000_000)] }]);
                intake.BeginCall(new CallIntent(CallOf("refused"), 5m, null));
                intake.EndCall("refused", []);
            }
        );

        await host.Start(options => options with { Gateway = options.Gateway with { Unsettled = rule } });

        host.Server.Recovered.Unsettled.ShouldBe(4);
        host.Server.Recovered.Jobs.ShouldBe(0);
        foreach (
            var (id, held) in new[]
            {
                ("both", both),
                ("bound", onlyBound),
                ("likely", onlyLikely),
                ("neither", neither),
            }
        )
        {
            var recorded = (await host.EventsOf(id)).Single();
            recorded.UnsettledReason.ShouldBe("the gateway stopped before the call ended");
            recorded.ReportedCost.ShouldBe((decimal)held, id);
            recorded.Time.ShouldBe(Began);
            recorded.Feature.ShouldBe("search");
        }

        (await host.EventsOf("ended")).Single().UnsettledReason.ShouldBeNull();
        (await host.EventsOf("refused")).ShouldBeEmpty();

        // 1M tokens of output cost 0.60.
        var spent = (decimal)(both + onlyBound + onlyLikely + neither) + 0.6m;
        host.Budgets.Single().Spent.ShouldBe(spent);
        host.Budgets.Single().Reserved.ShouldBe(0);

        var listed = (await host.Admin(HttpMethod.Get, "/api/v1/unsettled")).Json;
        listed.ToJsonString().Split("the gateway stopped before the call ended").Length.ShouldBe(5);

        // They have ended now, for good.
        await host.Restart();
        host.Server.Recovered.Unsettled.ShouldBe(0);
        host.Budgets.Single().Spent.ShouldBe(spent);
        (await host.EventsOf("both")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_BetweenTheRecordOfAJobAndTheEndOfItsCall_HoldsTheJobOnce()
    {
        await using var host = await GatewayHost.Prepare(new FrozenClock(Began.AddHours(1)));
        host.Block(10m);
        var job = CallOf("start/job") with
        {
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["job"] = "batch-1",
                ["job_kind"] = "Batch",
            },
        };
        await Crash(
            host,
            intake =>
            {
                intake.BeginCall(new CallIntent(CallOf("start"), 2m, null));
                intake.BeginCall(new CallIntent(job, 2m, null));
            }
        );

        await host.Start();

        host.Server.Recovered.Jobs.ShouldBe(1);
        host.Server.Recovered.Unsettled.ShouldBe(0);
        host.Budgets.Single().Reserved.ShouldBe(2m);
        host.Budgets.Single().Spent.ShouldBe(0);
        (await host.EventsOf("start")).ShouldBeEmpty();
        (await host.EventsOf("start/job")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_WithJobsOfMoreThanTheBudget_StillHoldsThem()
    {
        await using var host = await GatewayHost.Prepare(new FrozenClock(Began.AddHours(1)));
        host.Block(1m, new BudgetScope { Feature = "search" });
        var job = CallOf("start/job") with
        {
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["job"] = "video-1",
                ["job_kind"] = "Video",
            },
        };
        await Crash(host, intake => intake.BeginCall(new CallIntent(job, 2m, null)));

        await host.Start();

        host.Budgets.Single().Reserved.ShouldBe(2m);
        (await host.Send(Ask.Chat().With(("x-permil-feature", "search")))).Code.ShouldBe("budget_exceeded");
        (await host.Send(Ask.Chat().With(("x-permil-feature", "other")))).Status.ShouldBe(200);
    }

    private static UsageEvent CallOf(string id) =>
        new()
        {
            Id = id,
            Source = GatewayUsage.Source,
            Time = Began,
            Provider = "openai",
            Model = GatewayHost.Model,
            Account = GatewayHost.Account,
            Feature = "search",
        };

    /// <summary>What a server leaves that ends without ending its calls.</summary>
    private static async Task Crash(GatewayHost host, Action<UsageIntake> work)
    {
        using var store = UsageStore.Open(host.DataFolder, StoreAccess.Write);
        await using var intake = UsageIntake.Open(store);
        work(intake);
        await intake.FlushAsync();
    }
}
