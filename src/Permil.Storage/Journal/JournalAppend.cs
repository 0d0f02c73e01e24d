namespace Permil.Storage;

/// <summary>Records on their way to the disk, all of them or none, and what can be waited for.</summary>
public sealed class JournalAppend
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    /// <summary>In the place of a task that nobody has asked for when the records came to their end.</summary>
    private static readonly TaskCompletionSource<long> Ended = new();

    private readonly Journal _journal;
    private TaskCompletionSource<long>? _done;
    private CancellationTokenRegistration _cancellation;
    private JournalFailedException? _failure;
    private int _state;
    private volatile bool _isWritten;

    internal JournalAppend(Journal journal, IReadOnlyList<ReadOnlyMemory<byte>> records, long bytes)
    {
        _journal = journal;
        Records = records;
        Bytes = bytes;
    }

    /// <summary>Empty once they were written.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Records { get; private set; }

    /// <summary>What the records take in a segment.</summary>
    internal long Bytes { get; }

    /// <summary>The number of the last record, once it was written.</summary>
    internal long LastSequence { get; set; }

    /// <summary>Whether the system has them.</summary>
    internal bool IsWritten => _isWritten;

    /// <summary>
    /// Hands the records to the system, if they have not been, with what waits before them. When this returns they outlive
    /// this process, but not a loss of power.
    /// </summary>
    /// <exception cref="JournalFailedException">The journal has stopped.</exception>
    public void Write()
    {
        if (!_isWritten)
        {
            _journal.Write(this);
        }
    }

    /// <summary>Completes with the number of the last record once all are on the disk; the flush is not put off any more.</summary>
    /// <exception cref="JournalFailedException">
    /// The journal has stopped. Whether the records are on the disk is not known before it is opened again.
    /// </exception>
    public Task<long> WhenDurable()
    {
        var asked = AskedFor();
        if (!asked.IsCompleted)
        {
            _journal.FlushSoon();
        }

        return asked;
    }

    /// <summary>The task of <see cref="WhenDurable"/>, without haste.</summary>
    internal Task<long> AskedFor()
    {
        if (Volatile.Read(ref _done) is not { } done)
        {
            // Who waits goes on elsewhere, not on the thread that commits.
            var mine = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            done = Interlocked.CompareExchange(ref _done, mine, null) ?? mine;
        }

        return done != Ended ? done.Task
            : _failure is { } failure ? Task.FromException<long>(failure)
            : Task.FromResult(LastSequence);
    }

    /// <summary>Lets the token withdraw the records as long as no commit has taken them.</summary>
    internal void CancelWith(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            _cancellation = token.UnsafeRegister(
                static (state, cancelled) => ((JournalAppend)state!).Cancel(cancelled), // the state is the append, given below
                this
            );
        }
    }

    /// <summary>False when they were withdrawn. After true they are written, whatever their owner wishes.</summary>
    internal bool TryTake()
    {
        if (Interlocked.CompareExchange(ref _state, Taken, Waiting) != Waiting)
        {
            return false;
        }

        _cancellation.Unregister();
        return true;
    }

    internal void SetWritten()
    {
        Records = [];
        _isWritten = true;
    }

    internal void Succeed() => End()?.SetResult(LastSequence);

    internal void Fail(JournalFailedException cause)
    {
        _failure = cause;
        End()?.TrySetException(cause);
    }

    /// <returns>Whom to tell; <see langword="null"/>: nobody has asked.</returns>
    private TaskCompletionSource<long>? End() => Interlocked.CompareExchange(ref _done, Ended, null);

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting)
        {
            _ = AskedFor();
            _done!.TrySetCanceled(token);
        }
    }
}
