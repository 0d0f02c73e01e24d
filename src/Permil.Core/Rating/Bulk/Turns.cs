namespace Permil.Rating.Bulk;

/// <summary>
/// Lets workers do one part of their work one by one, in the order of the file: so which of two duplicates counts never
/// depends on which thread was faster.
/// </summary>
internal sealed class Turns
{
    private readonly object _gate = new();
    private long _next;
    private Exception? _failure;

    /// <summary>Waits for the turn with this number, does the work and ends the turn.</summary>
    /// <exception cref="OperationCanceledException">Another worker failed.</exception>
    public void Take(long number, Action work)
    {
        lock (_gate)
        {
            while (_next != number && _failure is null)
            {
                Monitor.Wait(_gate);
            }

            if (_failure is not null)
            {
                throw new OperationCanceledException("another worker failed", _failure);
            }

            work();
            _next++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until all turns before this number have been.</summary>
    /// <exception cref="OperationCanceledException">Another worker failed before.</exception>
    public void WaitFor(long number)
    {
        lock (_gate)
        {
            while (_next < number && _failure is null)
            {
                Monitor.Wait(_gate);
            }

            if (_next < number)
            {
                throw new OperationCanceledException("another worker failed", _failure);
            }
        }
    }

    /// <summary>Ends all turns: nobody waits for a worker that is gone.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
            Monitor.PulseAll(_gate);
        }
    }
}
