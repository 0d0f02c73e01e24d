namespace Permil.Server.Sync;

/// <summary>What a sync did, kind by kind.</summary>
public sealed record SyncSummary
{
    public required IReadOnlyList<SyncPartSummary> Parts { get; init; }

    /// <summary>Why the run ended before all kinds were read; <see langword="null"/> when it did not.</summary>
    public string? Stopped { get; init; }

    public long Events => Parts.Sum(part => part.Events);

    /// <summary>Whether everything was fetched and read.</summary>
    public bool IsComplete => Stopped is null && Parts.All(part => part.Failures.Count == 0 && part.RejectedCount == 0);

    /// <summary>What a program that did nothing else exits with: 0 done, 1 failed or rejected.</summary>
    public int ExitCode => IsComplete ? 0 : 1;
}
