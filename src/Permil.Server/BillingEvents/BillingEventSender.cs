using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Permil.Billing;
using Permil.Billing.Events;
using Permil.Server.Alerts;
using Permil.Storage.Billing;

namespace Permil.Server.BillingEvents;

/// <summary>
/// Tells a payment system what has happened: what the book has written down, and of credits and commitments what is found
/// out now and then. Each event is sent until it is taken, those of one account in order and one after the other.
/// </summary>
/// <remarks>
/// An event comes a second time only when the process dies, or the disk fails, between the receiver's answer and its being
/// kept; the id is then the same.
/// </remarks>
public sealed class BillingEventSender : IAsyncDisposable
{
    private readonly BillingBook _book;
    private readonly BillingEventOptions _options;
    private readonly Func<IReadOnlyList<BillingEvent>> _found;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly Webhook? _webhook;
    private readonly Channel<bool> _came = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _accounts = new(StringComparer.Ordinal);
    private readonly Task _sending;
    private volatile bool _isGone;

    private BillingEventSender(
        BillingBook book,
        BillingEventOptions options,
        Func<IReadOnlyList<BillingEvent>> found,
        ILogger logger,
        TimeProvider clock
    )
    {
        _book = book;
        _options = options;
        _found = found;
        _logger = logger;
        _clock = clock;
        _webhook = options.Webhook is { } url ? new Webhook(url, options.Sending, logger, clock) : null;
        _sending = Task.Run(SendAsync);
    }

    /// <summary>Begins to send what waits.</summary>
    /// <param name="book">Where events wait.</param>
    /// <param name="options">Who is told.</param>
    /// <param name="found">What is to be told now beside what the book has; the same again does no harm.</param>
    /// <param name="logger">The log.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="AlertException">An option that cannot be.</exception>
    public static BillingEventSender Start(
        BillingBook book,
        BillingEventOptions options,
        Func<IReadOnlyList<BillingEvent>> found,
        ILogger<BillingEventSender> logger,
        TimeProvider? clock = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Sending.Check();
        return new BillingEventSender(book, options, found, logger, clock ?? TimeProvider.System);
    }

    /// <summary>Something has happened that others want to hear of. Returns at once.</summary>
    public void Came() => _came.Writer.TryWrite(true);

    /// <summary>Lets requests under way end, then stops. What was not taken waits for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _sending;
        _webhook?.Dispose();
        _stopping.Dispose();
    }

    private async Task SendAsync()
    {
        try
        {
            Task<bool>? coming = null;
            while (true)
            {
                Try(Find);
                Try(Begin);
                coming ??= _came.Reader.WaitToReadAsync(_stopping.Token).AsTask();
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                await Task.WhenAny(coming, Task.Delay(_options.Every, _clock, waiting.Token));
                await waiting.CancelAsync();
                _stopping.Token.ThrowIfCancellationRequested();
                if (coming.IsCompleted)
                {
                    _came.Reader.TryRead(out _);
                    coming = null;
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception exception)
        {
            // Not only when somebody asks how it ended.
            BillingEventLog.Stopped(_logger, exception);
            throw;
        }
        finally
        {
            await Task.WhenAll(_accounts.Values);
        }
    }

    /// <summary>A contract with a slip, a disk that is full: the rest goes on, and the next time tries again.</summary>
    private void Try(Action step)
    {
        try
        {
            step();
        }
        catch (Exception exception)
        {
            BillingEventLog.NotFound(_logger, exception);
        }
    }

    /// <summary>Writes down what has happened: it is told even when the process ends now.</summary>
    private void Find()
    {
        var found = _found().Where(billingEvent => !_told.Contains(billingEvent.Id)).ToList();
        if (found.Count > 0)
        {
            _book.Tell(found);
            _told.UnionWith(found.Select(billingEvent => billingEvent.Id));
        }
    }

    private void Begin()
    {
        if (_webhook is null || _isGone)
        {
            return;
        }

        foreach (var (account, _) in _accounts.Where(sending => sending.Value.IsCompleted).ToList())
        {
            _accounts.Remove(account);
        }

        foreach (var events in _book.UndeliveredEvents().GroupBy(waiting => waiting.Account, StringComparer.Ordinal))
        {
            if (!_accounts.ContainsKey(events.Key))
            {
                _accounts.Add(events.Key, SendAsync(_webhook, events.Key, [.. events]));
            }
        }
    }

    private async Task SendAsync(Webhook webhook, string account, IReadOnlyList<BillingEvent> events)
    {
        try
        {
            foreach (var billingEvent in events)
            {
                var body = EventPayload.Envelope(billingEvent);
                if (!await webhook.DeliverAsync(billingEvent.Id, body, DateTimeOffset.MaxValue, _stopping.Token))
                {
                    _isGone = true;
                    BillingEventLog.Gone(_logger);
                    return;
                }

                _book.MarkDelivered(billingEvent.Id);
            }

            // More may have come meanwhile.
            Came();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It waits for the next start.
        }
        catch (Exception exception)
        {
            BillingEventLog.Broken(_logger, account, exception);
        }
    }
}
