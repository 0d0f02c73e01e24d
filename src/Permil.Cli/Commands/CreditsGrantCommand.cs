using System.CommandLine;
using Permil.Billing;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Commands;

/// <summary><c>permil credits grant</c>.</summary>
internal static class CreditsGrantCommand
{
    public static Command Create()
    {
        var account = new Option<string>("--account")
        {
            Description = "Whose it is",
            HelpName = "ACCOUNT",
            Required = true,
        };
        var amount = AmountOption.Create();
        var expires = new Option<DateTimeOffset?>("--expires")
        {
            Description = "The first day or instant (UTC) it can no longer be used; without it never",
            HelpName = "DAY",
            CustomParser = DayText.ParseInstant,
        };
        var note = new Option<string?>("--note") { Description = "Why it is given", HelpName = "TEXT" };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("grant", "Give an account credit; what expires first is used first")
        {
            account,
            amount,
            expires,
            note,
            data,
            format,
        };
        command.SetAction(result =>
        {
            var wish = new NewCredit
            {
                Account = result.GetValue(account)!,
                Amount = result.GetValue(amount),
                ExpiresAt = result.GetValue(expires),
                Note = result.GetValue(note),
            };
            var credit = AccountBookEdit.Run(StoreFolder.Find(result.GetValue(data)), wish.AddTo);
            CreditsOutput.Print(
                [CreditResource.Of(credit)],
                PriceBookFiles.Load(null).Currency,
                result.GetValue(format)
            );
            return CommandRun.Done;
        });
        return command;
    }
}
