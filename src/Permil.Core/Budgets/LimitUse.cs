namespace Permil.Budgets;

/// <summary>How far the limits of one key, tenant or account are used.</summary>
/// <param name="name">For messages.</param>
internal sealed class LimitUse(string name)
{
    private readonly Dictionary<string, long> _batchTokens = new(StringComparer.Ordinal);
    private long _openCalls;
    private MinuteLimit? _requests;
    private MinuteLimit? _inputTokens;
    private MinuteLimit? _outputTokens;
    private Limits _limits = Limits.None;

    /// <summary>Takes changed limits, and forgets the calls under way: each is to <see cref="Rejoin"/>.</summary>
    public void Change(Limits limits)
    {
        _limits = limits;
        _requests = MinuteLimit.Changed(_requests, limits.RequestsPerMinute);
        _inputTokens = MinuteLimit.Changed(_inputTokens, limits.InputTokensPerMinute);
        _outputTokens = MinuteLimit.Changed(_outputTokens, limits.OutputTokensPerMinute);
        _openCalls = 0;
        _batchTokens.Clear();
    }

    /// <summary>Finds out whether a call fits.</summary>
    public void Check(in CallDemand demand, ref Wait wait)
    {
        if (demand.BatchTokens is { } batchTokens)
        {
            var held = _batchTokens.GetValueOrDefault(demand.Model);
            if (_limits.BatchTokensPerModel is { } most && batchTokens > most - held)
            {
                wait.Never(
                    RefusalReason.BatchTokens,
                    $"{name} may have {most} tokens of batches under way for {demand.Model}: {held} are, {batchTokens} more were asked for"
                );
            }

            return;
        }

        _requests?.Check(name, "requests", RefusalReason.RequestsPerMinute, 1, demand.Second, ref wait);
        _inputTokens?.Check(
            name,
            "input tokens",
            RefusalReason.InputTokensPerMinute,
            demand.InputTokens,
            demand.Second,
            ref wait
        );

        // How long an answer gets is not known: a call alone in its minute passes, and what it uses delays the next.
        _outputTokens?.Check(
            name,
            "output tokens",
            RefusalReason.OutputTokensPerMinute,
            Math.Min(demand.OutputTokens, _outputTokens.Most),
            demand.Second,
            ref wait
        );
        if (_openCalls >= _limits.ConcurrentCalls)
        {
            wait.Until(
                RefusalReason.ConcurrentCalls,
                $"{name} may have {_limits.ConcurrentCalls} calls under way at once: {_openCalls} are",
                demand.Second + 1
            );
        }
    }

    public void Join(in CallDemand demand)
    {
        if (demand.BatchTokens is { } batchTokens)
        {
            _batchTokens[demand.Model] = _batchTokens.GetValueOrDefault(demand.Model) + batchTokens;
            return;
        }

        _openCalls++;
        _requests?.Minute.Add(demand.Second, 1);
        _inputTokens?.Minute.Add(demand.Second, demand.InputTokens);
        _outputTokens?.Minute.Add(demand.Second, demand.OutputTokens);
    }

    /// <summary>Counts a call under way again after <see cref="Change"/>: where a limit is new, with what it took.</summary>
    public void Rejoin(in CallDemand demand)
    {
        if (demand.BatchTokens is not null)
        {
            Join(demand);
            return;
        }

        _openCalls++;
        AddIfNew(_requests, demand.Second, 1);
        AddIfNew(_inputTokens, demand.Second, demand.InputTokens);
        AddIfNew(_outputTokens, demand.Second, demand.OutputTokens);
    }

    /// <summary>
    /// The call ended. What it used less than was held is taken from the second it began in, what it used more is added
    /// to the second it ended in: that is when it became known.
    /// </summary>
    public void Leave(in CallDemand demand, long second, long inputTokens, long outputTokens)
    {
        if (demand.BatchTokens is { } batchTokens)
        {
            var rest = _batchTokens.GetValueOrDefault(demand.Model) - batchTokens;
            if (rest <= 0)
            {
                _batchTokens.Remove(demand.Model);
            }
            else
            {
                _batchTokens[demand.Model] = rest;
            }

            return;
        }

        _openCalls--;
        Correct(_inputTokens, demand.Second, second, inputTokens - demand.InputTokens);
        Correct(_outputTokens, demand.Second, second, outputTokens - demand.OutputTokens);
    }

    /// <summary>All reserved calls were counted again: no limit is new any more.</summary>
    public void EndChange()
    {
        _requests?.IsNew = false;
        _inputTokens?.IsNew = false;
        _outputTokens?.IsNew = false;
    }

    /// <summary>The tighter of a standing and this one's.</summary>
    public LimitStanding Tighter(LimitStanding standing, DateTimeOffset now, long second)
    {
        if (_requests is not null && _requests.RemainingAt(second) < (standing.RequestsRemaining ?? long.MaxValue))
        {
            standing = standing with
            {
                RequestsLimit = _requests.Most,
                RequestsRemaining = _requests.RemainingAt(second),
                RequestsReset = _requests.ResetAfter(now),
            };
        }

        return WithTokens(WithTokens(standing, _inputTokens, now, second), _outputTokens, now, second);
    }

    private static LimitStanding WithTokens(
        LimitStanding standing,
        MinuteLimit? tokens,
        DateTimeOffset now,
        long second
    )
    {
        if (tokens is null || tokens.RemainingAt(second) >= (standing.TokensRemaining ?? long.MaxValue))
        {
            return standing;
        }

        return standing with
        {
            TokensLimit = tokens.Most,
            TokensRemaining = tokens.RemainingAt(second),
            TokensReset = tokens.ResetAfter(now),
        };
    }

    private static void AddIfNew(MinuteLimit? limit, long second, long amount)
    {
        if (limit is { IsNew: true })
        {
            limit.Minute.Add(second, amount);
        }
    }

    private static void Correct(MinuteLimit? limit, long began, long ended, long difference) =>
        limit?.Minute.Add(difference < 0 ? began : Math.Max(began, ended), difference);
}
