namespace Permil.Budgets;

/// <summary>What happens when a budget is used up.</summary>
public enum BudgetAction
{
    /// <summary>Alerts only.</summary>
    Notify,

    /// <summary>Calls that could pass it are refused.</summary>
    Block,
}
