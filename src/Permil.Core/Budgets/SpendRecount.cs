using Permil.Billing;

namespace Permil.Budgets;

/// <summary>
/// Counts anew what budgets and credits have spent, since usage came in by another way or was revised, while calls go on
/// being admitted and settled. Until it is taken, what was known before stays in force.
/// </summary>
public sealed class SpendRecount
{
    private readonly Admission _admission;
    private readonly List<(Budget Budget, BudgetSpan Span)> _spans = [];
    private readonly List<(string Account, CreditBalance Credits)> _credits = [];
    private readonly List<decimal> _spent = [];
    private readonly List<decimal[]> _spentOfCredits = [];

    internal SpendRecount(Admission admission, AdmissionTables tables)
    {
        _admission = admission;
        foreach (var use in tables.Budgets)
        {
            foreach (var span in use.SpansThatDecide)
            {
                span.BeginCount(this);
                _spans.Add((use.Budget, span));
            }
        }

        foreach (var account in tables.Accounts)
        {
            if (account.Credits is { } credits)
            {
                credits.BeginCount(this);
                _credits.Add((account.Account.Id, credits));
            }
        }
    }

    /// <summary>Asks what was spent; outside of any lock.</summary>
    /// <param name="history">
    /// It must know all that was settled or added before <see cref="Admission.BeginRecount"/>, and nothing of what was
    /// after.
    /// </param>
    public void Ask(ISpendHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        _spent.Clear();
        _spentOfCredits.Clear();
        foreach (var (budget, span) in _spans)
        {
            _spent.Add(history.Spent(budget.Scope, span.Window.From, span.Window.Until));
        }

        foreach (var (account, credits) in _credits)
        {
            _spentOfCredits.Add(credits.Ask(account, history));
        }
    }

    /// <summary>
    /// Puts what was asked into force, with what was spent meanwhile on top. Of a budget that was changed to another scope
    /// or period meanwhile nothing is taken.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nothing was asked.</exception>
    public void Take()
    {
        if (_spent.Count != _spans.Count || _spentOfCredits.Count != _credits.Count)
        {
            throw new InvalidOperationException("ask what was spent before taking it");
        }

        _admission.End(this);
    }

    internal void End()
    {
        for (var i = 0; i < _spans.Count; i++)
        {
            _spans[i].Span.EndCount(this, _spent[i]);
        }

        for (var i = 0; i < _credits.Count; i++)
        {
            _credits[i].Credits.EndCount(this, _spentOfCredits[i]);
        }
    }
}
