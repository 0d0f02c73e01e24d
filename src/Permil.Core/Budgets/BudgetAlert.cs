namespace Permil.Budgets;

/// <summary>A budget passed a percentage of its amount.</summary>
/// <param name="Budget">The budget as it was then.</param>
/// <param name="Window">The period in which it was spent.</param>
/// <param name="Percent">One of <see cref="Budget.AlertsAt"/>.</param>
/// <param name="Spent">What ended calls cost in the period.</param>
/// <param name="At">When it was noticed.</param>
public sealed record BudgetAlert(Budget Budget, BudgetWindow Window, decimal Percent, decimal Spent, DateTimeOffset At);
