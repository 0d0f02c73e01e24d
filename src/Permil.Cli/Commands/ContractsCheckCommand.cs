using System.CommandLine;
using Permil.Billing.Contracts;
using Permil.Cli.Input;
using Permil.Cli.Output;

namespace Permil.Cli.Commands;

/// <summary><c>permil contracts check FILES</c>: finds what is wrong in contracts, beside the price books.</summary>
internal static class ContractsCheckCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILES") { Description = "Contracts", Arity = ArgumentArity.OneOrMore };
        var priceBooks = CommonOptions.PriceBooks();
        var format = CommonOptions.Format();
        var command = new Command(
            "check",
            "Find rules about nothing, rates above list, rules that never apply, commitments that overlap"
        )
        {
            files,
            priceBooks,
            format,
        };
        command.SetAction(result =>
        {
            var catalog = PriceBookFiles.Load(result.GetValue(priceBooks));
            var findings = result
                .GetValue(files)!
                .SelectMany(file =>
                {
                    using var text = File.OpenText(file);
                    return ContractCheck.Check(text, file, catalog);
                })
                .ToList();
            FindingsOutput.Print(findings, result.GetValue(format));
            return findings.Exists(finding => finding.IsFault) ? CommandRun.Failed : CommandRun.Done;
        });
        return command;
    }
}
