using Permil.Budgets;
using Permil.Json;
using Permil.Rating;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Output;

/// <summary>Prints budgets.</summary>
internal static class BudgetsOutput
{
    public static void Print(
        IReadOnlyList<BudgetResource> budgets,
        string currency,
        OutputFormat format,
        string? remark = null
    ) =>
        ResourceOutput.Print(
            format,
            new BudgetList(currency, budgets),
            RowsOf(budgets, currency),
            budgets.Count == 0 ? "No budgets: permil budgets set makes one" : remark
        );

    private static Rows RowsOf(IReadOnlyList<BudgetResource> budgets, string currency)
    {
        var areStanding = budgets.Any(budget => budget.Spent is not null);
        var rows = new Rows([
            new("budget", "budget"),
            new("scope", "scope"),
            new("amount", $"amount {currency}", IsNumber: true),
            new("period", "period"),
            .. areStanding
                ? (Rows.Column[])
                    [
                        new("spent", $"spent {currency}", IsNumber: true),
                        new("remaining", $"remaining {currency}", IsNumber: true),
                    ]
                : [],
            new("action", "action"),
            new("reserve", "reserve", CanDrop: true),
            new("alerts_at", "alerts at %", CanDrop: true),
        ]);
        foreach (var budget in budgets)
        {
            var scope = BudgetScopeText.Of(budget.Scope);
            rows.Add([
                budget.Id,
                scope.Length == 0 ? "all" : scope,
                DecimalText.Of(budget.Amount),
                EnumName.Of(budget.Period),
                .. areStanding ? (string?[])[Text(budget.Spent), Text(budget.Remaining)] : [],
                EnumName.Of(budget.Action),
                EnumName.Of(budget.Reserve),
                string.Join(' ', budget.AlertsAt.Select(DecimalText.Of)),
            ]);
        }

        return rows;
    }

    private static string? Text(decimal? amount) => amount is { } known ? DecimalText.Of(known) : null;
}
