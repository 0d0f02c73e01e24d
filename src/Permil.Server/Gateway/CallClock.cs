namespace Permil.Server.Gateway;

/// <summary>Ends a call whose upstream is silent too long, that takes too long in all, or whose client has gone.</summary>
internal sealed class CallClock : IDisposable
{
    /// <summary>Silence is measured to a part in so many, never more than is allowed.</summary>
    private const int Steps = 64;

    private readonly CancellationTokenSource _cancel;
    private readonly CancellationTokenRegistration _client;
    private readonly CancellationToken _clientGone;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _idle;
    private readonly TimeSpan _total;
    private readonly long _start;
    private long _touched;

    public CallClock(GatewayOptions options, TimeProvider clock, CancellationToken clientGone)
    {
        _clock = clock;
        _idle = options.IdleTimeout;
        _total = options.TotalTimeout;
        _start = clock.GetTimestamp();
        _clientGone = clientGone;
        _cancel = new CancellationTokenSource();
        _client = clientGone.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _cancel);
        SetTimer();
    }

    /// <summary>Cancelled when the call is to end.</summary>
    public CancellationToken Token => _cancel.Token;

    /// <summary>Whether it was the client that ended the call.</summary>
    public bool HasClientGone => _clientGone.IsCancellationRequested;

    /// <summary>Why the call ended, for the caller.</summary>
    public GatewayError TimedOut =>
        _clock.GetElapsedTime(_start) >= _total
            ? new(504, "server_error", "upstream_timeout", $"the call took longer than {_total.TotalSeconds:0} s")
            : new(504, "server_error", "upstream_timeout", $"the upstream was silent for {_idle.TotalSeconds:0.###} s");

    /// <summary>The upstream gave a sign of life.</summary>
    public void Touch()
    {
        // A stream gives many: its timer need not be set anew for each.
        if (_clock.GetElapsedTime(_touched) > _idle / Steps)
        {
            SetTimer();
        }
    }

    private void SetTimer()
    {
        _touched = _clock.GetTimestamp();
        var left = _total - _clock.GetElapsedTime(_start);
        var wait = left < _idle ? left : _idle;
        _cancel.CancelAfter(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    public void Dispose()
    {
        _client.Dispose();
        _cancel.Dispose();
    }
}
