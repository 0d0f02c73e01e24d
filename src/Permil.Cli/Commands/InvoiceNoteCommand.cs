using System.CommandLine;
using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Storage.DuckDb;

namespace Permil.Cli.Commands;

/// <summary><c>permil invoice note</c>: an invoiced month priced anew.</summary>
internal static class InvoiceNoteCommand
{
    public static Command Create()
    {
        var terms = new TermsOptions();
        var reason = new Option<string?>("--reason") { Description = "Why, for whoever gets it", HelpName = "TEXT" };
        var draft = new Option<bool>("--draft") { Description = "Only show it; nothing is stored" };
        var document = new DocumentOptions();
        var command = new Command(
            "note",
            "Price an invoiced month anew, by prices and contract as they are now and the same usage: a credit or debit note of the difference"
        );
        terms.AddTo(command);
        command.Options.Add(reason);
        command.Options.Add(draft);
        document.AddTo(command);
        command.SetAction(result =>
        {
            var (account, month) = (terms.AccountOf(result), terms.MonthOf(result));
            var why = result.GetValue(reason);
            var billing = terms.TermsOf(result);
            var place = document.PlaceOf(result);
            if (result.GetValue(draft))
            {
                var drafted = OpenBook.With(
                    terms.FolderOf(result),
                    StoreAccess.Read,
                    open =>
                    {
                        var history = open.Book.History(account);
                        return history.InvoiceOf(month) is null
                            ? throw new BillingRefusedException(
                                $"{account} has no invoice of {month} that a note could correct"
                            )
                            : open.Draft.NoteOf(history, month, account, billing, why);
                    }
                );
                if (drafted is not null)
                {
                    InvoiceOutput.Print(drafted, place);
                    return CommandRun.Done;
                }
            }
            else if (
                OpenBook.With(
                    terms.FolderOf(result),
                    StoreAccess.Write,
                    open =>
                        open.Book.Note(
                            account,
                            month,
                            billing,
                            history => open.Draft.NoteOf(history, month, account, billing, why)
                        )
                ) is
                { } note
            )
            {
                InvoiceOutput.Print(note, place, $"Issued {note.Invoice.Number}");
                return CommandRun.Done;
            }

            Console.Error.WriteLine($"{month} of {account} comes to the same: no note is needed");
            return CommandRun.Done;
        });
        return command;
    }
}
