namespace Permil.Budgets;

/// <summary>How long a budget's amount lasts, in UTC.</summary>
public enum BudgetPeriod
{
    Day,

    /// <summary>From Monday.</summary>
    Week,
    Month,

    /// <summary>For ever.</summary>
    Total,
}
