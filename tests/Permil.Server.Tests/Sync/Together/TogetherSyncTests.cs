using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Server.Sync.Together;

/// <summary>What a sync of everything gives.</summary>
public sealed class TogetherSyncTests
{
    private static readonly string[] Polls = ["12:00:30", "12:20:59", "13:05:00", "14:10:00"];

    [Fact]
    public async Task Run_EveryKind_IsToldWhenItsEventsAreDurable()
    {
        await using var rig = await SyncRig.StartAsync();
        World.Fill(rig.Service.Answers, poll: 0);
        var sync = new TogetherSync(rig.Options, new TogetherKey(SyncRig.KeyText), (_, _) => Task.CompletedTask);
        var told = new List<SyncPartSummary>();
        var read = 0L;

        var summary = await sync.RunAsync(
            rig.Target,
            new SyncState(),
            part =>
            {
                told.Add(part);
                read += part.Events;
                rig.Target.New.ShouldBe((int)read);
            },
            default
        );

        told.ShouldBe(summary.Parts);
        told.Select(part => part.Kind).ShouldBe(TogetherKinds.All);
        read.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Run_EveryKind_GivesTheEvents()
    {
        await using var rig = await SyncRig.StartAsync();
        for (var poll = 0; poll < Polls.Length; poll++)
        {
            World.Fill(rig.Service.Answers, poll);
            var summary = await rig.RunAtAsync(Polls[poll]);
            summary.ExitCode.ShouldBe(0, string.Join('\n', summary.Parts.SelectMany(part => part.Failures)));
        }

        var target = rig.Target;

        // Started from 12:00 on, 8 GPUs; the second replica that autoscaling may have added is not known.
        target
            .Ids("endpoint/end-1/")
            .ShouldBe(
                [
                    "endpoint/end-1/h100/2026-10-07T12",
                    "endpoint/end-1/h100/2026-10-07T13",
                    "endpoint/end-1/h100/autoscaled/2026-10-07T12/unknown",
                    "endpoint/end-1/h100/autoscaled/2026-10-07T13/unknown",
                ],
                ignoreOrder: true
            );
        target.Sum("endpoint/end-1/", Meters.DedicatedEndpointHours).ShouldBe(16);

        // Started at 12:00, stopped when looked at 12:20, started again when looked at 13:05.
        target.Sum("endpoint/end-2/", Meters.DedicatedEndpointHours).ShouldBe(1.25m);

        // 2 GPUs a replica: 2 replicas until 12:20, then 3.
        target
            .Sum("deployment/dep-1/", Meters.DedicatedEndpointHours)
            .ShouldBe(2 * ((2 * 20m / 60) + (3 * 100m / 60)), 1e-12m);
        target.Sum("deployment/dep-2/", Meters.DedicatedEndpointHours).ShouldBe(2 * 65m / 60, 1e-12m);
        target.Sum("container/con-1/", Meters.DedicatedEndpointHours).ShouldBe(4);
        target.Sum("volume/vol_1/", Meters.StorageHours).ShouldBe(8);

        // 8 of the 16 GPUs are reserved from 8:00 on the day before; the others ran from 8:10:05 to 20:00 and from 6:30:00.5.
        target.Sum("cluster/clu_1/reserved/7-30d/", Meters.GpuClusterHours).ShouldBe(8 * 30);
        target
            .Sum("cluster/clu_1/on-demand/", Meters.GpuClusterHours)
            .ShouldBe(
                Exact.MultiplyDivideToQuantity(8, (11 * 3600) + (49 * 60) + 55 + (7 * 3600) + (29 * 60) + 59.5m, 3600)
            );
        target.Sum("cluster/clu_1/preemptible/", Meters.GpuClusterHours).ShouldBe(16);

        target.Durable["together ft-1"].QuantityOf(Meters.FineTuningTokens).ShouldBe(12_940_000);
        target.Durable["together ft-2"].QuantityOf(Meters.FineTuningTokens).ShouldBe(1_000_000);
        target.Durable["openai-compatible oT-2"].QuantityOf(Meters.OutputTokens).ShouldBe(187);
        target.Ids("batch/b-1/errors/").Count().ShouldBe(2);
        target.Ids("batch/b-2/output/").Count().ShouldBe(2);
        target.Sum("batch/b-2/output/", Meters.AudioSeconds).ShouldBe(17);
        target
            .Durable.Values.Where(one => one.Id.StartsWith("batch/b-2", StringComparison.Ordinal))
            .ShouldAllBe(one => one.Model == "openai/whisper-large-v3");
    }

    [Fact]
    public async Task Run_Again_GivesNothingNew()
    {
        await using var rig = await SyncRig.StartAsync();
        await RunAllAsync(rig);
        var before = rig.Target.Text;
        var requests = rig.Service.Requests.Count;

        var summary = await rig.RunAsync();

        summary.Events.ShouldBe(0);
        rig.Target.Text.ShouldBe(before);
        rig.Service.Requests.Skip(requests)
            .ShouldNotContain(path => path.Contains("/files/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WithTheStateLost_GivesWhatTheDataHoldsOnceMore()
    {
        await using var rig = await SyncRig.StartAsync(
            TogetherKinds.Clusters,
            TogetherKinds.FineTunes,
            TogetherKinds.Batches
        );
        await RunAllAsync(rig);
        var before = rig.Target.Text;
        rig.State = null;

        var summary = await rig.RunAsync();

        summary.Events.ShouldBeGreaterThan(50);
        rig.Target.Text.ShouldBe(before);
    }

    [Fact]
    public async Task Events_AreAllPriced_WhereThereIsAPrice()
    {
        await using var rig = await SyncRig.StartAsync();
        await RunAllAsync(rig);

        var rater = new Rater(new PriceCatalog(ShippedPriceBooks.Read()));
        var unpriced = rig
            .Target.Durable.Values.Where(one => rater.Rate(one).Unpriced.Count > 0)
            .Select(one => one.Id[..one.Id.IndexOf('/', StringComparison.Ordinal)])
            .Distinct();

        // Storage is sold at a rate that is not public; of containers no price is known at all.
        unpriced.ShouldBe(["container", "volume"], ignoreOrder: true);
        rater.Rate(rig.Target.Durable["together ft-1"]).ListCost.ShouldBe(6.2112m);
        rater
            .Rate(rig.Target.Durable["together cluster/clu_1/reserved/7-30d/2026-10-06T09"])
            .ListCost.ShouldBe(8 * 3.69m);
        rater.Rate(rig.Target.Durable["together cluster/clu_1/on-demand/2026-10-06T09"]).ListCost.ShouldBe(8 * 3.99m);
        rater.Rate(rig.Target.Durable["together cluster/clu_1/preemptible/2026-10-07T12"]).ListCost.ShouldBe(8 * 1.99m);
        rater.Rate(rig.Target.Durable["together endpoint/end-1/h100/2026-10-07T12"]).ListCost.ShouldBe(8 * 5.49m);
    }

    [Fact]
    public async Task Run_WithDefaults_FillsWhatEventsDoNotSay()
    {
        await using var rig = await SyncRig.StartAsync();
        rig.Options = rig.Options with
        {
            Defaults = new Dictionary<string, string> { ["account"] = "acme", ["tag:team"] = "x" },
        };
        await RunAllAsync(rig);

        rig.Target.Durable.Values.ShouldAllBe(one => one.Account == "acme" && one.Tags["team"] == "x");
        Should.Throw<ArgumentException>(() =>
            new TogetherSync(
                rig.Options with
                {
                    Defaults = new Dictionary<string, string> { ["nothing"] = "x" },
                },
                new TogetherKey("k"),
                (_, _) => Task.CompletedTask
            )
        );
    }

    private static async Task RunAllAsync(SyncRig rig)
    {
        for (var poll = 0; poll < Polls.Length; poll++)
        {
            World.Fill(rig.Service.Answers, poll);
            (await rig.RunAtAsync(Polls[poll])).ExitCode.ShouldBe(0);
        }
    }
}
