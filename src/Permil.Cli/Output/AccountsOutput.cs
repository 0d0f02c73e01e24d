using Permil.Json;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Output;

/// <summary>Prints accounts, each tenant with limits of its own in a row after its account.</summary>
internal static class AccountsOutput
{
    public static void Print(IReadOnlyList<AccountResource> accounts, OutputFormat format, string? remark = null) =>
        ResourceOutput.Print(
            format,
            new AccountList(accounts),
            RowsOf(accounts),
            remark ?? (accounts.Count == 0 ? "No accounts: permil accounts create NAME makes one" : null)
        );

    private static Rows RowsOf(IReadOnlyList<AccountResource> accounts)
    {
        var rows = new Rows([
            new("account", "account"),
            new("tenant", "tenant", CanDrop: true),
            new("tier", "tier"),
            .. LimitCells.Columns,
            new("created_at", "created", CanDrop: true),
        ]);
        foreach (var account in accounts)
        {
            rows.Add([
                account.Id,
                "",
                EnumName.Of(account.Tier),
                .. LimitCells.Of(account.Limits),
                PeriodText.Second(account.CreatedAt),
            ]);
            foreach (var (tenant, limits) in account.TenantLimits.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                rows.Add([account.Id, tenant, "", .. LimitCells.Of(limits), ""]);
            }
        }

        return rows;
    }
}
