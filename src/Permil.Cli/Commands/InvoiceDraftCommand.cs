using System.CommandLine;
using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Storage.DuckDb;

namespace Permil.Cli.Commands;

/// <summary><c>permil invoice draft</c>: nothing is stored.</summary>
internal static class InvoiceDraftCommand
{
    public static Command Create()
    {
        var terms = new TermsOptions();
        var document = new DocumentOptions();
        var command = new Command("draft", "Show a month's invoice as it would be issued now; nothing is stored");
        terms.AddTo(command);
        document.AddTo(command);
        command.SetAction(result =>
        {
            var place = document.PlaceOf(result);
            var (account, month) = (terms.AccountOf(result), terms.MonthOf(result));
            var billing = terms.TermsOf(result);
            var draft = OpenBook.With(
                terms.FolderOf(result),
                StoreAccess.Read,
                open =>
                {
                    var history = open.Book.History(account);
                    return history.InvoiceOf(month) is { Invoice.Number: var number }
                        ? throw new BillingRefusedException(
                            $"{month} of {account} is invoiced; permil invoice show {number} shows it"
                        )
                        : open.DraftOf(history, month, account, billing);
                }
            );
            InvoiceOutput.Print(draft, place);
            return CommandRun.Done;
        });
        return command;
    }
}
