using Permil.Rating;
using Permil.Usage;

namespace Permil.Server.Sync.Together;

/// <summary>Endpoints, deployments, containers, clusters and volumes over time.</summary>
public sealed class RunningTests
{
    private const string Clusters = "v1/compute/clusters";

    [Fact]
    public async Task Deployment_IsCountedByItsReadyReplicas_MinuteByMinute()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Deployments);
        rig.Options = rig.Options with { Projects = ["p"] };
        rig.Service.Answers["v2/projects/p/endpoints"] = """{"data":[{"id":"e"}]}""";
        foreach (
            var (time, state, ready) in new[]
            {
                ("12:00:59", "PROVISIONING", "0"),
                ("12:07:10", "READY", "1"),
                ("12:20:00", "SCALING", "2"),
                ("12:31:00", "DEGRADED", "2"),
                ("12:45:00", "READY", "3"),
                ("13:10:00", "STOPPING", "1"),
                ("13:12:30", "STOPPED", ""),
                ("14:02:00", "STOPPED", "0"),
            }
        )
        {
            rig.Service.Answers["v2/projects/p/endpoints/e/deployments"] =
                $$"""{"object":"list","data":[{{World.Deployment("d", state, ready)}}],"next_cursor":null}""";
            (await rig.RunAtAsync(time)).ExitCode.ShouldBe(0);
        }

        // 1 replica for 13 minutes, 2 for 11, none while degraded, 3 for 15 and 10, 1 for 2; of 2 GPUs each.
        const string Hour = "deployment/d/h100/2026-10-07T";
        rig.Target.Durable[$"together {Hour}12"]
            .QuantityOf(Meters.DedicatedEndpointHours)
            .ShouldBe(2 * (13 + 22 + 45) / 60m, 1e-12m);
        rig.Target.Sum(Hour, Meters.DedicatedEndpointHours)
            .ShouldBe(Exact.MultiplyDivideToQuantity(2, 13 + 22 + 45 + 30 + 2, 60));
        var only = rig.Target.Durable[$"together {Hour}13"];
        only.Model.ShouldBe("acme/ep");
        only.Tags["endpoint"].ShouldBe("acme/ep/d");
        only.SubAccount.ShouldBe("proj_abc");
        only.Mode.ShouldBe(Mode.Dedicated);
    }

    [Fact]
    public async Task Deployment_ThatDoesNotSayItsReplicas_IsUnsettled()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Deployments);
        rig.Service.Answers["v1/whoami"] = """{"project_id":"p"}""";
        rig.Service.Answers["v2/projects/p/endpoints"] =
            """{"data":[{"id":"e","endpointType":"ENDPOINT_TYPE_RESERVED"}]}""";
        rig.Service.Answers["v2/projects/p/endpoints/e/deployments"] =
            $$"""{"data":[{{World.Deployment("d", "READY", "")}}]}""";
        await rig.RunAtAsync("12:00:00");
        var summary = await rig.RunAtAsync("13:00:00");

        var only = rig.Target.Durable.Values.ShouldHaveSingleItem();
        only.Id.ShouldBe("deployment/d/h100/reserved/2026-10-07T12/unknown");
        only.UnsettledReason.ShouldBe(
            "the deployment is DEPLOYMENT_STATE_READY without saying how many replicas are ready"
        );
        summary.Parts[0].Findings.ShouldContain(finding => finding.Contains("on reserved capacity"));
    }

    [Fact]
    public async Task Cluster_IsCountedByItsPhases_InAnyTimeZone()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Clusters);
        var phases = string.Join(
            ',',
            World.Phase("WAITING_FOR_DATA_PLANE_NODES", "2026-10-07T08:00:00+02:00"),
            World.Phase("READY", "2026-10-07T12:00:00+05:30"),
            World.Phase("PAUSED", "2026-10-07T05:15:00-02:00"),
            World.Phase("WAITING_FOR_DATA_PLANE_NODES", "2026-10-07T09:00:00Z"),
            World.Phase("READY", "2026-10-07T09:30:00Z"),
            World.Phase("DEGRADED", "2026-10-07T09:40:00Z")
        );
        rig.Service.Answers[Clusters] = $$"""{"clusters":[{{World.Cluster("c", phases, status: "Degraded")}}]}""";
        await rig.RunAtAsync("11:00:00");

        // Ready from 6:30 to 7:15 and from 9:30 on.
        Hours(rig, "cluster/c/on-demand/").ShouldBe([("06", 8), ("07", 4), ("09", 8), ("10", 16)]);
    }

    [Fact]
    public async Task Cluster_WithOnDemandPaused_GoesOnWithWhatIsReserved()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Clusters);
        const string Reserved =
            "\"num_reserved_gpus\":8,\"billing_type\":\"RESERVED\",\"reservation_start_time\":\"2026-10-07T08:00:00Z\",\"reservation_end_time\":\"2026-10-07T13:30:00Z\"";
        var phases =
            $"{World.Phase("READY", "2026-10-07T08:30:00Z")},{World.Phase("ON_DEMAND_COMPUTE_PAUSED", "2026-10-07T09:45:00Z")}";
        rig.Service.Answers[Clusters] =
            $$"""{"clusters":[{{World.Cluster("c", phases, "OnDemandComputePaused", more: Reserved)}}]}""";
        await rig.RunAtAsync("11:00:00");
        Hours(rig, "cluster/c/on-demand/").ShouldBe([("08", 4), ("09", 6)]);
        Hours(rig, "cluster/c/reserved/on-demand/").ShouldBe([("08", 8), ("09", 8), ("10", 8)]);

        // Deleted: what is reserved is paid to its end, and then there is nothing left of it.
        rig.Service.Answers[Clusters] = """{"clusters":[]}""";
        await rig.RunAtAsync("11:30:00");
        await rig.RunAtAsync("16:00:00");
        Hours(rig, "cluster/c/reserved/on-demand/")
            .ShouldBe([("08", 8), ("09", 8), ("10", 8), ("11", 8), ("12", 8), ("13", 4)]);
        SyncStateFile.Read(rig.State!, "").Resources.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cluster_WithPreemptibleParts_CountsWhatWasSeen()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Clusters);
        var phase = World.Phase("READY", "2026-10-07T11:00:00Z");
        foreach (
            var (time, gpus, preemptible) in new[]
            {
                ("12:00:00", 8, 8),
                ("12:15:00", 8, 16),
                ("12:45:00", 16, 0),
                ("13:00:00", 16, 0),
            }
        )
        {
            rig.Service.Answers[Clusters] =
                $$"""{"clusters":[{{World.Cluster("c", phase, gpus: gpus, more: $"\"billing_type\":\"ON_DEMAND\",\"allocated_preemptible_gpus\":{preemptible}")}}]}""";
            (await rig.RunAtAsync(time)).ExitCode.ShouldBe(0);
        }

        Hours(rig, "cluster/c/preemptible/").ShouldBe([("12", 2 + 8)]);
        Hours(rig, "cluster/c/on-demand/").ShouldBe([("11", 8), ("12", 6 + 4)]);
        var preempted = rig.Target.Durable["together cluster/c/preemptible/2026-10-07T12"];
        preempted.Attributes["term"].ShouldBe("preemptible");
        preempted.Attributes["gpu"].ShouldBe("h100");
        preempted.Tags["cluster"].ShouldBe("train-c");
    }

    [Fact]
    public async Task Cluster_ScaledBeforeTheFirstLook_IsUnsettledUntilThen()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Clusters);
        const string Scaled =
            "\"billing_type\":\"ON_DEMAND\",\"node_lifecycle_events\":[{\"reason\":\"TogetherScaledUp\",\"node_id\":\"n\",\"message\":\"\",\"timestamp\":\"2026-10-07T10:30:00Z\"}]";
        rig.Service.Answers[Clusters] =
            $$"""{"clusters":[{{World.Cluster("c", World.Phase("READY", "2026-10-07T09:00:00Z"), more: Scaled)}}]}""";
        await rig.RunAtAsync("12:00:00");

        Hours(rig, "cluster/c/on-demand/").ShouldBe([("10", 8), ("11", 16)]);
        rig.Target.Ids("cluster/c/on-demand/")
            .Where(id => id.EndsWith("unknown", StringComparison.Ordinal))
            .ShouldBe(["cluster/c/on-demand/2026-10-07T09/unknown", "cluster/c/on-demand/2026-10-07T10/unknown"]);
    }

    [Fact]
    public async Task Cluster_WhoseHistoryContradictsItsStatus_IsRejected()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Clusters);
        string[] clusters =
        [
            World.Cluster("a", ""),
            World.Cluster("b", World.Phase("READY", "2026-10-07T09:00:00Z"), "Paused"),
            World.Cluster("c", World.Phase("READY", "2026-10-07T11:00:00Z")),
        ];
        rig.Service.Answers[Clusters] = $$"""{"clusters":[{{string.Join(',', clusters)}}]}""";
        var summary = await rig.RunAtAsync("12:00:00");

        summary.ExitCode.ShouldBe(1);
        summary
            .Parts[0]
            .Rejected.Select(one => one.Where)
            .ShouldBe(["v1/compute/clusters: a", "v1/compute/clusters: b"]);
        rig.Target.Ids("cluster/").ShouldBe(["cluster/c/on-demand/2026-10-07T11"]);
    }

    [Fact]
    public async Task MalformedItems_AreRejected_AndTheGoodOnesCount()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Endpoints, TogetherKinds.Containers);
        rig.Service.Answers["v1/deployments"] = """
            {"data":[{"id":"ok","status":"Ready","ready_replicas":1,"gpu_type":"h100-40gb-mig","gpu_count":1},
                     {"id":"cpu","status":"Ready","ready_replicas":1},
                     {"id":"odd","status":"Sleeping"},
                     {"id":"frac","status":"Ready","ready_replicas":1.5,"gpu_type":"h100-80gb"},
                     {"id":"many","status":"Ready","ready_replicas":2000000,"gpu_type":"h100-80gb"}]}
            """;
        Endpoints(
            rig,
            World.Endpoint("a", "STARTED"),
            World.Endpoint("gone", "STARTED"),
            World.Endpoint("bad", "STARTED")
        );
        await rig.RunAtAsync("12:00:00");

        // One cannot be read now, one has no id: neither it nor what is missing is taken to have ended.
        Endpoints(
            rig,
            World.Endpoint("a", "STARTED"),
            World.Endpoint("bad", "STARTED", hardware: "a box"),
            """{"state":"STARTED"}""",
            "3"
        );
        var summary = await rig.RunAtAsync("12:30:00");
        summary.Parts[0].RejectedCount.ShouldBe(3);
        summary
            .Parts[0]
            .Rejected[0]
            .ShouldBe(
                new SyncRejection(
                    "v1/endpoints?type=dedicated: bad",
                    "hardware: found 'a box', allowed: a number of GPUs and their class, as in 1x_nvidia_h100_80gb_sxm"
                )
            );
        summary.Parts[0].Findings.ShouldContain(finding => finding.StartsWith("endpoint/gone: not listed"));
        summary.Parts[1].RejectedCount.ShouldBe(3);
        summary.Parts[1].Findings.ShouldContain("container/cpu: has no GPU; only GPUs are counted");

        Endpoints(
            rig,
            World.Endpoint("a", "STARTED"),
            World.Endpoint("gone", "STARTED"),
            World.Endpoint("bad", "STARTED")
        );
        await rig.RunAtAsync("13:00:00");
        Hours(rig, "endpoint/a/").ShouldBe([("12", 8)]);
        Hours(rig, "endpoint/gone/").ShouldBe([("12", 8)]);
        Hours(rig, "endpoint/bad/").ShouldBe([("12", 8)]);
        rig.Target.Durable["together container/ok/h100-40gb-mig/2026-10-07T12"]
            .Attributes["gpu"]
            .ShouldBe("h100-40gb-mig");
    }

    [Fact]
    public async Task Volume_IsCountedWhileItIsThere()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Volumes);
        const string Path = "v1/compute/clusters/storage/volumes";
        foreach (
            var (time, volumes) in new[]
            {
                ("12:00:00", Volume("2.5", "bound")),
                ("12:30:00", Volume("4", "available")),
                ("12:54:00", ""),
                ("13:40:00", ""),
            }
        )
        {
            rig.Service.Answers[Path] = $$"""{"volumes":[{{volumes}}]}""";
            (await rig.RunAtAsync(time)).ExitCode.ShouldBe(0);
        }

        var only = rig.Target.Durable.Values.ShouldHaveSingleItem();
        only.Id.ShouldBe("volume/v/2026-10-07T12");
        only.QuantityOf(Meters.StorageHours).ShouldBe((2.5m * 0.5m) + (4 * 0.4m));

        static string Volume(string size, string status) =>
            $$"""{"volume_id":"v","volume_name":"data","size_tib":{{size}},"status":"{{status}}"}""";
    }

    [Fact]
    public async Task Kind_ThatIsNotOffered_IsAFindingUnlessSomethingOfItRan()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Endpoints);
        var summary = await rig.RunAtAsync("12:00:00");
        summary.ExitCode.ShouldBe(0);
        summary.Parts[0].Findings.Single().ShouldStartWith("not offered to this account");

        Endpoints(rig, World.Endpoint("a", "STARTED"));
        await rig.RunAtAsync("12:10:00");
        rig.Service.Answers.Clear();
        (await rig.RunAtAsync("12:20:00")).Parts[0].Failures.Single().ShouldContain("status 404: not found");
    }

    private static void Endpoints(SyncRig rig, params string[] endpoints) =>
        rig.Service.Answers["v1/endpoints?type=dedicated"] =
            $$"""{"object":"list","data":[{{string.Join(',', endpoints)}}]}""";

    /// <summary>Hour of the day and quantity of every settled event.</summary>
    private static List<(string Hour, decimal Quantity)> Hours(SyncRig rig, string prefix) =>
        [
            .. rig
                .Target.Durable.Values.Where(one =>
                    one.Id.StartsWith(prefix, StringComparison.Ordinal) && one.Usage.Count > 0
                )
                .Select(one => (one.Id[^2..], one.Usage.Single().Quantity)),
        ];
}
