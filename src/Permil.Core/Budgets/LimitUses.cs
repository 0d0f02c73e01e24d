namespace Permil.Budgets;

/// <summary>The limits that apply to a call; <see langword="null"/> where there are none.</summary>
internal readonly record struct LimitUses(LimitUse? Key, LimitUse? Tenant, LimitUse? Account)
{
    public void Check(in CallDemand demand, ref Wait wait)
    {
        Key?.Check(demand, ref wait);
        Tenant?.Check(demand, ref wait);
        Account?.Check(demand, ref wait);
    }

    public void Join(in CallDemand demand)
    {
        Key?.Join(demand);
        Tenant?.Join(demand);
        Account?.Join(demand);
    }

    public void Rejoin(in CallDemand demand)
    {
        Key?.Rejoin(demand);
        Tenant?.Rejoin(demand);
        Account?.Rejoin(demand);
    }

    public void Leave(in CallDemand demand, long second, long inputTokens, long outputTokens)
    {
        Key?.Leave(demand, second, inputTokens, outputTokens);
        Tenant?.Leave(demand, second, inputTokens, outputTokens);
        Account?.Leave(demand, second, inputTokens, outputTokens);
    }

    /// <summary>Where the tightest of them stand.</summary>
    public LimitStanding Standing(DateTimeOffset now, long second)
    {
        var standing = Key?.Tighter(default, now, second) ?? default;
        standing = Tenant?.Tighter(standing, now, second) ?? standing;
        return Account?.Tighter(standing, now, second) ?? standing;
    }
}
