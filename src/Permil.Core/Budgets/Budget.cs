namespace Permil.Budgets;

/// <summary>An amount that a scope may spend in each period.</summary>
public sealed record Budget
{
    public required string Id { get; init; }

    public required BudgetScope Scope { get; init; }

    /// <summary>More than 0, in the currency of the price books.</summary>
    public required decimal Amount { get; init; }

    public required BudgetPeriod Period { get; init; }

    public required BudgetAction Action { get; init; }

    public BudgetReserve Reserve { get; init; } = BudgetReserve.Strict;

    /// <summary>Percentages of the amount at which an alert goes out, once a period each; ascending.</summary>
    public IReadOnlyList<decimal> AlertsAt { get; init; } = [50, 80, 100];

    public required DateTimeOffset CreatedAt { get; init; }
}
