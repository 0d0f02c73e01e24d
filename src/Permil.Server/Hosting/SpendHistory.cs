using Permil.Allocation;
using Permil.Budgets;
using Permil.Rating;
using Permil.Storage;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Server.Hosting;

/// <summary>What was spent before, from stored usage at today's price books.</summary>
internal sealed class SpendHistory(UsageStore store, UsageIntake intake, Rater rater, AllocationRules rules)
    : ISpendHistory
{
    /// <summary>Waits until everything that was recorded can be asked for.</summary>
    public void CatchUp() => intake.CatchUpAsync().GetAwaiter().GetResult();

    /// <summary>Keeps what the store holds at this moment, to be asked later.</summary>
    public SpendSnapshot Snapshot() => new(store, rater, rules);

    public decimal Spent(BudgetScope scope, DateTimeOffset? from, DateTimeOffset? until) =>
        StoredSpend.Of(store, rater, rules, StoredSpend.SelectionOf(store, rater, scope, from, until));
}
