using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Storage.DuckDb;

namespace Permil.Cli.Commands;

/// <summary><c>permil ledger show</c>: every transaction of an account, in the order in which it was booked.</summary>
internal static class LedgerShowCommand
{
    public static Command Create()
    {
        var account = new Option<string>("--account")
        {
            Description = "The billing account",
            HelpName = "ACCOUNT",
            Required = true,
        };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("show", "Show the transactions of an account") { account, data, format };
        command.SetAction(result =>
        {
            var ledger = OpenBook.With(
                StoreFolder.Find(result.GetValue(data)),
                StoreAccess.Read,
                open => open.Book.Ledger(result.GetValue(account))
            );
            TransactionsOutput.Print(ledger.Transactions, result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }
}
