using System.CommandLine;
using Permil.Billing;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Storage.DuckDb;
using Permil.Storage.Focus;

namespace Permil.Cli.Commands;

/// <summary><c>permil focus explain</c>: from an exported row back to events and prices.</summary>
internal static class FocusExplainCommand
{
    public static Command Create()
    {
        var options = new FocusOptions();
        var row = new Argument<string>("ROW")
        {
            Description = "The row's number in the file, from 1 below the names, or its x_RowId",
        };
        var file = new Option<string?>("--file")
        {
            Description = "The exported file; without it the id and --month say which row is meant",
            HelpName = "FILE",
        };
        var month = new Option<string?>("--month")
        {
            Description = "The row's billing period, where no file is named",
            HelpName = "MONTH",
        };
        var format = CommonOptions.ExplanationFormat();
        var command = new Command("explain", "Say which events and prices are behind an exported row")
        {
            row,
            file,
            month,
            format,
        };
        options.AddTo(command);
        command.SetAction(result =>
        {
            var place = PlaceOf(
                result.GetValue(row)!,
                result.GetValue(file),
                result.GetValue(month),
                options.AccountsOf(result)
            );
            var explained = StoreFolder.With(
                options.FolderOf(result),
                StoreAccess.Read,
                store => options.ExportOf(result, store).Explain(place)
            );
            FocusExplainOutput.Print(
                explained
                    ?? throw new IOException(
                        $"{place.Month} has no row {place.RowId} now; usage, prices or documents have changed since it was exported"
                    ),
                result.GetValue(format)
            );
            return CommandRun.Done;
        });
        return command;
    }

    private static FocusRowPlace PlaceOf(string row, string? file, string? month, IReadOnlyList<string>? accounts)
    {
        if (file is not null)
        {
            return FocusRowPlace.Read(file, row);
        }

        try
        {
            return month is null
                ? throw new UsageException("allowed: --file, or the row's id with --month")
                : new FocusRowPlace(row, accounts is [var account] ? account : null, BillingMonth.Parse(month));
        }
        catch (FormatException exception)
        {
            throw new UsageException($"--month: {exception.Message}", exception);
        }
    }
}
