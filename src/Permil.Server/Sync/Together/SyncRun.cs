using Permil.Usage;

namespace Permil.Server.Sync.Together;

/// <summary>What the parts of one run share.</summary>
internal sealed class SyncRun(
    TogetherApi api,
    TogetherSyncOptions options,
    ISyncTarget target,
    SyncState state,
    Func<SyncState, CancellationToken, Task> save
)
{
    private int _waiting;

    public TogetherApi Api => api;

    public TogetherSyncOptions Options => options;

    public SyncState State => state;

    public void Accept(UsageEvent usageEvent, SyncTally tally)
    {
        target.Accept(usageEvent);
        tally.Events++;
        _waiting++;
    }

    /// <summary>Accepts one of very many events, which are made durable now and then.</summary>
    public async Task AcceptAsync(UsageEvent usageEvent, SyncTally tally, CancellationToken cancellationToken)
    {
        Accept(usageEvent, tally);
        if (_waiting >= options.EventsPerCommit)
        {
            await CommitAsync(cancellationToken);
        }
    }

    /// <summary>Makes durable what was accepted.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_waiting > 0)
        {
            await target.CommitAsync(cancellationToken);
            _waiting = 0;
        }
    }

    /// <summary>Saves the state. Call it with nothing in the state that is not durable.</summary>
    public Task SaveAsync(CancellationToken cancellationToken) => save(state, cancellationToken);

    /// <summary>Now, cut to the minute: capacity is billed by the minute.</summary>
    public DateTimeOffset Minute()
    {
        var ticks = options.TimeProvider.GetUtcNow().UtcTicks;
        return new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
    }
}
