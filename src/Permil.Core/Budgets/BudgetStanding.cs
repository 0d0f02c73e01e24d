namespace Permil.Budgets;

/// <summary>Where a budget stands in the period that is under way.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Window">The period.</param>
/// <param name="Spent">What ended calls cost.</param>
/// <param name="Reserved">What calls under way may still cost.</param>
public sealed record BudgetStanding(Budget Budget, BudgetWindow Window, decimal Spent, decimal Reserved)
{
    /// <summary>What is left to reserve; below 0 when it was passed.</summary>
    public decimal Remaining => Budget.Amount - Spent - Reserved;

    /// <summary>What was spent over the amount; 0 when it was not passed.</summary>
    public decimal Overshoot => Math.Max(0, Spent - Budget.Amount);
}
