using Permil.Access;

namespace Permil.Budgets;

/// <summary>
/// Admits calls against the limits, budgets and credits of their key, tenant and account, and holds what they may cost
/// until they have ended. All members may be called from any thread.
/// </summary>
public sealed class Admission
{
    /// <summary>Takes a changed account book. What was spent is asked for each budget and credit not known before.</summary>
    /// <param name="book">Who may do what from now on.</param>
    /// <param name="history">What was spent before; asked while no call is admitted or settled.</param>
    public void Replace(AccountBook book, ISpendHistory history) => throw new NotSupportedException();

    /// <summary>Admits a call, or says why not. An admitted call must be settled or released.</summary>
    public Admitted Admit(CallScope scope, CallBound bound) => throw new NotSupportedException();

    /// <summary>Adds usage that came in by another way to the budgets and credits it belongs to.</summary>
    public void AddSpend(CallScope scope, decimal listCost) => throw new NotSupportedException();

    /// <summary>Where each budget stands now.</summary>
    public IReadOnlyList<BudgetStanding> Budgets => throw new NotSupportedException();
}
