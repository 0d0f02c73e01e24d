namespace Permil.Server.Sync;

/// <summary>
/// One thing a resource is billed for while it runs: the GPUs of one class and term, or the size of a volume.
/// </summary>
public sealed record Lane
{
    /// <summary>The name within the resource, part of the events' ids; empty where there is only one.</summary>
    public required string Name { get; init; }

    /// <summary>What runs: GPUs, or TiB. Above 0.</summary>
    public required decimal Units { get; init; }

    public required LaneTraits Traits { get; init; }

    /// <summary>Why it is not known how much of the units runs; <see langword="null"/> when it is known.</summary>
    public string? Unknown { get; init; }

    /// <summary>
    /// When the lane ran, where the provider keeps that; <see langword="null"/>: only looking at it tells.
    /// </summary>
    public IReadOnlyList<Period>? Runs { get; init; }

    /// <summary>Since when the units are what they are now; <see langword="null"/>: for all that is known, always.</summary>
    public DateTimeOffset? UnitsSince { get; init; }

    /// <summary>Whether the past of <see cref="Runs"/> may be counted with today's units.</summary>
    public bool CountsPast { get; init; }

    /// <summary>Paid ahead for <see cref="Runs"/>: it counts to its end even when the resource is gone.</summary>
    public bool IsPrepaid { get; init; }
}
