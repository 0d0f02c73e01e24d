namespace Permil.Budgets;

/// <summary>A budget has reached one of the percentages it alerts at, for the first time in a period.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Window">The period.</param>
/// <param name="Percent">The percentage, of <see cref="Budget.AlertsAt"/>.</param>
/// <param name="Spent">What ended calls cost in the period so far.</param>
/// <param name="At">When it was reached.</param>
public sealed record BudgetAlert(Budget Budget, BudgetWindow Window, decimal Percent, decimal Spent, DateTimeOffset At);
