using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Storage.DuckDb;

namespace Permil.Cli.Commands;

/// <summary><c>permil ledger</c>: the trial balance, and the transactions behind it.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        var account = new Option<string?>("--account") { Description = "Only of this account", HelpName = "ACCOUNT" };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("ledger", "Show the trial balance: debits are credits, or the exit code is 1")
        {
            account,
            data,
            format,
            LedgerShowCommand.Create(),
        };
        command.SetAction(result =>
        {
            var ledger = OpenBook.With(
                StoreFolder.Find(result.GetValue(data)),
                StoreAccess.Read,
                open => open.Book.Ledger(result.GetValue(account))
            );
            TrialBalanceOutput.Print(ledger, result.GetValue(format));
            return ledger.Difference == 0 ? CommandRun.Done : CommandRun.Failed;
        });
        return command;
    }
}
