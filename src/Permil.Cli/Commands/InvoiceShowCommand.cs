using System.CommandLine;
using System.Text;
using Permil.Billing;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;

namespace Permil.Cli.Commands;

/// <summary><c>permil invoice show</c>: a document as it was issued.</summary>
internal static class InvoiceShowCommand
{
    public static Command Create()
    {
        var number = InvoiceVoidCommand.NumberArgument();
        var recompute = new Option<bool>("--recompute")
        {
            Description = "Make it again from stored facts and compare every byte; exit 1 where it differs",
        };
        var data = CommonOptions.Data();
        var document = new DocumentOptions();
        var command = new Command("show", "Show an invoice or note as it was issued") { number, recompute, data };
        document.AddTo(command);
        command.SetAction(result =>
        {
            var place = document.PlaceOf(result);
            var name = result.GetValue(number)!;
            var (booked, difference) = OpenBook.With(
                StoreFolder.Find(result.GetValue(data)),
                StoreAccess.Read,
                open =>
                {
                    var booked =
                        open.Book.Find(name)
                        ?? throw new BillingRefusedException(
                            $"no document {name} was issued; permil invoice list shows those that were"
                        );
                    return (
                        booked,
                        result.GetValue(recompute)
                            ? DifferenceOf(booked, open.Book.MadeAgain(booked, open.Charges))
                            : null
                    );
                }
            );
            InvoiceOutput.Print(booked, place);
            if (!result.GetValue(recompute))
            {
                return CommandRun.Done;
            }

            Console.Error.WriteLine(difference ?? $"{name}: made again it is the same, byte for byte");
            return difference is null ? CommandRun.Done : CommandRun.Failed;
        });
        return command;
    }

    /// <returns><see langword="null"/> when there is none.</returns>
    private static string? DifferenceOf(BookedInvoice booked, byte[] again)
    {
        if (booked.Document.Span.SequenceEqual(again))
        {
            return null;
        }

        var stored = Encoding.UTF8.GetString(booked.Document.Span).Split('\n');
        var now = Encoding.UTF8.GetString(again).Split('\n');
        var line = stored.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"permil: {booked.Invoice.Number}: made again it is another document: line {line + 1} was '{LineAt(stored, line)}', is '{LineAt(now, line)}'";
    }

    private static string LineAt(string[] lines, int line) => line < lines.Length ? lines[line].Trim() : "";
}
