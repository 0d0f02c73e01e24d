namespace Permil.Budgets;

/// <summary>What a blocking budget sets aside for a call under way.</summary>
public enum BudgetReserve
{
    /// <summary>The most the call can cost: the budget is never passed.</summary>
    Strict,

    /// <summary>What calls like it cost of late: more calls fit at once, and the budget may be passed by what they erred.</summary>
    Lenient,
}
