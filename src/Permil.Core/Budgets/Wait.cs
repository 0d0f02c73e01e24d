namespace Permil.Budgets;

/// <summary>What is in the way of a call: the first rule that is, and when the last of them no longer is.</summary>
internal struct Wait
{
    private RefusalReason _reason;
    private string? _message;
    private DateTimeOffset _until;
    private bool _isForEver;

    public readonly bool IsOver => _message is null;

    /// <summary>Waiting does not help.</summary>
    public void Never(RefusalReason reason, string message)
    {
        Note(reason, message);
        _isForEver = true;
    }

    public void Until(RefusalReason reason, string message, long second) =>
        Until(reason, message, DateTimeOffset.FromUnixTimeSeconds(second));

    /// <summary>At an instant the rule is no longer in the way.</summary>
    public void Until(RefusalReason reason, string message, DateTimeOffset instant)
    {
        Note(reason, message);
        _until = instant > _until ? instant : _until;
    }

    public readonly Refusal Refusal(DateTimeOffset now, LimitStanding limits)
    {
        var wait = _until - now;
        return new Refusal(
            _reason,
            _message!,
            _isForEver ? null
                : wait > TimeSpan.Zero ? wait
                : TimeSpan.Zero
        )
        {
            Limits = limits,
        };
    }

    private void Note(RefusalReason reason, string message)
    {
        if (_message is null)
        {
            _reason = reason;
            _message = message;
        }
    }
}
