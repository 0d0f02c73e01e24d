namespace Permil.Budgets;

/// <summary>Whether a call is in the scope of a budget.</summary>
internal static class BudgetMatch
{
    public static bool Takes(this BudgetScope budget, CallScope scope)
    {
        var call = scope.Call;
        if (
            !Fits(budget.Key, scope.KeyId)
            || !Fits(budget.SubAccount, call.SubAccount)
            || !Fits(budget.Account, call.Account)
            || !Fits(budget.Feature, call.Feature)
            || !Fits(budget.Environment, call.Environment)
            || !(Fits(budget.Model, call.Model) || Fits(budget.Model, scope.CanonicalModel))
        )
        {
            return false;
        }

        foreach (var (name, value) in budget.Tags)
        {
            if (!call.Tags.TryGetValue(name, out var found) || !string.Equals(found, value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether two scopes ask for the same calls.</summary>
    public static bool IsSame(this BudgetScope left, BudgetScope right) =>
        left with { Tags = right.Tags } == right
        && left.Tags.Count == right.Tags.Count
        && left.Tags.All(tag =>
            right.Tags.TryGetValue(tag.Key, out var value) && string.Equals(tag.Value, value, StringComparison.Ordinal)
        );

    private static bool Fits(string? asked, string? found) =>
        asked is null || string.Equals(asked, found, StringComparison.Ordinal);
}
