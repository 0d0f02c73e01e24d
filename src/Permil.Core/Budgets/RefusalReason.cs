namespace Permil.Budgets;

/// <summary>Which kind of rule refused a call.</summary>
public enum RefusalReason
{
    RequestsPerMinute,
    InputTokensPerMinute,
    OutputTokensPerMinute,
    ConcurrentCalls,
    BatchTokens,
    BudgetExceeded,
    CreditExhausted,

    /// <summary>A blocking budget or a credit applies, and the model has no price.</summary>
    Unpriced,

    /// <summary>A strict budget or a credit applies, and the most the call can cost is not known.</summary>
    Unbounded,
}
