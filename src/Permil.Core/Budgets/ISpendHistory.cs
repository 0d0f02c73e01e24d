using Permil.Billing;

namespace Permil.Budgets;

/// <summary>What was spent before, from stored usage.</summary>
public interface ISpendHistory
{
    /// <summary>What a scope spent from an instant on, until another (exclusive); <see langword="null"/>: without end.</summary>
    decimal Spent(BudgetScope scope, DateTimeOffset? from, DateTimeOffset? until);
}
