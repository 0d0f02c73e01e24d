using Microsoft.Extensions.Logging;

namespace Permil.Server.Hosting;

/// <summary>
/// Lets budgets know of usage that did not pass the gateway. It may come twice, late or revised, so what it adds is not
/// known before it is stored: budgets are counted anew, at most a twentieth of the time.
/// </summary>
internal sealed partial class HandedInUsage : IAsyncDisposable
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(2);
    private const int PauseTimesWork = 19;

    private readonly LiveAccounts _accounts;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _came = new(0, 1);
    private readonly Task _counting;

    public HandedInUsage(LiveAccounts accounts, TimeProvider clock, ILogger logger)
    {
        _accounts = accounts;
        _clock = clock;
        _logger = logger;
        _counting = Task.Run(Count);
    }

    /// <summary>Usage came in. Returns at once.</summary>
    public void Came()
    {
        if (_came.CurrentCount == 0)
        {
            try
            {
                _came.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another said it at the same time.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _counting;
        _stopping.Dispose();
        _came.Dispose();
    }

    private async Task Count()
    {
        try
        {
            while (true)
            {
                await _came.WaitAsync(_stopping.Token);
                var start = _clock.GetTimestamp();
                try
                {
                    _accounts.Recount();
                }
                catch (Exception exception)
                {
                    // Calls go on by what was counted last; the next usage that comes has it counted again.
                    NotCounted(_logger, exception);
                }

                var pause = _clock.GetElapsedTime(start) * PauseTimesWork;
                await Task.Delay(pause < LeastPause ? LeastPause : pause, _clock, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end, not a failure.
        }
    }

    [LoggerMessage(21, LogLevel.Error, "budgets could not be counted anew")]
    private static partial void NotCounted(ILogger logger, Exception exception);
}
