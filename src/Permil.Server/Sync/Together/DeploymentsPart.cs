using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;
using Attribute = Permil.Usage.Attribute;

namespace Permil.Server.Sync.Together;

/// <summary>Reads the deployments of dedicated endpoints of the second API version: their ready replicas.</summary>
internal sealed class DeploymentsPart() : RunningPart("deployment")
{
    private const string StatePrefix = "DEPLOYMENT_STATE_";

    protected override async Task<Sighting> LookAsync(SyncRun run, SyncTally tally, CancellationToken cancellationToken)
    {
        var sighting = new Sighting();
        foreach (var project in await ProjectsAsync(run, cancellationToken))
        {
            var endpoints = $"v2/projects/{Uri.EscapeDataString(project)}/endpoints";
            await foreach (var page in PagedList.ReadAsync(run.Api, endpoints, position: null, cancellationToken))
            {
                foreach (var endpoint in page.Items)
                {
                    await ReadEndpointAsync(run, tally, endpoints, endpoint, sighting, cancellationToken);
                }
            }
        }

        return sighting;
    }

    private static async Task<IReadOnlyList<string>> ProjectsAsync(SyncRun run, CancellationToken cancellationToken)
    {
        if (run.Options.Projects.Count > 0)
        {
            return run.Options.Projects;
        }

        var self = await run.Api.GetJsonAsync("v1/whoami", cancellationToken);
        return self.TextOrNothing("project_id") is { Length: > 0 } project
            ? [project]
            : throw new SyncException("GET /v1/whoami: no project_id in the answer; name the projects to read");
    }

    private static async Task ReadEndpointAsync(
        SyncRun run,
        SyncTally tally,
        string path,
        JsonElement endpoint,
        Sighting sighting,
        CancellationToken cancellationToken
    )
    {
        if (endpoint.TextIs("endpointType", "ENDPOINT_TYPE_SERVERLESS"))
        {
            return;
        }

        if (endpoint.TextOrNothing("id") is not { Length: > 0 } id)
        {
            tally.Seen++;
            tally.Reject(path, $"id: found {JsonFields.Shown(endpoint)}, allowed: an object with a text there");
            sighting.HasNameless = true;
            return;
        }

        var isReserved = endpoint.TextIs("endpointType", "ENDPOINT_TYPE_RESERVED");
        try
        {
            await ReadListAsync(
                run,
                tally,
                $"{path}/{Uri.EscapeDataString(id)}/deployments",
                "id",
                sighting,
                (deployment, name, _) =>
                {
                    var lanes = Lanes(deployment, isReserved);
                    if (isReserved && lanes.Count > 0)
                    {
                        tally.Find(
                            $"deployment/{name}: on reserved capacity; rated on demand where the price book has no price for the term 'reserved'"
                        );
                    }

                    return Task.FromResult<IReadOnlyList<Lane>?>(lanes);
                },
                cancellationToken
            );
        }
        catch (NotFoundException)
        {
            // The endpoint was deleted since it was listed, and its deployments with it.
        }
    }

    /// <summary>Replicas are billed while they are ready; none is while the deployment is provisioned, degraded, failed or stopped.</summary>
    private static List<Lane> Lanes(JsonElement deployment, bool isReserved)
    {
        if (!deployment.TryObject("status", out var status))
        {
            throw new UsageFormatException("status: found nothing, allowed: an object with state and readyReplicas");
        }

        var state = status.Text("state", "status.") ?? "";
        var ready = status.Count("readyReplicas", "status.");
        switch (state.StartsWith(StatePrefix, StringComparison.Ordinal) ? state[StatePrefix.Length..] : state)
        {
            case "READY" or "SCALING":
                break;
            case "STOPPING":
                ready ??= 0;
                break;
            case "PROVISIONING" or "DEGRADED" or "FAILED" or "STOPPED":
                return [];
            default:
                throw new UsageFormatException(
                    $"status.state: found '{JsonFields.Shorten(state)}', allowed: PROVISIONING, READY, SCALING, DEGRADED, FAILED, STOPPING, STOPPED"
                );
        }

        if (ready is 0)
        {
            return [];
        }

        var hardware = EndpointHardware.Parse("hardware", deployment.Text("hardware"));
        return
        [
            new Lane
            {
                Name = isReserved ? $"{hardware.Gpu}/reserved" : hardware.Gpu,
                Units = (ready ?? 1) * hardware.Count,
                Traits = Traits(deployment, hardware, isReserved),
                Unknown = ready is null
                    ? $"the deployment is {state} without saying how many replicas are ready"
                    : null,
            },
        ];
    }

    private static LaneTraits Traits(JsonElement deployment, EndpointHardware hardware, bool isReserved)
    {
        var name = deployment.TextOrNothing("name") ?? "";
        var endpointLength = name.LastIndexOf('/');
        var traits = new LaneTraits
        {
            Meter = Meters.DedicatedEndpointHours.Name,
            Mode = Mode.Dedicated,
            // Requests name <project>/<endpoint> as their model; the deployment is one part more.
            Model = name.Count(character => character == '/') >= 2 ? name[..endpointLength] : name,
            SubAccount = deployment.TextOrNothing("projectId"),
            Attributes = { [Attribute.Gpu] = hardware.Gpu },
        };
        if (isReserved)
        {
            traits.Attributes[Attribute.Term] = "reserved";
        }

        if (name.Length > 0)
        {
            traits.Tags["endpoint"] = name;
        }

        return traits;
    }
}
