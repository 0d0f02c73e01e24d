namespace Permil.Budgets;

/// <summary>What is held for a call under way. It ends once, by what the call cost or by nothing.</summary>
public sealed class Reservation
{
    /// <summary>Where the limits stand after this call was admitted.</summary>
    public LimitStanding Limits => throw new NotSupportedException();

    /// <summary>The least that any budget or the credit has left; <see langword="null"/>: none applies.</summary>
    public decimal? BudgetRemaining => throw new NotSupportedException();

    /// <summary>The call ended: what it cost is spent, the rest of what was held is free. Later calls do nothing.</summary>
    public void Settle(decimal listCost, long inputTokens, long outputTokens) => throw new NotSupportedException();

    /// <summary>The call cost nothing: all that was held is free. Later calls do nothing.</summary>
    public void Release() => throw new NotSupportedException();
}
