using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Sync.Together;

/// <summary>
/// When a cluster's GPUs ran, from its phases: from the first time it is ready until it is deleted, without the time it
/// was paused. Phases in between that prepare or degrade it do not stop what runs.
/// </summary>
/// <param name="OnDemand">GPUs that stop when on-demand compute is paused.</param>
/// <param name="Compute">GPUs that stop only when the whole cluster is paused.</param>
/// <param name="FirstReady">When it first ran; <see langword="null"/>: not yet.</param>
internal sealed record ClusterPhases(
    IReadOnlyList<Period> OnDemand,
    IReadOnlyList<Period> Compute,
    DateTimeOffset? FirstReady
)
{
    private const string Prefix = "CLUSTER_PHASE_";

    /// <exception cref="UsageFormatException">A transition has no phase or no time.</exception>
    public static ClusterPhases Read(JsonElement cluster)
    {
        var transitions = Transitions(cluster);
        var onDemand = Runs(transitions, phase => phase is "PAUSED" or "ON_DEMAND_COMPUTE_PAUSED");
        var compute = Runs(transitions, phase => phase is "PAUSED");
        CheckStatus(cluster, onDemand.Count > 0 && onDemand[^1].End == Period.Open);
        return new ClusterPhases(onDemand, compute, compute.Count > 0 ? compute[0].Start : null);
    }

    /// <summary>A history that ends otherwise than the cluster is now lacks something: nothing is counted by it.</summary>
    private static void CheckStatus(JsonElement cluster, bool isRunning)
    {
        var status = cluster.TextOrNothing("status");
        bool? shouldRun = status switch
        {
            "Ready" or "Degraded" => true,
            "Paused" or "OnDemandComputePaused" or "Deleting" => false,
            _ => null,
        };
        if (shouldRun is { } expected && expected != isRunning)
        {
            throw new UsageFormatException(
                $"phase_transitions: found a history by which the cluster {(isRunning ? "runs" : "does not run")}, "
                    + $"but its status is '{status}'"
            );
        }
    }

    private static List<(DateTimeOffset Time, string Phase)> Transitions(JsonElement cluster)
    {
        var transitions = new List<(DateTimeOffset Time, string Phase)>();
        if (cluster.TryArray("phase_transitions", out var listed))
        {
            foreach (var one in listed.EnumerateArray())
            {
                var phase = one.Text("phase", "phase_transitions.") ?? throw Missing("phase");
                var time = one.Time("transition_time", "phase_transitions.") ?? throw Missing("transition_time");
                transitions.Add(
                    (time, phase.StartsWith(Prefix, StringComparison.Ordinal) ? phase[Prefix.Length..] : phase)
                );
            }
        }

        // The history may be cut; when the cluster was first ready is kept apart.
        if (cluster.Time("first_ready_at") is { } ready && transitions.TrueForAll(one => one.Time > ready))
        {
            transitions.Add((ready, "READY"));
        }

        // Sorting a list of values keeps no order among equals; this does.
        return [.. transitions.OrderBy(one => one.Time)];
    }

    private static UsageFormatException Missing(string field) =>
        new($"phase_transitions.{field}: found nothing, allowed: a text");

    private static List<Period> Runs(List<(DateTimeOffset Time, string Phase)> transitions, Func<string, bool> isPause)
    {
        var runs = new List<Period>();
        DateTimeOffset? since = null;
        foreach (var (time, phase) in transitions)
        {
            if (phase is "READY" or "DEGRADED")
            {
                since ??= time;
            }
            else if (phase is "DELETING" || isPause(phase))
            {
                if (since is { } start && time > start)
                {
                    runs.Add(new Period(start, time));
                }

                since = null;
            }
            else if (phase is "ON_DEMAND_COMPUTE_PAUSED" && runs.Count == 0)
            {
                // Only what is paid on demand is paused: the rest runs, also where that is the first phase kept.
                since ??= time;
            }
        }

        if (since is { } open)
        {
            runs.Add(new Period(open, Period.Open));
        }

        return runs;
    }
}
