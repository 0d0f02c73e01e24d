using System.CommandLine;
using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;

namespace Permil.Cli.Commands;

/// <summary><c>permil invoice issue</c>: gives a month's invoice its number; it never changes again.</summary>
internal static class InvoiceIssueCommand
{
    public static Command Create()
    {
        var terms = new TermsOptions();
        var openMonth = new Option<bool>("--open-month")
        {
            Description = "Also where the month is not over; what is used in the rest of it comes as a correction",
        };
        var document = new DocumentOptions();
        var command = new Command(
            "issue",
            "Issue a month's invoice: it gets a number and never changes again; issued already, it is shown"
        );
        terms.AddTo(command);
        command.Options.Add(openMonth);
        document.AddTo(command);
        command.SetAction(result =>
        {
            var place = document.PlaceOf(result);
            var (account, month) = (terms.AccountOf(result), terms.MonthOf(result));
            var billing = terms.TermsOf(result);
            var mayBeOpen = result.GetValue(openMonth);
            var outcome = OpenBook.With(
                terms.FolderOf(result),
                StoreAccess.Write,
                open => Issue(open, account, month, billing, mayBeOpen)
            );
            InvoiceOutput.Print(
                outcome.Invoice,
                place,
                outcome.IsNew
                    ? $"Issued {outcome.Invoice.Invoice.Number}"
                    : $"{month} of {account} has {outcome.Invoice.Invoice.Number} already: nothing was issued"
            );
            return CommandRun.Done;
        });
        return command;
    }

    private static IssueOutcome Issue(
        OpenBook open,
        string account,
        BillingMonth month,
        BillingTerms terms,
        bool mayBeOpen
    ) =>
        open.Book.Issue(
            account,
            month,
            terms,
            history =>
            {
                var now = open.Clock.GetUtcNow();
                if (now < month.End && !mayBeOpen)
                {
                    throw new BillingRefusedException(
                        $"{month} is not over before {PeriodText.Second(month.End)}; --open-month issues it all the same"
                    );
                }

                return open.MissingBefore(history, month, account, terms) is { } missing
                    ? throw new BillingRefusedException(
                        $"{account} has usage in {missing} that has no invoice; months are invoiced in order: permil invoice issue --account {account} --month {missing}"
                    )
                    : open.DraftOf(history, month, account, terms);
            }
        );
}
