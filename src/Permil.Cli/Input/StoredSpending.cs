using Permil.Access;
using Permil.Allocation;
using Permil.Billing;
using Permil.Budgets;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.Files;

namespace Permil.Cli.Input;

/// <summary>Where budgets and credits stand by what is stored, when no server has the store.</summary>
internal sealed class StoredSpending : ISpendHistory
{
    private readonly UsageStore _store;
    private readonly Rater _rater;
    private readonly AllocationRules _rules;

    public StoredSpending(UsageStore store, Rater rater, AllocationRules rules) =>
        (_store, _rater, _rules) = (store, rater, rules);

    /// <summary>Works something out of what was spent.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="rater">The prices.</param>
    /// <param name="rules">Whose usage is.</param>
    /// <param name="use">Works it out.</param>
    /// <param name="remark">Why it cannot be known, when a server has the store.</param>
    /// <returns><see langword="default"/> when it cannot be known.</returns>
    public static T? Try<T>(
        string folder,
        Rater rater,
        AllocationRules rules,
        Func<ISpendHistory, T> use,
        out string? remark
    )
        where T : class
    {
        remark = null;
        if (!UsageStore.Exists(folder))
        {
            return null;
        }

        try
        {
            return StoreFolder.With(folder, StoreAccess.Read, store => use(new StoredSpending(store, rater, rules)));
        }
        catch (StoreInUseException exception)
        {
            remark =
                $"What was spent is not shown: the store is in use{(exception.ProcessId is { } id ? $" by process {id}" : "")}. A server that runs tells it at /api/v1/budgets and /api/v1/credits.";
            return null;
        }
    }

    public static IReadOnlyList<BudgetStanding> StandingsOf(
        AccountBook book,
        ISpendHistory history,
        DateTimeOffset now
    ) =>
        [
            .. book.Budgets.Select(budget =>
            {
                var window = BudgetWindow.Of(budget.Period, now);
                return new BudgetStanding(
                    budget,
                    window,
                    history.Spent(budget.Scope, window.From, window.Until),
                    Reserved: 0
                );
            }),
        ];

    public static IReadOnlyList<CreditStanding> CreditsOf(
        AccountBook book,
        ISpendHistory history,
        DateTimeOffset now
    ) =>
        [
            .. book
                .Credits.GroupBy(credit => credit.Account, StringComparer.Ordinal)
                .SelectMany(credits => CreditBalance.Of(credits.Key, credits, history).StandingsAt(now)),
            .. book
                .Credits.Where(credit => !credit.PaysForAll)
                .Select(credit => CreditStanding.NotCounted(credit, now)),
        ];

    public decimal Spent(BudgetScope scope, DateTimeOffset? from, DateTimeOffset? until) =>
        StoredSpend.Of(_store, _rater, _rules, StoredSpend.SelectionOf(_store, _rater, scope, from, until));
}
