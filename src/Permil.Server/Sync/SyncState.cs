namespace Permil.Server.Sync;

/// <summary>What a sync remembers between runs. Losing it costs repeated work, and the time before the next first look.</summary>
public sealed class SyncState
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Whose state it is: the service's address. Empty before the first run.</summary>
    public string Origin { get; set; } = "";

    /// <summary>Finished jobs whose events are durable, by kind.</summary>
    public SortedDictionary<string, SortedSet<string>> Done { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Where a list was left off, by kind: the cursor of the page to read next.</summary>
    public SortedDictionary<string, string> Positions { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What runs, by kind and id: <c>cluster/clu_01</c>.</summary>
    public SortedDictionary<string, ResourceTimeline> Resources { get; init; } = new(StringComparer.Ordinal);
}
