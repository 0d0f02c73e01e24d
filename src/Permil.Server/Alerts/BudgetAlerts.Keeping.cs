using System.Text;
using Permil.Budgets;

namespace Permil.Server.Alerts;

// One task owns the state: it takes notes in turn, keeps them, and only then begins what follows from them.
public sealed partial class BudgetAlerts
{
    private readonly List<(Webhook Webhook, RaisedAlert Alert)> _due = [];
    private readonly List<Task> _deliveries = [];
    private bool _isChanged;

    private async Task KeepAsync()
    {
        try
        {
            Resume();
            Settle();
            while (await _notes.Reader.WaitToReadAsync(_stopping.Token))
            {
                Settle();
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to stop: what ended meanwhile is kept below.
        }
        catch (Exception exception)
        {
            // Not only when somebody asks how it ended.
            AlertLog.Stopped(_logger, exception);
            throw;
        }

        await Task.WhenAll(_deliveries);
        _notes.Writer.TryComplete();
        Settle();
    }

    /// <summary>Goes on where the last run stopped.</summary>
    private void Resume()
    {
        foreach (var alert in _state.Alerts.Values)
        {
            foreach (var name in alert.Waiting.ToList())
            {
                if (alert.Body is not null && _webhooks.TryGetValue(name, out var webhook))
                {
                    _due.Add((webhook, alert));
                }
                else
                {
                    AlertLog.WebhookGone(_logger, alert.Id);
                    Done(alert, name);
                }
            }
        }

        CountWaiting();
    }

    /// <summary>Takes all notes there are, keeps what has changed, then begins to send what is due.</summary>
    private void Settle()
    {
        while (_notes.Reader.TryRead(out var note))
        {
            if (note.Raised is { } alert)
            {
                Interlocked.Decrement(ref _queued);
                Take(alert, note.Id);
            }
            else
            {
                // A note of a webhook says which.
                Done(_state.Alerts[note.Id], note.Webhook!);
            }
        }

        CountWaiting();
        Save();
        _deliveries.RemoveAll(delivery => delivery.IsCompleted);
        if (!_stopping.IsCancellationRequested)
        {
            _deliveries.AddRange(_due.Select(due => SendAsync(due.Webhook, due.Alert)));
        }

        _due.Clear();
    }

    private void Take(BudgetAlert alert, string id)
    {
        if (_state.Alerts.ContainsKey(id))
        {
            return;
        }

        AlertLog.Reached(_logger, alert.Budget.Id, alert.Percent, alert.Spent, alert.Budget.Amount, id);
        var raised = new RaisedAlert
        {
            Id = id,
            At = alert.At,
            Until = alert.Window.Until,
        };
        CountWaiting();
        if (_webhooks.Count > 0 && _waiting + _webhooks.Count > _options.MaxWaiting)
        {
            AlertLog.TooManyWaiting(_logger, id, _options.MaxWaiting);
        }
        else if (_webhooks.Count > 0)
        {
            raised.Body = AlertPayload.BodyOf(alert);
            raised.Waiting.AddRange(_webhooks.Keys);
            _due.AddRange(_webhooks.Values.Select(webhook => (webhook, raised)));
        }

        _state.Alerts.Add(id, raised);
        _isChanged = true;
    }

    private void Done(RaisedAlert alert, string webhook)
    {
        alert.Waiting.Remove(webhook);
        if (alert.Waiting.Count == 0)
        {
            alert.Body = null;
        }

        _isChanged = true;
    }

    private void CountWaiting() => Volatile.Write(ref _waiting, _state.Alerts.Values.Sum(alert => alert.Waiting.Count));

    private void Save()
    {
        if (!_isChanged)
        {
            return;
        }

        _state.Prune(_clock.GetUtcNow());
        try
        {
            _file.Save(_state);
            _isChanged = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An alert that might be repeated is better than one that is not sent; the next change tries again.
            AlertLog.NotKept(_logger, exception);
        }
    }

    private async Task SendAsync(Webhook webhook, RaisedAlert alert)
    {
        try
        {
            // Whoever waits for it has its body.
            await webhook.DeliverAsync(
                alert.Id,
                Encoding.UTF8.GetBytes(alert.Body!),
                alert.At + _options.PatientFor,
                _stopping.Token
            );
            _notes.Writer.TryWrite(new(null, alert.Id, webhook.Name));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It waits for the next start.
        }
        catch (Exception exception)
        {
            AlertLog.Broken(_logger, alert.Id, exception);
        }
    }
}
