namespace Permil.Storage;

/// <summary>What waits for the next commit, in the order it came.</summary>
/// <remarks>It holds references only: the bytes stay their owners', who can ask whether there is room for more.</remarks>
/// <param name="mostBytes">With more than this there is no room.</param>
internal sealed class JournalQueue(long mostBytes)
{
    // An object and not a Lock: the committing thread waits on it.
    private readonly object _gate = new();
    private readonly Queue<JournalAppend> _waiting = new();
    private long _bytes;
    private TaskCompletionSource? _room;
    private bool _isClosed;

    /// <summary>What waits, in bytes of the journal.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public bool HasRoom => Bytes <= mostBytes;

    /// <summary>Completes as soon as there is room, or when the queue is closed.</summary>
    public Task Room()
    {
        lock (_gate)
        {
            if (_bytes <= mostBytes || _isClosed)
            {
                return Task.CompletedTask;
            }

            // Who waits goes on elsewhere, not under the lock.
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>False after <see cref="Close"/>.</summary>
    public bool TryAdd(JournalAppend append)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _waiting.Enqueue(append);
            _bytes += append.Bytes;
            if (_waiting.Count == 1)
            {
                Monitor.Pulse(_gate);
            }

            return true;
        }
    }

    /// <summary>True as soon as something waits; false after the timeout, or when the queue is closed and empty.</summary>
    public bool Wait(TimeSpan timeout)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_gate, timeout);
            }

            return _waiting.Count > 0;
        }
    }

    /// <summary>Moves the first appends to the list, the first in any case, more while they fit; not the cancelled.</summary>
    public void Take(List<JournalAppend> taken, long bytes)
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out var append) && (taken.Count == 0 || append.Bytes <= bytes))
            {
                _waiting.Dequeue();
                _bytes -= append.Bytes;
                if (append.TryTake())
                {
                    taken.Add(append);
                    bytes -= append.Bytes;
                }
            }

            if (_bytes <= mostBytes)
            {
                LetGoOn();
            }
        }
    }

    /// <summary>Takes no more; what waits may still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            LetGoOn();
            Monitor.PulseAll(_gate);
        }
    }

    private void LetGoOn()
    {
        _room?.SetResult();
        _room = null;
    }
}
