using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;

namespace Permil.Cli.Commands;

/// <summary><c>permil contracts</c>: what accounts have negotiated.</summary>
internal static class ContractsCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("contracts", "List, show, check and add contracts: what accounts have negotiated")
        {
            data,
            format,
            ContractsShowCommand.Create(),
            ContractsCheckCommand.Create(),
            ContractsAddCommand.Create(),
        };
        command.SetAction(result =>
        {
            var files = ContractFiles.ReadAll(StoreFolder.Find(result.GetValue(data)));
            ContractListOutput.Print([.. files.Select(file => file.Contract)], result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }
}
