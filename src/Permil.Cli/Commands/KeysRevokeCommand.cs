using System.CommandLine;
using Permil.Access;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Commands;

/// <summary><c>permil keys revoke</c>.</summary>
internal static class KeysRevokeCommand
{
    public static Command Create()
    {
        var id = KeysCommand.Id();
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("revoke", "Refuse a key from now on, for good") { id, data, format };
        command.SetAction(result =>
        {
            var revoked = AccountBookEdit.Run(
                StoreFolder.Find(result.GetValue(data)),
                (book, now) =>
                {
                    var (changed, key) = KeyChange.Revoke(book, result.GetValue(id)!, now);
                    return (changed, KeyResource.Of(key, now));
                }
            );
            KeysOutput.PrintOne(revoked, result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }
}
