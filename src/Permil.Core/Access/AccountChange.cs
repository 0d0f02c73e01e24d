namespace Permil.Access;

/// <summary>Changes an account.</summary>
public static class AccountChange
{
    /// <param name="book">The book.</param>
    /// <param name="id">The account.</param>
    /// <param name="change">Makes it another; its id stays.</param>
    /// <exception cref="ChangeRefusedException">It is not there, or cannot be so.</exception>
    public static AccountBook Apply(AccountBook book, string id, Func<Account, Account> change)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(change);
        WishCheck.Account("id", book, id);
        return book with
        {
            Accounts = [.. book.Accounts.Select(account => account.Id == id ? Changed(account, change) : account)],
        };
    }

    internal static void Check(Account account)
    {
        WishCheck.Limits("limits", account.Limits);
        foreach (var (tenant, limits) in account.TenantLimits)
        {
            WishCheck.Name("tenantLimits", tenant);
            WishCheck.Limits($"tenantLimits.{tenant}", limits);
        }
    }

    private static Account Changed(Account account, Func<Account, Account> change)
    {
        var changed = change(account) with { Id = account.Id };
        Check(changed);
        return changed;
    }
}
