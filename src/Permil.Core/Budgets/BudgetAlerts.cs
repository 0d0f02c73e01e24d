namespace Permil.Budgets;

/// <summary>Which alerts went out: each once a budget, period and percentage.</summary>
internal sealed class BudgetAlerts
{
    private readonly HashSet<(string Budget, BudgetWindow Window, decimal Percent)> _raised = [];

    /// <summary>Adds the alerts that are due.</summary>
    public void Collect(BudgetUse use, BudgetSpan span, DateTimeOffset now, ref List<BudgetAlert>? due)
    {
        if (span.NextAlert is null || span.Spent < span.NextAlert)
        {
            return;
        }

        foreach (var percent in use.Budget.AlertsAt)
        {
            if (AmountAt(use.Budget, percent) <= span.Spent && _raised.Add((use.Budget.Id, span.Window, percent)))
            {
                due ??= [];
                due.Add(new BudgetAlert(use.Budget, span.Window, percent, span.Spent, now));
            }
        }

        decimal? next = null;
        foreach (var percent in use.Budget.AlertsAt)
        {
            if (!_raised.Contains((use.Budget.Id, span.Window, percent)))
            {
                var amount = AmountAt(use.Budget, percent);
                next = next is null || amount < next ? amount : next;
            }
        }

        span.NextAlert = next;
    }

    /// <summary>Forgets the alerts of periods that ended before an instant.</summary>
    public void ForgetBefore(DateTimeOffset instant) => _raised.RemoveWhere(alert => alert.Window.Until <= instant);

    private static decimal AmountAt(Budget budget, decimal percent) => budget.Amount * percent / 100;
}
