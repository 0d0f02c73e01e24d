using System.CommandLine;
using Permil.Billing;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Commands;

/// <summary><c>permil credits revoke</c>.</summary>
internal static class CreditsRevokeCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("CREDIT") { Description = "The credit's id, as 'permil credits list' shows it" };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("revoke", "End a credit now; what was used of it stays used") { id, data, format };
        command.SetAction(result =>
        {
            var credit = AccountBookEdit.Run(
                StoreFolder.Find(result.GetValue(data)),
                (book, now) => NewCredit.Revoke(book, result.GetValue(id)!, now)
            );
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
