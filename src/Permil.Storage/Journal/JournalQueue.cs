namespace Permil.Storage;

/// <summary>What waits for the next commit, in the order it came.</summary>
/// <remarks>It holds references only: the bytes stay their owners', whose number bounds it.</remarks>
internal sealed class JournalQueue
{
    // An object and not a Lock: the committing thread waits on it.
    private readonly object _gate = new();
    private readonly Queue<JournalAppend> _waiting = new();
    private bool _isClosed;

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
                if (append.TryTake())
                {
                    taken.Add(append);
                    bytes -= append.Bytes;
                }
            }
        }
    }

    /// <summary>Takes no more; what waits may still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
