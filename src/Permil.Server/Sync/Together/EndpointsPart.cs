using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;
using Attribute = Permil.Usage.Attribute;

namespace Permil.Server.Sync.Together;

/// <summary>
/// Reads dedicated endpoints of the first API version. It tells whether an endpoint is started, not how many replicas are
/// ready: the least number is counted, what autoscaling may have added is unsettled.
/// </summary>
internal sealed class EndpointsPart() : RunningPart("endpoint")
{
    private const string Path = "v1/endpoints?type=dedicated";

    protected override async Task<Sighting> LookAsync(SyncRun run, SyncTally tally, CancellationToken cancellationToken)
    {
        var sighting = new Sighting();
        await ReadListAsync(run, tally, Path, "id", sighting, ReadAsync, cancellationToken);
        return sighting;

        async Task<IReadOnlyList<Lane>?> ReadAsync(JsonElement item, string id, CancellationToken token)
        {
            // A server that does not know the filter lists the shared models too.
            if (item.Has("type") && !item.TextIs("type", "dedicated"))
            {
                return null;
            }

            var state = item.Text("state");
            switch (state)
            {
                case "STARTED":
                    break;
                case "PENDING" or "STARTING" or "STOPPING" or "STOPPED" or "ERROR":
                    return [];
                default:
                    throw new UsageFormatException(
                        $"state: found '{state}', allowed: PENDING, STARTING, STARTED, STOPPING, STOPPED, ERROR"
                    );
            }

            if (item.Has("hardware") && item.Has("autoscaling"))
            {
                return Lanes(item);
            }

            try
            {
                return Lanes(await run.Api.GetJsonAsync($"v1/endpoints/{Uri.EscapeDataString(id)}", token));
            }
            catch (NotFoundException)
            {
                // Deleted since it was listed.
                return [];
            }
        }
    }

    private static List<Lane> Lanes(JsonElement endpoint)
    {
        var hardware = EndpointHardware.Parse("hardware", endpoint.Text("hardware"));
        if (!endpoint.TryObject("autoscaling", out var scaling))
        {
            throw new UsageFormatException(
                "autoscaling: found nothing, allowed: an object with min_replicas and max_replicas"
            );
        }

        var least = scaling.Count("min_replicas", "autoscaling.") ?? 0;
        var most = scaling.Count("max_replicas", "autoscaling.") ?? least;
        var traits = new LaneTraits
        {
            Meter = Meters.DedicatedEndpointHours.Name,
            Mode = Mode.Dedicated,
            Model = endpoint.Text("model") ?? "",
            Attributes = { [Attribute.Gpu] = hardware.Gpu },
        };
        if (endpoint.TextOrNothing("name") is { Length: > 0 } name)
        {
            traits.Tags["endpoint"] = name;
        }

        var lanes = new List<Lane>();
        if (least > 0)
        {
            lanes.Add(
                new Lane
                {
                    Name = hardware.Gpu,
                    Units = least * hardware.Count,
                    Traits = traits,
                }
            );
        }

        if (most > least)
        {
            lanes.Add(
                new Lane
                {
                    Name = $"{hardware.Gpu}/autoscaled",
                    Units = (most - least) * hardware.Count,
                    Traits = traits,
                    Unknown = $"{least} to {most} replicas may have been ready; the service does not say how many",
                }
            );
        }

        return lanes;
    }
}
