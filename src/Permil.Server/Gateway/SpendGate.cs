namespace Permil.Server.Gateway;

/// <summary>
/// Keeps what is recorded and what budgets count in step: calls end through it, and while budgets are filled from stored
/// usage none does. Otherwise a call could be counted twice, or not at all.
/// </summary>
internal sealed class SpendGate : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();

    /// <summary>Enter to end a call; many can at once. Nothing may be awaited inside.</summary>
    public Open Enter()
    {
        _lock.EnterReadLock();
        return new Open(_lock);
    }

    /// <summary>Does something while no call ends.</summary>
    public void WhileClosed(Action action)
    {
        _lock.EnterWriteLock();
        try
        {
            action();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    public void Dispose() => _lock.Dispose();

    internal readonly ref struct Open(ReaderWriterLockSlim entered)
    {
        public void Dispose() => entered.ExitReadLock();
    }
}
