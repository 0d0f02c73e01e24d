using Permil.Usage;

namespace Permil.Server.Sync;

/// <summary>What the events of a lane say beside their quantity. Fixed when a lane is first seen, so that its hours agree.</summary>
public sealed record LaneTraits
{
    /// <summary>The name of a built-in meter.</summary>
    public required string Meter { get; init; }

    public required Mode Mode { get; init; }

    public string Model { get; init; } = "";

    public string? SubAccount { get; init; }

    public SortedDictionary<string, string> Attributes { get; init; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);
}
