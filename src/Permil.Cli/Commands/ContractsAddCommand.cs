using System.CommandLine;
using Permil.Billing.Contracts;
using Permil.Cli.Input;
using Permil.Cli.Output;

namespace Permil.Cli.Commands;

/// <summary><c>permil contracts add FILE</c>: checks a contract and puts it into the data folder.</summary>
internal static class ContractsAddCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A contract (docs/contracts.md)" };
        var replace = new Option<bool>("--replace")
        {
            Description = "Put it in the place of the contract that the account has",
        };
        var priceBooks = CommonOptions.PriceBooks();
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("add", "Check a contract and put it into the data folder")
        {
            file,
            replace,
            priceBooks,
            data,
            format,
        };
        command.SetAction(result =>
        {
            var added = ContractFiles.Read(result.GetValue(file)!);
            var findings = ContractCheck.Check(added.Contract, PriceBookFiles.Load(result.GetValue(priceBooks)));
            foreach (var finding in findings)
            {
                Console.Error.WriteLine(
                    $"{finding.File}:{finding.Line}: {(finding.IsFault ? "fault" : "remark")}: {finding.Message}"
                );
            }

            if (findings.Any(finding => finding.IsFault))
            {
                Console.Error.WriteLine("permil: the contract is not added: it has faults");
                return CommandRun.Failed;
            }

            var folder = StoreFolder.Find(result.GetValue(data));
            var old = ContractFiles.Find(folder, added.Contract.Account);
            if (old is not null && !result.GetValue(replace))
            {
                Console.Error.WriteLine(
                    $"permil: account '{added.Contract.Account}' has contract '{old.Contract.Id}' ({old.Path}); --replace puts this one in its place"
                );
                return CommandRun.Failed;
            }

            var path = ContractFiles.Put(folder, added);
            ContractChangeOutput.Print(old?.Contract, added.Contract, path, result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }
}
