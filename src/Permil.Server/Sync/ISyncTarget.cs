using Permil.Usage;

namespace Permil.Server.Sync;

/// <summary>Takes the events of a sync: the usage store, or whatever keeps events durably by (source, id).</summary>
public interface ISyncTarget
{
    /// <summary>Takes one event. The same event may come again, in this run and in later ones.</summary>
    void Accept(UsageEvent usageEvent);

    /// <summary>Returns when every event accepted so far will survive a crash.</summary>
    Task CommitAsync(CancellationToken cancellationToken);
}
