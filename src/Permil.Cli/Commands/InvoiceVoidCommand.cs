using System.CommandLine;
using Permil.Billing;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Storage.DuckDb;

namespace Permil.Cli.Commands;

/// <summary><c>permil invoice void</c>: the number and the document stay, the ledger takes back what it booked.</summary>
internal static class InvoiceVoidCommand
{
    public static Command Create()
    {
        var number = NumberArgument();
        var reason = new Option<string>("--reason")
        {
            Description = "Why, for the trail",
            HelpName = "TEXT",
            Required = true,
        };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command(
            "void",
            "Make an invoice or note void: it keeps its number, and the month can be issued again"
        )
        {
            number,
            reason,
            data,
            format,
        };
        command.SetAction(result =>
        {
            var (booked, wasVoid) = OpenBook.With(
                StoreFolder.Find(result.GetValue(data)),
                StoreAccess.Write,
                open =>
                {
                    var name = result.GetValue(number)!;
                    var wasVoid = open.Book.Find(name) is { Issued.Stands: false };
                    return (open.Book.Void(name, result.GetValue(reason)!), wasVoid);
                }
            );
            InvoiceListOutput.Print(
                [booked],
                result.GetValue(format),
                wasVoid ? $"{booked.Invoice.Number} was void already" : $"{booked.Invoice.Number} is void"
            );
            return CommandRun.Done;
        });
        return command;
    }

    public static Argument<string> NumberArgument() =>
        new("NUMBER") { Description = "The document's number, as in INV-000001" };
}
