using Permil.Access;

namespace Permil.Budgets;

/// <summary>A wish for a budget. What it leaves out stays as it is in a budget that is there already.</summary>
public sealed record NewBudget
{
    /// <summary>What can be alerted at, for messages.</summary>
    public const string AllowedAlerts = "percentages above 0 and up to 1000, each greater than the one before";

    private const decimal MaxAlert = 1_000;

    public BudgetScope Scope { get; init; } = new();

    public required decimal Amount { get; init; }

    public BudgetPeriod Period { get; init; } = BudgetPeriod.Month;

    /// <value>Of a new budget <see cref="BudgetAction.Notify"/>.</value>
    public BudgetAction? Action { get; init; }

    /// <value>Of a new budget <see cref="BudgetReserve.Strict"/>.</value>
    public BudgetReserve? Reserve { get; init; }

    /// <value>Of a new budget 50, 80 and 100.</value>
    public IReadOnlyList<decimal>? AlertsAt { get; init; }

    /// <summary>Puts the budget into a book, or changes the one of the same scope and period, under its own id.</summary>
    /// <exception cref="ChangeRefusedException">It cannot be.</exception>
    public (AccountBook Book, Budget Budget) AddTo(AccountBook book, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        Check(book);
        var scope = BudgetScopeText.Of(Scope);
        var old = book.Budgets.FirstOrDefault(budget =>
            budget.Period == Period && BudgetScopeText.Of(budget.Scope) == scope
        );
        var budget = new Budget
        {
            Id = old?.Id ?? NewId.Of("budget_", book.Budgets.Select(known => known.Id)),
            Scope = Scope,
            Amount = Amount,
            Period = Period,
            Action = Action ?? old?.Action ?? BudgetAction.Notify,
            Reserve = Reserve ?? old?.Reserve ?? BudgetReserve.Strict,
            AlertsAt = AlertsAt ?? old?.AlertsAt ?? [50, 80, 100],
            CreatedAt = old?.CreatedAt ?? now,
        };
        IReadOnlyList<Budget> budgets = old is null
            ? [.. book.Budgets, budget]
            : [.. book.Budgets.Select(known => known.Id == budget.Id ? budget : known)];
        return (book with { Budgets = budgets }, budget);
    }

    /// <exception cref="ChangeRefusedException">The book has no such budget.</exception>
    public static AccountBook Remove(AccountBook book, string id)
    {
        ArgumentNullException.ThrowIfNull(book);
        return book.Budgets.Any(budget => budget.Id == id)
            ? book with
            {
                Budgets = [.. book.Budgets.Where(budget => budget.Id != id)],
            }
            : throw new ChangeRefusedException(
                ChangeProblem.NotFound,
                "id",
                $"found '{id}', which is no budget; 'permil budgets list' shows them"
            );
    }

    internal static bool AreAlerts(IReadOnlyList<decimal> percentages)
    {
        var before = 0m;
        foreach (var percentage in percentages)
        {
            if (percentage <= before || percentage > MaxAlert)
            {
                return false;
            }

            before = percentage;
        }

        return true;
    }

    private void Check(AccountBook book)
    {
        WishCheck.Amount("amount", Amount);
        if (AlertsAt is not null && !AreAlerts(AlertsAt))
        {
            throw WishCheck.Invalid("alertsAt", $"found {string.Join(", ", AlertsAt)}, allowed: {AllowedAlerts}");
        }

        WishCheck.Name("scope.subAccount", Scope.SubAccount);
        WishCheck.Name("scope.feature", Scope.Feature);
        WishCheck.Name("scope.environment", Scope.Environment);
        WishCheck.Name("scope.model", Scope.Model);
        WishCheck.Tags("scope.tags", Scope.Tags);

        // A slip in these would make a budget that never holds anything.
        if (Scope.Account is { } account)
        {
            WishCheck.Account("scope.account", book, account);
        }

        if (Scope.Key is { } key && !book.Keys.Any(known => known.Id == key))
        {
            throw new ChangeRefusedException(
                ChangeProblem.NotFound,
                "scope.key",
                $"found '{key}', which is no key; 'permil keys list' shows them"
            );
        }
    }
}
