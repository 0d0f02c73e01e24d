using System.Threading.Channels;

namespace Permil.Server.Alerts;

/// <summary>A clock that stands still until a test lets a wait pass.</summary>
internal sealed class SteppedClock(DateTimeOffset now) : TimeProvider
{
    private readonly Channel<(TimeSpan Pause, Action Fire)> _waits = Channel.CreateUnbounded<(TimeSpan, Action)>();
    private DateTimeOffset _now = now;

    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Lets the next wait pass, once somebody waits, and says how long it was.</summary>
    public async Task<TimeSpan> PassAsync()
    {
        var (pause, fire) = await NextAsync();
        _now += pause;
        fire();
        return pause;
    }

    /// <summary>Waits until somebody waits, and lets them.</summary>
    public async Task<TimeSpan> SomebodyWaitsAsync() => (await NextAsync()).Pause;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _waits.Writer.TryWrite((dueTime, () => ThreadPool.QueueUserWorkItem(_ => callback(state))));
        }

        return new NoTimer();
    }

    /// <summary>A wait that does not come fails the test.</summary>
    private Task<(TimeSpan Pause, Action Fire)> NextAsync() =>
        _waits.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
