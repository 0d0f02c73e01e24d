using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;

namespace Permil.Cli.Commands;

/// <summary><c>permil contracts show ACCOUNT</c>: every rule of a contract, or those of a day.</summary>
internal static class ContractsShowCommand
{
    public static Command Create()
    {
        var account = new Argument<string>("ACCOUNT") { Description = "The account it is with" };
        var on = new Option<DateTimeOffset?>("--on")
        {
            Description = "Only what is in force on this day (default: all that is, was or will be)",
            HelpName = "DAY",
            CustomParser = DayText.ParseInstant,
        };
        var asKnownAt = new Option<DateOnly?>("--as-known-at")
        {
            Description = "What was agreed, and not yet withdrawn, at the end of this day (default: what stands now)",
            HelpName = "DAY",
            CustomParser = DayText.Parse,
        };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("show", "Show what was agreed with an account")
        {
            account,
            on,
            asKnownAt,
            data,
            format,
        };
        command.SetAction(result =>
        {
            var folder = StoreFolder.Find(result.GetValue(data));
            var named = result.GetValue(account)!;
            if (ContractFiles.Find(folder, named) is not { } file)
            {
                Console.Error.WriteLine(
                    $"permil: account '{named}' has no contract in {Path.Combine(folder, ContractFiles.FolderName)}; permil contracts lists them"
                );
                return CommandRun.Failed;
            }

            var contract = file.Contract.AsKnownOn(result.GetValue(asKnownAt));
            if (result.GetValue(on) is { } day)
            {
                contract = contract with
                {
                    Rules = [.. contract.Rules.Where(rule => rule.Period.Contains(day))],
                    Credits =
                    [
                        .. contract.Credits.Where(credit =>
                            credit.GrantedAt <= day && (credit.ExpiresAt is null || day < credit.ExpiresAt)
                        ),
                    ],
                };
            }

            ContractOutput.Print(contract, result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }
}
