using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;
using Attribute = Permil.Usage.Attribute;

namespace Permil.Server.Sync.Together;

/// <summary>Reads deployments of the customer's own containers: their ready replicas.</summary>
internal sealed class ContainersPart() : RunningPart("container")
{
    protected override async Task<Sighting> LookAsync(SyncRun run, SyncTally tally, CancellationToken cancellationToken)
    {
        var sighting = new Sighting();
        await ReadListAsync(
            run,
            tally,
            "v1/deployments",
            "id",
            sighting,
            (deployment, id, _) => Task.FromResult<IReadOnlyList<Lane>?>(Lanes(deployment, id, tally)),
            cancellationToken
        );
        return sighting;
    }

    private static List<Lane> Lanes(JsonElement deployment, string id, SyncTally tally)
    {
        var status = deployment.Text("status");
        switch (status)
        {
            case "Ready" or "Scaling" or "Updating":
                break;
            case "Failed" or "ScaledToZero":
                return [];
            default:
                throw new UsageFormatException(
                    $"status: found '{status}', allowed: Updating, Scaling, Ready, Failed, ScaledToZero"
                );
        }

        var ready = deployment.Count("ready_replicas");
        if (ready is 0)
        {
            return [];
        }

        if (deployment.TextOrNothing("gpu_type") is not { Length: > 0 } gpuType)
        {
            tally.Find($"container/{id}: has no GPU; only GPUs are counted");
            return [];
        }

        var gpu = GpuClass.Of(gpuType);
        var traits = new LaneTraits
        {
            Meter = Meters.DedicatedEndpointHours.Name,
            Mode = Mode.Container,
            Attributes = { [Attribute.Gpu] = gpu },
        };
        if (deployment.TextOrNothing("name") is { Length: > 0 } name)
        {
            traits.Tags["endpoint"] = name;
        }

        var gpus = deployment.Count("gpu_count") ?? 1;
        return gpus == 0
            ? []
            :
            [
                new Lane
                {
                    Name = gpu,
                    Units = (ready ?? 1) * gpus,
                    Traits = traits,
                    Unknown = ready is null
                        ? $"the container is {status} without saying how many replicas are ready"
                        : null,
                },
            ];
    }
}
