namespace Permil.Budgets;

/// <summary>What a budget has set aside for a call.</summary>
internal readonly record struct BudgetHold(BudgetUse Use, BudgetSpan Span, decimal Amount);
