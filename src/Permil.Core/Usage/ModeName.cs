using System.Diagnostics.CodeAnalysis;

namespace Permil.Usage;

/// <summary>The written names of <see cref="Mode"/>, in lower case as in every file and JSON answer.</summary>
public static class ModeName
{
    /// <summary>All mode names, in the order of <see cref="Mode"/>.</summary>
    public static IReadOnlyList<string> All { get; } =
    ["serverless", "batch", "dedicated", "container", "cluster", "provisioned"];

    public static string Of(Mode mode) => All[(int)mode];

    /// <summary>
    /// Reads a mode. Besides the six names it knows what logs write for the way a call was made:
    /// <c>sync</c>, <c>stream</c>, <c>standard</c> and the like are serverless.
    /// </summary>
    /// <returns><see langword="false"/> when the text names no mode.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Mode mode)
    {
        Mode? found = text?.ToLowerInvariant() switch
        {
            "serverless"
            or "sync"
            or "async"
            or "stream"
            or "streaming"
            or "realtime"
            or "online"
            or "standard"
            or "default" => Mode.Serverless,
            "batch" => Mode.Batch,
            "dedicated" => Mode.Dedicated,
            "container" => Mode.Container,
            "cluster" or "gpu_cluster" or "gpu-cluster" => Mode.Cluster,
            "provisioned" => Mode.Provisioned,
            _ => null,
        };
        mode = found ?? default;
        return found is not null;
    }
}
