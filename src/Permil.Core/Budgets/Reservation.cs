namespace Permil.Budgets;

/// <summary>What is held for a call under way. It ends once, by what the call cost or by nothing.</summary>
public sealed class Reservation
{
    private readonly Admission _admission;

    internal Reservation(Admission admission, CallScope scope, CallBound bound, CallDemand demand)
    {
        _admission = admission;
        Scope = scope;
        Bound = bound;
        Demand = demand;
    }

    /// <summary>Where the limits stand after this call was admitted.</summary>
    public LimitStanding Limits { get; internal set; }

    /// <summary>
    /// The least that any budget or the credit has left after this call was admitted, and after it ended;
    /// <see langword="null"/>: none applies.
    /// </summary>
    public decimal? BudgetRemaining => _admission.RemainingOf(this);

    /// <summary>Tokens it holds of those that batches may have under way; 0 when it is none.</summary>
    public long BatchTokens => Demand.BatchTokens ?? 0;

    internal CallScope Scope { get; }

    internal CallBound Bound { get; }

    internal CallDemand Demand { get; set; }

    /// <summary>What attempts that were given up cost, held beside the bound.</summary>
    internal decimal Extra { get; set; }

    internal LimitUses Uses { get; set; }

    internal BudgetHold[] Holds { get; set; } = [];

    /// <summary>The account whose credits hold <see cref="CreditHeld"/>; <see langword="null"/>: none do.</summary>
    internal AccountUse? Account { get; set; }

    internal decimal CreditHeld { get; set; }

    internal decimal? Remaining { get; set; }

    internal bool HasEnded { get; set; }

    internal Reservation? Previous { get; set; }

    internal Reservation? Next { get; set; }

    /// <summary>
    /// The call was answered, what it started goes on: it is no call under way any more, and holds its money until it is
    /// settled.
    /// </summary>
    public void BecomeJob() => _admission.BecomeJob(this);

    /// <summary>
    /// Holds what an attempt cost beside what the next one may, which is the bound once more.
    /// </summary>
    /// <param name="spent">What the attempt that is given up cost.</param>
    /// <returns>Whether budgets and credits have room for it. If not, nothing changes and no attempt may follow.</returns>
    public bool TryExtend(decimal spent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spent);
        return spent == 0 || _admission.TryExtend(this, spent);
    }

    /// <summary>The call ended: what it cost is spent, the rest of what was held is free. Later calls do nothing.</summary>
    public void Settle(decimal listCost, long inputTokens, long outputTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(listCost);
        ArgumentOutOfRangeException.ThrowIfNegative(inputTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(outputTokens);
        _admission.End(this, listCost, inputTokens, outputTokens);
    }

    /// <summary>The call cost nothing: all that was held is free. Later calls do nothing.</summary>
    public void Release() => _admission.End(this, listCost: 0, inputTokens: 0, outputTokens: 0);
}
