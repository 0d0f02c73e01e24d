using System.CommandLine;
using Permil.Access;
using Permil.Budgets;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Rating;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Commands;

/// <summary><c>permil accounts create</c>.</summary>
internal static class AccountsCreateCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ACCOUNT") { Description = "Its name" };
        var tier = NameOption.Create<AccountTier>(
            "--tier",
            $"free: calls only as long as there is credit, {DecimalText.Of(FreeTier.CreditAmount)} to begin with; paid: invoiced",
            AccountTier.Paid
        );
        var limits = new LimitOptions();
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("create", "Make an account") { id, tier };
        limits.AddTo(command);
        command.Add(data);
        command.Add(format);
        command.SetAction(result =>
        {
            var wish = new NewAccount
            {
                Id = result.GetValue(id)!,
                Tier = result.GetValue(tier)!.Value,
                Limits = limits.Of(result, Limits.None),
            };
            var account = AccountBookEdit.Run(
                StoreFolder.Find(result.GetValue(data)),
                (book, now) =>
                {
                    var changed = wish.AddTo(book, now);
                    return (changed, changed.Accounts[^1]);
                }
            );
            AccountsOutput.Print(
                [AccountResource.Of(account)],
                result.GetValue(format),
                account.Tier == AccountTier.Free
                    ? $"Credit of {DecimalText.Of(FreeTier.CreditAmount)} granted; permil credits grant --account {account.Id} gives more"
                    : null
            );
            return CommandRun.Done;
        });
        return command;
    }
}
