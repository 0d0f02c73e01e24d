using Permil.Billing;
using Permil.Budgets;

namespace Permil.Access;

/// <summary>Whether what an account book says fits together: what types cannot say.</summary>
internal sealed class AccountBookCheck
{
    private readonly string _file;
    private readonly HashSet<string> _accounts;

    private AccountBookCheck(AccountBook book, string file)
    {
        _file = file;
        _accounts = book.Accounts.Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
    }

    /// <exception cref="AccountBookFormatException">It does not.</exception>
    public static void Run(AccountBook book, string file)
    {
        var check = new AccountBookCheck(book, file);
        check.Hash(book.AdminTokenHash, "adminTokenHash");
        check.Each(book.Accounts, "accounts", account => account.Id, check.Account);
        check.Each(book.Keys, "keys", key => key.Id, check.Key);
        check.Each(book.Budgets, "budgets", budget => budget.Id, check.Budget);
        check.Each(book.Credits, "credits", credit => credit.Id, check.Credit);
    }

    private void Each<T>(IReadOnlyList<T> items, string list, Func<T, string> idOf, Action<T, string> check)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var id = idOf(items[i]);
            Must(id.Length > 0, $"{list}[{i}].id", "found nothing, allowed: a name");
            Must(ids.Add(id), $"{list}[{i}].id", $"found '{id}' a second time, allowed: once");
            check(items[i], $"{list}[{i}]");
        }
    }

    private void Account(Account account, string place)
    {
        Limits(account.Limits, $"{place}.limits");
        foreach (var (tenant, limits) in account.TenantLimits)
        {
            Limits(limits, $"{place}.tenantLimits.{tenant}");
        }
    }

    private void Key(ApiKey key, string place)
    {
        AccountId(key.Account, $"{place}.account");
        Hash(key.SecretHash, $"{place}.secretHash");
        Hash(key.PreviousSecretHash, $"{place}.previousSecretHash");
        Must(
            key.PreviousSecretHash is null == key.PreviousSecretUntil is null,
            $"{place}.previousSecretUntil",
            "allowed: a time exactly when there is a previousSecretHash"
        );
        Limits(key.Limits, $"{place}.limits");
    }

    private void Budget(Budget budget, string place)
    {
        Amount(budget.Amount, $"{place}.amount");
        Must(
            NewBudget.AreAlerts(budget.AlertsAt),
            $"{place}.alertsAt",
            $"found {string.Join(", ", budget.AlertsAt)}, allowed: {NewBudget.AllowedAlerts}"
        );
    }

    private void Credit(Credit credit, string place)
    {
        AccountId(credit.Account, $"{place}.account");
        Amount(credit.Amount, $"{place}.amount");
        Must(
            NewCredit.IsPriority(credit.Priority),
            $"{place}.priority",
            $"found {credit.Priority}, allowed: {NewCredit.AllowedPriorities}"
        );
        Must(
            credit.Pays is null || credit.Pays.AllNames.All(name => !string.IsNullOrWhiteSpace(name)),
            $"{place}.pays",
            "found an empty name, allowed: names"
        );
    }

    private void AccountId(string id, string field) =>
        Must(_accounts.Contains(id), field, $"found '{id}', allowed: the id of one of the accounts");

    private void Amount(decimal amount, string field) =>
        Must(amount > 0, field, $"found {amount}, allowed: more than 0");

    private void Limits(Limits limits, string place)
    {
        foreach (var (name, value) in LimitNames.Of(limits))
        {
            Must(value is null or >= 0, $"{place}.{name}", $"found {value}, allowed: 0 or more");
        }
    }

    private void Hash(string? hash, string field) =>
        Must(
            hash is null || (hash.Length == KeySecret.HashBytes * 2 && hash.All(char.IsAsciiHexDigit)),
            field,
            $"found {hash?.Length} characters, allowed: {KeySecret.HashBytes * 2} hexadecimal digits"
        );

    private void Must(bool holds, string field, string problem)
    {
        if (!holds)
        {
            throw new AccountBookFormatException(_file, field, problem);
        }
    }
}
