using Permil.Budgets;

namespace Permil.Server.Api.Resources;

/// <summary>A budget as it is shown, and where it stands where that is known.</summary>
public sealed record BudgetResource
{
    public required string Id { get; init; }

    public required BudgetScope Scope { get; init; }

    /// <summary>In the currency of the price books.</summary>
    public required decimal Amount { get; init; }

    public required BudgetPeriod Period { get; init; }

    public required BudgetAction Action { get; init; }

    public required BudgetReserve Reserve { get; init; }

    /// <summary>Percentages of the amount at which an alert goes out.</summary>
    public required IReadOnlyList<decimal> AlertsAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the period under way began.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When the period under way ends, exclusive.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What ended calls of the period cost.</summary>
    public decimal? Spent { get; init; }

    /// <summary>What calls under way may still cost.</summary>
    public decimal? Reserved { get; init; }

    /// <summary>What is left to reserve; below 0 when the amount was passed.</summary>
    public decimal? Remaining { get; init; }

    public static BudgetResource Of(Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return new()
        {
            Id = budget.Id,
            Scope = budget.Scope,
            Amount = budget.Amount,
            Period = budget.Period,
            Action = budget.Action,
            Reserve = budget.Reserve,
            AlertsAt = budget.AlertsAt,
            CreatedAt = budget.CreatedAt,
        };
    }

    public static BudgetResource Of(BudgetStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return Of(standing.Budget) with
        {
            From = standing.Window.From,
            Until = standing.Window.Until,
            Spent = standing.Spent,
            Reserved = standing.Reserved,
            Remaining = standing.Remaining,
        };
    }
}
