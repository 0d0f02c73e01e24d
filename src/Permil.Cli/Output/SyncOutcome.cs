using Permil.Rating;
using Permil.Storage.DuckDb.Importing;

namespace Permil.Cli.Output;

/// <summary>What a sync did.</summary>
internal sealed record SyncOutcome
{
    public required string Folder { get; init; }

    /// <summary>The address of what was read.</summary>
    public required Uri Service { get; init; }

    /// <summary>The kinds that were read to their end, or until they failed.</summary>
    public required IReadOnlyList<SyncedKind> Kinds { get; init; }

    /// <summary>Events that were read.</summary>
    public required long Read { get; init; }

    /// <summary>All of what was stored, its rejections those of all kinds.</summary>
    public required ImportSummary Summary { get; init; }

    /// <summary>The new events.</summary>
    public required RatingSummary Rated { get; init; }

    /// <summary>Why not all kinds were read; <see langword="null"/> when nothing stopped it.</summary>
    public required string? Stopped { get; init; }

    /// <summary>Whether it was told to stop; what was read by then is stored.</summary>
    public required bool IsInterrupted { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>Whether everything was fetched and read.</summary>
    public bool IsComplete =>
        Stopped is null && !IsInterrupted && Kinds.All(kind => kind.Read is { Failures.Count: 0, RejectedCount: 0 });
}
