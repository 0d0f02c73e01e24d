namespace Permil.Rating.Bulk;

/// <summary>Something done on a thread of its own, which is waited for so long at most: what hangs fails.</summary>
internal sealed class OwnThread
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>A thread also waits shortly for other reasons.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly Thread _thread;
    private Exception? _thrown;

    private OwnThread(Action action)
    {
        _thread = new Thread(() => _thrown = Record.Exception(action)) { IsBackground = true };
        _thread.Start();
    }

    /// <returns>What it threw.</returns>
    public static Exception? Done(Action action) => new OwnThread(action).Result();

    /// <summary>Starts something that cannot go on yet.</summary>
    public static OwnThread Waiting(Action action)
    {
        var started = new OwnThread(action);
        SpinWait.SpinUntil(
            () => started.HasState(ThreadState.WaitSleepJoin) || started.HasState(ThreadState.Stopped),
            Limit
        );
        started._thread.Join(Moment).ShouldBeFalse("it waits");
        return started;
    }

    /// <returns>What it threw.</returns>
    public Exception? Result()
    {
        _thread.Join(Limit).ShouldBeTrue("it hangs");
        return _thrown;
    }

    private bool HasState(ThreadState state) => _thread.ThreadState.HasFlag(state);
}
