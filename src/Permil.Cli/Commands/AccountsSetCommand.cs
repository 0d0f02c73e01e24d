using System.CommandLine;
using Permil.Access;
using Permil.Budgets;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Commands;

/// <summary><c>permil accounts set</c>: another tier, other limits, of the account or of one of its tenants.</summary>
internal static class AccountsSetCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ACCOUNT") { Description = "Which account" };
        var tier = NameOption.Create<AccountTier>(
            "--tier",
            "free: calls only as long as there is credit; paid: invoiced"
        );
        var tenant = new Option<string?>("--tenant")
        {
            Description = "The limits are for this tenant's keys together, not for the account",
            HelpName = "NAME",
        };
        var limits = new LimitOptions();
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("set", "Change an account: what is not named stays as it is") { id, tier, tenant };
        limits.AddTo(command);
        command.Add(data);
        command.Add(format);
        command.SetAction(result =>
        {
            var named = result.GetValue(id)!;
            if (result.GetValue(tier) is null && !limits.AreGiven(result))
            {
                throw new UsageException("nothing to change: name --tier or a limit");
            }

            if (result.GetValue(tenant) is not null && !limits.AreGiven(result))
            {
                throw new UsageException("--tenant: says whose limits are set; name at least one limit");
            }

            var account = AccountBookEdit.Run(
                StoreFolder.Find(result.GetValue(data)),
                (book, _) =>
                {
                    var changed = AccountChange.Apply(book, named, Change);
                    return (changed, changed.Accounts.First(account => account.Id == named));
                }
            );
            AccountsOutput.Print([AccountResource.Of(account)], result.GetValue(format));
            return CommandRun.Done;

            Account Change(Account account)
            {
                account = account with { Tier = result.GetValue(tier) ?? account.Tier };
                return result.GetValue(tenant) is { } one
                    ? account with
                    {
                        TenantLimits = With(account.TenantLimits, one, old => limits.Of(result, old)),
                    }
                    : account with
                    {
                        Limits = limits.Of(result, account.Limits),
                    };
            }
        });
        return command;
    }

    /// <summary>A tenant that has no limit left is not kept.</summary>
    private static Dictionary<string, Limits> With(
        IReadOnlyDictionary<string, Limits> all,
        string tenant,
        Func<Limits, Limits> change
    )
    {
        var changed = new Dictionary<string, Limits>(all, StringComparer.Ordinal);
        var limits = change(all.GetValueOrDefault(tenant, Limits.None));
        if (limits == Limits.None)
        {
            changed.Remove(tenant);
        }
        else
        {
            changed[tenant] = limits;
        }

        return changed;
    }
}
