using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;
using Permil.Storage.Access;

namespace Permil.Cli.Commands;

/// <summary><c>permil accounts list</c>.</summary>
internal static class AccountsListCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("list", "List accounts with the limits that hold for them") { data, format };
        command.SetAction(result =>
        {
            var book = AccountBookFile.Read(StoreFolder.Find(result.GetValue(data)));
            AccountsOutput.Print([.. book.Accounts.Select(AccountResource.Of)], result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }
}
