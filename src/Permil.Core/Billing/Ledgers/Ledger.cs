using Permil.Rating;

namespace Permil.Billing.Ledgers;

/// <summary>Transactions in the order in which they were booked, and what they come to.</summary>
public sealed class Ledger
{
    private readonly List<LedgerTransaction> _transactions = [];
    private readonly SortedDictionary<(string Account, LedgerPlace Place), (decimal Debits, decimal Credits)> _sums =
        new(
            Comparer<(string Account, LedgerPlace Place)>.Create(
                (left, right) =>
                    string.CompareOrdinal(left.Account, right.Account) is var order and not 0
                        ? order
                        : left.Place.CompareTo(right.Place)
            )
        );

    /// <param name="transactions">Of any billing accounts.</param>
    /// <exception cref="ArgumentException">One of them does not balance.</exception>
    public Ledger(IEnumerable<LedgerTransaction> transactions)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        foreach (var transaction in transactions)
        {
            Book(transaction);
        }
    }

    public IReadOnlyList<LedgerTransaction> Transactions => _transactions;

    /// <summary>By billing account and place: the trial balance. The amounts of each billing account add up to 0.</summary>
    public IReadOnlyList<LedgerBalance> Balances =>
        [
            .. _sums.Select(sum => new LedgerBalance(
                sum.Key.Account,
                sum.Key.Place,
                sum.Value.Debits,
                sum.Value.Credits
            )),
        ];

    /// <summary>What all balances add up to; a ledger in which it is not 0 is damaged.</summary>
    public decimal Difference => Balances.Aggregate(0m, (sum, balance) => Exact.Add(sum, balance.Amount));

    /// <summary>The balances of one credit or commitment, whatever its kind, or of what has no subject.</summary>
    /// <returns>Above 0: more debits than credits.</returns>
    public decimal BalanceOf(string account, LedgerAccount ledgerAccount, string? subject = null) =>
        Balances
            .Where(balance =>
                balance.Account == account && balance.Place.Account == ledgerAccount && balance.Place.Subject == subject
            )
            .Aggregate(0m, (sum, balance) => Exact.Add(sum, balance.Amount));

    /// <summary>What can still be used of a credit: what was granted less what was used and what expired.</summary>
    public decimal CreditLeft(string account, string credit) => -BalanceOf(account, LedgerAccount.Credit, credit);

    /// <exception cref="ArgumentException">It does not balance.</exception>
    public void Book(LedgerTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Check();
        _transactions.Add(transaction);
        foreach (var entry in transaction.Entries)
        {
            var key = (transaction.Account, LedgerPlace.Of(entry));
            var (debits, credits) = _sums.GetValueOrDefault(key);
            _sums[key] =
                entry.Amount > 0
                    ? (Exact.Add(debits, entry.Amount), credits)
                    : (debits, Exact.Add(credits, -entry.Amount));
        }
    }
}
