namespace Permil.Server.Sync.Together;

/// <summary>Reads one kind of resource.</summary>
internal interface ISyncPart
{
    /// <exception cref="SyncException">The kind cannot be read in this run.</exception>
    /// <exception cref="KeyRefusedException">Nothing can be read in this run.</exception>
    Task ReadAsync(SyncRun run, SyncTally tally, CancellationToken cancellationToken);
}
