using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Sync.Together;

/// <summary>Reads shared storage volumes. The service does not say since when one exists.</summary>
internal sealed class VolumesPart() : RunningPart("volume")
{
    protected override async Task<Sighting> LookAsync(SyncRun run, SyncTally tally, CancellationToken cancellationToken)
    {
        var sighting = new Sighting();
        await ReadListAsync(
            run,
            tally,
            "v1/compute/clusters/storage/volumes",
            "volume_id",
            sighting,
            (volume, _, _) => Task.FromResult<IReadOnlyList<Lane>?>(Lanes(volume)),
            cancellationToken
        );
        return sighting;
    }

    private static List<Lane> Lanes(JsonElement volume)
    {
        var status = volume.Text("status")?.ToLowerInvariant();
        string? unknown = null;
        switch (status)
        {
            case "available" or "bound":
                break;
            case "access_revoked" or "unknown":
                unknown = $"the volume is '{status}'; whether it is billed then is not known";
                break;
            case "scheduled" or "provisioning" or "deleting" or "failed":
                return [];
            default:
                throw new UsageFormatException(
                    $"status: found '{status}', allowed: scheduled, available, bound, provisioning, deleting, failed, access_revoked, unknown"
                );
        }

        var size =
            volume.Amount("size_tib") ?? throw new UsageFormatException("size_tib: found nothing, allowed: a number");
        var traits = new LaneTraits { Meter = Meters.StorageHours.Name, Mode = Mode.Cluster };
        if (volume.TextOrNothing("volume_name") is { Length: > 0 } name)
        {
            traits.Tags["volume"] = name;
        }

        return size == 0
            ? []
            :
            [
                new Lane
                {
                    Name = "",
                    Units = size,
                    Traits = traits,
                    Unknown = unknown,
                },
            ];
    }
}
