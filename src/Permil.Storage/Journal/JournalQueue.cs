namespace Permil.Storage;

/// <summary>What waits to be written, in the order it came, and when the next flush is due.</summary>
/// <remarks>It holds references only: the bytes stay their owners', who can ask whether there is room for more.</remarks>
/// <param name="mostBytes">With more than this there is no room.</param>
/// <param name="postDelay">How long a flush may be put off that nobody waits for.</param>
internal sealed class JournalQueue(long mostBytes, TimeSpan postDelay)
{
    // An object and not a Lock: the committing thread waits on it.
    private readonly object _gate = new();
    private readonly Queue<JournalAppend> _waiting = new();
    private long _bytes;
    private TaskCompletionSource? _room;
    private bool _isClosed;
    private bool _isFlushDue;

    /// <summary>When the first of those that wait for a flush without haste came, in <see cref="Environment.TickCount64"/>.</summary>
    private long? _postedAt;
    private bool _isAsleep;

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
    /// <param name="append">What is to be written.</param>
    /// <param name="isAwaited">Whether somebody waits for the flush.</param>
    public bool TryAdd(JournalAppend append, bool isAwaited)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _waiting.Enqueue(append);
            _bytes += append.Bytes;
            if (isAwaited)
            {
                SetFlushDue();
            }
            else if (_postedAt is null)
            {
                _postedAt = Environment.TickCount64;
                if (_isAsleep)
                {
                    Monitor.Pulse(_gate);
                }
            }

            return true;
        }
    }

    /// <summary>Somebody waits for a flush of what was added.</summary>
    public void FlushSoon()
    {
        lock (_gate)
        {
            SetFlushDue();
        }
    }

    /// <summary>True as soon as a flush is due; false after the timeout, or when the queue is closed and empty.</summary>
    public bool Wait(TimeSpan timeout)
    {
        lock (_gate)
        {
            while (true)
            {
                if (_isFlushDue || _isClosed)
                {
                    break;
                }

                if (_postedAt is { } postedAt)
                {
                    var left = postDelay - TimeSpan.FromMilliseconds(Environment.TickCount64 - postedAt);
                    if (left <= TimeSpan.Zero)
                    {
                        break;
                    }

                    Monitor.Wait(_gate, left);
                    continue;
                }

                _isAsleep = true;
                var isWoken = Monitor.Wait(_gate, timeout);
                _isAsleep = false;
                if (!isWoken && !_isFlushDue && !_isClosed && _postedAt is null)
                {
                    return false;
                }
            }

            var isDue = _isFlushDue || _postedAt is not null || _waiting.Count > 0;
            _isFlushDue = false;
            _postedAt = null;
            return isDue;
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

            if (_waiting.Count > 0)
            {
                SetFlushDue();
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

    private void SetFlushDue()
    {
        if (!_isFlushDue)
        {
            _isFlushDue = true;
            Monitor.Pulse(_gate);
        }
    }

    private void LetGoOn()
    {
        _room?.SetResult();
        _room = null;
    }
}
