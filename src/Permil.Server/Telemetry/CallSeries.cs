namespace Permil.Server.Telemetry;

/// <summary>What calls of one kind, model and tenant have added up to.</summary>
internal sealed class CallSeries
{
    private readonly Lock _lock = new();
    private readonly long[] _calls = new long[CallOutcomeName.All.Count];
    private CallCounts _counts;

    public CallSeries(CallKey key, TimingSeries timing, string currency)
    {
        Timing = timing;
        Labels = SeriesLabels.Of(
            (LabelName.Operation, key.Operation),
            (LabelName.Provider, key.Provider),
            (LabelName.RequestModel, key.Model),
            (LabelName.Account, key.Account),
            (LabelName.SubAccount, key.SubAccount)
        );
        TokenLabels = Labels.With(LabelName.TokenModality, "unknown");
        CostLabels = Labels.With(LabelName.Currency, currency);
        OutcomeLabels = [.. CallOutcomeName.All.Select(outcome => Labels.With(LabelName.Outcome, outcome))];
    }

    /// <summary>The histograms of such calls when they succeed.</summary>
    public TimingSeries Timing { get; }

    public SeriesLabels Labels { get; }

    public SeriesLabels TokenLabels { get; }

    public SeriesLabels CostLabels { get; }

    /// <summary>In the order of <see cref="CallOutcome"/>.</summary>
    public IReadOnlyList<SeriesLabels> OutcomeLabels { get; }

    /// <summary>What it has added up to, all of the same instant.</summary>
    public CallCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return _counts;
            }
        }
    }

    /// <summary>How many calls ended in that way.</summary>
    public long Calls(int outcome) => Interlocked.Read(ref _calls[outcome]);

    public void Add(FinishedCall call)
    {
        var tokens = call.Tokens;
        lock (_lock)
        {
            _calls[(int)call.Outcome]++;
            _counts.Input += tokens.Input ?? 0;
            _counts.Output += tokens.Output ?? 0;
            _counts.CachedInput += tokens.CachedInput ?? 0;
            _counts.CacheWrite += tokens.CacheWrite ?? 0;
            _counts.Reasoning += tokens.Reasoning ?? 0;
            if (call.ListCost is { } cost)
            {
                _counts.Cost.Add(cost);
            }
            else if (call.Outcome == CallOutcome.Settled)
            {
                _counts.Unpriced++;
            }
        }
    }
}
