namespace Permil.Server.Sync;

/// <summary>What a sync did with one kind of resource.</summary>
public sealed record SyncPartSummary
{
    /// <summary>The kind, for example <c>batches</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>How many resources the provider listed.</summary>
    public long Seen { get; init; }

    /// <summary>How many events were handed over, durable now.</summary>
    public long Events { get; init; }

    /// <summary>How many resources gave nothing new.</summary>
    public long Unchanged { get; init; }

    /// <summary>How many pieces could not be read, all of them counted.</summary>
    public long RejectedCount { get; init; }

    /// <summary>The first of the rejected pieces.</summary>
    public IReadOnlyList<SyncRejection> Rejected { get; init; } = [];

    /// <summary>What could not be fetched, and why; the next run tries again.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>What the reader of the numbers should know: what was assumed, and what nobody can know.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];
}
