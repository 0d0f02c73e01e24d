using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Permil.Budgets;

namespace Permil.Server.Alerts;

/// <summary>
/// Takes alerts of budgets, writes each into the log once and sends it to every webhook until it is taken. What was raised
/// and who still waits is kept in <c>alerts.json</c>, so that a restart neither repeats nor loses an alert.
/// </summary>
/// <remarks>
/// A webhook gets an alert a second time only when the process dies between the receiver's answer and its being kept; the
/// id is then the same.
/// </remarks>
public sealed partial class BudgetAlerts : IAsyncDisposable
{
    private readonly AlertOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly AlertFile _file;
    private readonly AlertState _state;
    private readonly Dictionary<string, Webhook> _webhooks;
    private readonly Channel<AlertNote> _notes = Channel.CreateUnbounded<AlertNote>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _keeping;
    private int _queued;
    private int _waiting;

    private BudgetAlerts(AlertFile file, AlertOptions options, ILogger logger, TimeProvider clock)
    {
        _file = file;
        _options = options;
        _logger = logger;
        _clock = clock;
        _state = file.Load();
        _webhooks = options
            .Webhooks.Select(url => new Webhook(url, options, logger, clock))
            .DistinctBy(webhook => webhook.Name, StringComparer.Ordinal)
            .ToDictionary(webhook => webhook.Name, StringComparer.Ordinal);
        _keeping = Task.Run(KeepAsync);
    }

    /// <summary>Alerts times webhooks that have not taken them.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Opens the alerts of a data folder and goes on sending those that wait.</summary>
    /// <exception cref="AlertException">An option that cannot be, or a file that cannot be read.</exception>
    public static BudgetAlerts Open(
        string dataFolder,
        AlertOptions options,
        ILogger<BudgetAlerts> logger,
        TimeProvider? clock = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var file = new AlertFile(Path.Combine(dataFolder, "alerts.json"));
        return new BudgetAlerts(file, options, logger, clock ?? TimeProvider.System);
    }

    /// <summary>Takes an alert and returns at once. One that was raised before, even before a restart, is left alone.</summary>
    public void Raise(BudgetAlert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var id = AlertPayload.IdOf(alert);

        // Only a disk that hangs lets them pile up here.
        if (Interlocked.Increment(ref _queued) > _options.MaxWaiting || !_notes.Writer.TryWrite(new(alert, id, null)))
        {
            Interlocked.Decrement(ref _queued);
            AlertLog.Reached(_logger, alert.Budget.Id, alert.Percent, alert.Spent, alert.Budget.Amount, id);
            AlertLog.TooManyWaiting(_logger, id, _options.MaxWaiting);
        }
    }

    /// <summary>Lets requests under way end, then stops. What was raised is kept, and sent at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _keeping;
        foreach (var webhook in _webhooks.Values)
        {
            webhook.Dispose();
        }

        _stopping.Dispose();
    }
}
