namespace Permil.Budgets;

/// <summary>Spend history as a list, searched from end to end.</summary>
internal sealed class SpendList : ISpendHistory
{
    public List<(CallScope Scope, decimal Cost)> Spends { get; } = [];

    /// <summary>How often it was asked.</summary>
    public int Questions { get; private set; }

    /// <summary>The list as it is now.</summary>
    public SpendList Copy()
    {
        var copy = new SpendList();
        copy.Spends.AddRange(Spends);
        return copy;
    }

    public decimal Spent(BudgetScope scope, DateTimeOffset? from, DateTimeOffset? until)
    {
        Questions++;
        return Spends
            .Where(spend => IsIn(scope, spend.Scope) && IsWithin(spend.Scope.Call.Time, from, until))
            .Sum(spend => spend.Cost);
    }

    /// <summary>Said again beside the engine's own match, so that one can be held against the other.</summary>
    public static bool IsIn(BudgetScope budget, CallScope scope) =>
        new[]
        {
            (budget.Account, scope.Call.Account),
            (budget.SubAccount, scope.Call.SubAccount),
            (budget.Feature, scope.Call.Feature),
            (budget.Environment, scope.Call.Environment),
            (budget.Key, scope.KeyId),
        }.All(pair => pair.Item1 is null || pair.Item1 == pair.Item2)
        && (budget.Model is null || budget.Model == scope.Call.Model || budget.Model == scope.CanonicalModel)
        && budget.Tags.All(tag => scope.Call.Tags.TryGetValue(tag.Key, out var value) && value == tag.Value);

    private static bool IsWithin(DateTimeOffset time, DateTimeOffset? from, DateTimeOffset? until) =>
        (from is null || time >= from) && (until is null || time < until);
}
