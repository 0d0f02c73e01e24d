using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;
using Permil.Storage.Access;

namespace Permil.Cli.Commands;

/// <summary><c>permil keys list</c>.</summary>
internal static class KeysListCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("list", "List keys, those that are refused too") { data, format };
        command.SetAction(result =>
        {
            var book = AccountBookFile.Read(StoreFolder.Find(result.GetValue(data)));
            var now = TimeProvider.System.GetUtcNow();
            KeysOutput.PrintList([.. book.Keys.Select(key => KeyResource.Of(key, now))], result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }
}
