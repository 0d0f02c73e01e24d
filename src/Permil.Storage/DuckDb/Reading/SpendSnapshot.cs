using Permil.Allocation;
using Permil.Budgets;
using Permil.Rating;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>What was spent by the store as it was at one moment, however much is stored afterwards. For one thread.</summary>
public sealed class SpendSnapshot : ISpendHistory, IDisposable
{
    private readonly UsageStore _store;
    private readonly Rater _rater;
    private readonly AllocationRules _rules;
    private readonly DuckDbConnection _connection;

    /// <summary>Keeps the present moment.</summary>
    /// <param name="store">The store.</param>
    /// <param name="rater">The prices.</param>
    /// <param name="rules">Whose usage is.</param>
    public SpendSnapshot(UsageStore store, Rater rater, AllocationRules rules)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(rater);
        ArgumentNullException.ThrowIfNull(rules);
        _store = store;
        _rater = rater;
        _rules = rules;
        _connection = store.Connect();
        try
        {
            // A transaction sees what was there at its first question.
            _connection.Execute("BEGIN TRANSACTION");
            _connection.QueryNumber("SELECT last_sequence FROM store_state");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public decimal Spent(BudgetScope scope, DateTimeOffset? from, DateTimeOffset? until) =>
        StoredSpend.Of(
            _connection,
            _store,
            _rater,
            _rules,
            StoredSpend.SelectionOf(_store, _rater, scope, from, until)
        );

    public void Dispose() => _connection.Dispose();
}
