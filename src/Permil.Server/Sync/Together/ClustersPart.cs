using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;
using Attribute = Permil.Usage.Attribute;

namespace Permil.Server.Sync.Together;

/// <summary>
/// Reads GPU clusters. Their history of phases tells when they ran, to the second and also before the first look; how
/// many GPUs they had is known from looking only.
/// </summary>
internal sealed class ClustersPart() : RunningPart("cluster")
{
    private const string OnDemand = "on-demand";
    private const string Preemptible = "preemptible";

    /// <summary>GPUs out of a capacity pool: what they cost is not on any price list.</summary>
    private const string CapacityPool = "capacity-pool";

    protected override async Task<Sighting> LookAsync(SyncRun run, SyncTally tally, CancellationToken cancellationToken)
    {
        var sighting = new Sighting();
        await ReadListAsync(
            run,
            tally,
            "v1/compute/clusters",
            "cluster_id",
            sighting,
            (cluster, _, _) => Task.FromResult<IReadOnlyList<Lane>?>(Lanes(cluster)),
            cancellationToken
        );
        return sighting;
    }

    private static List<Lane> Lanes(JsonElement cluster)
    {
        var total =
            cluster.Count("num_gpus") ?? throw new UsageFormatException("num_gpus: found nothing, allowed: a number");
        var reserved = ClusterReservation.GpusOf(cluster);
        var pool = cluster.Count("num_capacity_pool_gpus") ?? 0;
        if (reserved + pool > total)
        {
            throw new UsageFormatException(
                $"num_capacity_pool_gpus: found {pool} beside {reserved} reserved, allowed: together at most num_gpus ({total})"
            );
        }

        var phases = ClusterPhases.Read(cluster);
        var scaledAt = LastScaling(cluster);
        var lanes = new List<Lane>();
        AddReserved(cluster, reserved, phases, lanes);
        Add(OnDemand, total - reserved - pool, phases.OnDemand, countsPast: true);
        Add(CapacityPool, pool, phases.Compute, countsPast: true);

        // Preemptible GPUs come and go without a word in the phases: only looking tells.
        Add(Preemptible, cluster.Count("allocated_preemptible_gpus") ?? 0, phases.OnDemand, countsPast: false);
        return lanes;

        void Add(string term, decimal gpus, IReadOnlyList<Period> runs, bool countsPast)
        {
            if (gpus > 0)
            {
                lanes.Add(
                    new Lane
                    {
                        Name = term,
                        Units = gpus,
                        Traits = Traits(cluster, term),
                        Runs = runs,
                        UnitsSince = scaledAt,
                        CountsPast = countsPast,
                    }
                );
            }
        }
    }

    /// <summary>Reserved GPUs are paid for their whole time, whether the cluster runs or not.</summary>
    private static void AddReserved(JsonElement cluster, decimal gpus, ClusterPhases phases, List<Lane> lanes)
    {
        if (gpus == 0)
        {
            return;
        }

        var start = cluster.Time("reservation_start_time") ?? phases.FirstReady ?? cluster.Time("created_at");
        var hours = ClusterReservation.HoursOf(cluster);
        var end =
            cluster.Time("reservation_end_time")
            ?? (start is { } from && hours is { } length ? from + Length(length) : null);
        if (start is null || end is null || hours is null || end <= start)
        {
            lanes.Add(
                new Lane
                {
                    Name = "reserved",
                    Units = gpus,
                    Traits = Traits(cluster, "reserved"),
                    Unknown = "the reservation has neither duration_hours nor a start and an end",
                    Runs = phases.Compute,
                    CountsPast = true,
                }
            );
            return;
        }

        var term = ClusterReservation.TermOf(hours.Value);
        lanes.Add(
            new Lane
            {
                Name = $"reserved/{term}",
                Units = gpus,
                Traits = Traits(cluster, term),
                Runs = [new Period(start.Value, end.Value)],
                CountsPast = true,
                IsPrepaid = true,
            }
        );
    }

    private static LaneTraits Traits(JsonElement cluster, string term)
    {
        var traits = new LaneTraits
        {
            Meter = Meters.GpuClusterHours.Name,
            Mode = Mode.Cluster,
            SubAccount = cluster.TextOrNothing("project_id"),
            Attributes = { [Attribute.Gpu] = GpuClass.Of(cluster.Text("gpu_type") ?? ""), [Attribute.Term] = term },
        };
        if (cluster.TextOrNothing("cluster_name") is { Length: > 0 } name)
        {
            traits.Tags["cluster"] = name;
        }

        return traits;
    }

    /// <summary>When nodes were last added or taken away, as far as the cluster keeps that.</summary>
    private static DateTimeOffset? LastScaling(JsonElement cluster)
    {
        DateTimeOffset? last = null;
        if (!cluster.TryArray("node_lifecycle_events", out var events))
        {
            return null;
        }

        foreach (var one in events.EnumerateArray())
        {
            if (
                one.TextOrNothing("reason")?.Contains("Scaled", StringComparison.OrdinalIgnoreCase) == true
                && one.Time("timestamp", "node_lifecycle_events.") is { } time
                && (last is null || time > last)
            )
            {
                last = time;
            }
        }

        return last;
    }

    private static TimeSpan Length(decimal hours) =>
        hours <= 1_000_000
            ? TimeSpan.FromTicks((long)decimal.Round(hours * TimeSpan.TicksPerHour, MidpointRounding.ToEven))
            : throw new UsageFormatException($"duration_hours: found {hours}, allowed: at most 1000000");
}
