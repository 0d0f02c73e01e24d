namespace Permil.Storage;

/// <summary>Records that become durable together, and who waits for it.</summary>
internal sealed class JournalAppend
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    // Who waits goes on elsewhere, not on the thread that commits.
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _cancellation;
    private int _state;

    public JournalAppend(IReadOnlyList<ReadOnlyMemory<byte>> records, long bytes)
    {
        Records = records;
        Bytes = bytes;
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Records { get; }

    /// <summary>What the records take in a segment.</summary>
    public long Bytes { get; }

    /// <summary>The number of the last record, once it was written.</summary>
    public long LastSequence { get; set; }

    public Task<long> Task => _done.Task;

    /// <summary>Lets the token withdraw the records as long as no commit has taken them.</summary>
    public void CancelWith(CancellationToken token) =>
        _cancellation = token.UnsafeRegister(
            static (state, cancelled) => ((JournalAppend)state!).Cancel(cancelled), // the state is the append, given below
            this
        );

    /// <summary>False when they were withdrawn. After true they are written, whatever their owner wishes.</summary>
    public bool TryTake()
    {
        if (Interlocked.CompareExchange(ref _state, Taken, Waiting) != Waiting)
        {
            return false;
        }

        _cancellation.Unregister();
        return true;
    }

    public void Succeed() => _done.SetResult(LastSequence);

    public void Fail(Exception cause) => _done.TrySetException(cause);

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting)
        {
            _done.TrySetCanceled(token);
        }
    }
}
