using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Storage.DuckDb;

namespace Permil.Cli.Commands;

/// <summary><c>permil invoice list</c>.</summary>
internal static class InvoiceListCommand
{
    public static Command Create()
    {
        var account = new Option<string?>("--account") { Description = "Only of this account", HelpName = "ACCOUNT" };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("list", "List what was issued, in order") { account, data, format };
        command.SetAction(result =>
        {
            var documents = OpenBook.With(
                StoreFolder.Find(result.GetValue(data)),
                StoreAccess.Read,
                open => open.Book.Documents(result.GetValue(account))
            );
            InvoiceListOutput.Print(
                documents,
                result.GetValue(format),
                documents.Count == 0 ? "Nothing was issued: permil invoice issue does" : null
            );
            return CommandRun.Done;
        });
        return command;
    }
}
