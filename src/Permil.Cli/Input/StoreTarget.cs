using Permil.Server.Sync;
using Permil.Storage.DuckDb.Importing;
using Permil.Usage;

namespace Permil.Cli.Input;

/// <summary>Puts the events of a sync into the store as an import does.</summary>
internal sealed class StoreTarget(UsageImport import) : ISyncTarget
{
    /// <summary>What became of everything that is durable.</summary>
    public ImportSummary Stored { get; private set; } = new();

    public void Accept(UsageEvent usageEvent) => import.Accept(usageEvent);

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Commit();
        return Task.CompletedTask;
    }

    /// <summary>Makes everything accepted so far durable.</summary>
    public void Commit() => Stored = import.Finish();
}
