using System.CommandLine;

namespace Permil.Cli.Commands;

/// <summary><c>permil invoice</c>: what each account owes for a month.</summary>
internal static class InvoiceCommand
{
    public static Command Create() =>
        new("invoice", "Draft, issue, correct, void, show and list invoices")
        {
            InvoiceDraftCommand.Create(),
            InvoiceIssueCommand.Create(),
            InvoiceNoteCommand.Create(),
            InvoiceVoidCommand.Create(),
            InvoiceShowCommand.Create(),
            InvoiceListCommand.Create(),
        };
}
