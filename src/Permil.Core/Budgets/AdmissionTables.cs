using Permil.Access;
using Permil.Billing;

namespace Permil.Budgets;

/// <summary>Everything an account book says, with what is used of it, found by the call it applies to.</summary>
internal sealed class AdmissionTables
{
    public static readonly AdmissionTables Empty = new([], [], []);

    private readonly Dictionary<string, LimitUse> _keys;
    private readonly Dictionary<string, AccountUse> _accounts;
    private readonly Dictionary<string, BudgetUse> _budgetsById;
    private readonly BudgetIndex _index;

    private AdmissionTables(
        Dictionary<string, LimitUse> keys,
        Dictionary<string, AccountUse> accounts,
        List<BudgetUse> budgets
    )
    {
        _keys = keys;
        _accounts = accounts;
        Budgets = budgets;
        _budgetsById = budgets.ToDictionary(use => use.Budget.Id, StringComparer.Ordinal);
        _index = new BudgetIndex(budgets);
    }

    /// <summary>In the order of the account book.</summary>
    public IReadOnlyList<BudgetUse> Budgets { get; }

    public IEnumerable<AccountUse> Accounts => _accounts.Values;

    /// <summary>The tables of a changed book. What is used of what stays is kept, no call under way is counted.</summary>
    /// <param name="book">The book.</param>
    /// <param name="history">Asked for what is new; when it fails nothing is changed.</param>
    /// <param name="before">The tables so far; they are of no use afterwards.</param>
    /// <param name="now">The instant.</param>
    public static AdmissionTables Of(
        AccountBook book,
        ISpendHistory history,
        AdmissionTables before,
        DateTimeOffset now
    )
    {
        var budgets = book.Budgets.Select(budget => before.UseOf(budget, history, now)).ToList();
        var creditsOf = book.Credits.ToLookup(credit => credit.Account, StringComparer.Ordinal);
        var balances = book.Accounts.ToDictionary(
            account => account.Id,
            account => before.BalanceOf(account, [.. creditsOf[account.Id]], history),
            StringComparer.Ordinal
        );

        // Nothing below fails.
        foreach (var (use, budget) in budgets.Zip(book.Budgets))
        {
            use.Change(budget, now);
        }

        var keys = book.Keys.ToDictionary(key => key.Id, before.LimitsOf, StringComparer.Ordinal);
        var accounts = book.Accounts.ToDictionary(
            account => account.Id,
            account => before.UseOf(account, balances[account.Id], creditsOf[account.Id]),
            StringComparer.Ordinal
        );
        foreach (var balance in balances.Values)
        {
            balance?.FreeAll();
        }

        return new AdmissionTables(keys, accounts, budgets);
    }

    public AccountUse? AccountOf(CallScope scope) =>
        scope.Call.Account is { } id ? _accounts.GetValueOrDefault(id) : null;

    public LimitUses LimitsOf(CallScope scope, AccountUse? account) =>
        new(
            scope.KeyId is { } key ? _keys.GetValueOrDefault(key) : null,
            scope.Call.SubAccount is { } tenant ? account?.Tenants.GetValueOrDefault(tenant) : null,
            account?.Limits
        );

    /// <summary>Adds the budgets that a call belongs to, each at the present.</summary>
    public void FindBudgets(CallScope scope, DateTimeOffset now, List<BudgetUse> found)
    {
        _index.Find(scope, found);
        foreach (var use in found)
        {
            use.MoveTo(now);
        }
    }

    /// <summary>All calls under way were counted again.</summary>
    public void EndChange()
    {
        foreach (var key in _keys.Values)
        {
            key.EndChange();
        }

        foreach (var account in _accounts.Values)
        {
            account.Limits.EndChange();
            foreach (var tenant in account.Tenants.Values)
            {
                tenant.EndChange();
            }
        }
    }

    private BudgetUse UseOf(Budget budget, ISpendHistory history, DateTimeOffset now)
    {
        if (
            _budgetsById.TryGetValue(budget.Id, out var known)
            && known.Budget.Period == budget.Period
            && known.Budget.Scope.IsSame(budget.Scope)
        )
        {
            return known;
        }

        var use = new BudgetUse(budget, now);
        var (from, until) = use.Current.Window;
        use.Current.Spend(history.Spent(budget.Scope, from, until));
        return use;
    }

    private CreditBalance? BalanceOf(Account account, Credit[] credits, ISpendHistory history)
    {
        if (credits.Length == 0 && account.Tier == AccountTier.Paid)
        {
            return null;
        }

        return _accounts.GetValueOrDefault(account.Id)?.Credits is { } known && known.IsOf(credits)
            ? known
            : CreditBalance.Of(account.Id, credits, history);
    }

    private LimitUse LimitsOf(ApiKey key) =>
        Changed(_keys.GetValueOrDefault(key.Id) ?? new LimitUse($"key {key.Id}"), key.Limits);

    private AccountUse UseOf(Account account, CreditBalance? balance, IEnumerable<Credit> credits)
    {
        var before = _accounts.GetValueOrDefault(account.Id);
        return new AccountUse(account, balance)
        {
            NotCounted = [.. credits.Where(credit => !credit.PaysForAll)],
            Limits = Changed(before?.Limits ?? new LimitUse($"account {account.Id}"), LimitDefaults.Of(account)),
            Tenants = account.TenantLimits.ToDictionary(
                tenant => tenant.Key,
                tenant =>
                    Changed(
                        before?.Tenants.GetValueOrDefault(tenant.Key) ?? new LimitUse($"tenant {tenant.Key}"),
                        tenant.Value
                    ),
                StringComparer.Ordinal
            ),
        };
    }

    private static LimitUse Changed(LimitUse use, Limits limits)
    {
        use.Change(limits);
        return use;
    }
}
