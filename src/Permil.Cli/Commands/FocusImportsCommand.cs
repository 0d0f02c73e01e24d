using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Storage.DuckDb;
using Permil.Storage.Focus.Import;

namespace Permil.Cli.Commands;

/// <summary><c>permil focus imports</c>: which imported rows are stored; takes them out again.</summary>
internal static class FocusImportsCommand
{
    public static Command Create()
    {
        var remove = new Option<string?>("--remove")
        {
            Description =
                "Take the rows of this provider out of the store, where --account and --month say so only those",
            HelpName = "PROVIDER",
        };
        var account = new Option<string?>("--account")
        {
            Description = "With --remove: only this billing account",
            HelpName = "ACCOUNT",
        };
        var month = new Option<string?>("--month")
        {
            Description = "With --remove: only this billing month",
            HelpName = "MONTH",
        };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("imports", "List what was imported from other providers, or take it out")
        {
            remove,
            account,
            month,
            data,
            format,
        };
        command.SetAction(result =>
        {
            var folder = StoreFolder.Find(result.GetValue(data));
            if (result.GetValue(remove) is not { } provider)
            {
                var stored = StoreFolder.With(folder, StoreAccess.Read, ImportedDeliveries.Of);
                FocusImportOutput.Print(
                    stored,
                    result.GetValue(format),
                    "nothing is imported: permil focus import FILES"
                );
                return CommandRun.Done;
            }

            var of = result.GetValue(month) is { } text
                ? MonthText.Parse("--month", text)
                : (Billing.BillingMonth?)null;
            var gone = StoreFolder.With(
                folder,
                StoreAccess.Write,
                store => ImportedDeliveries.Remove(store, provider, result.GetValue(account), of)
            );
            FocusImportOutput.Print(gone, result.GetValue(format), "nothing of that kind is imported");
            if (gone.Count > 0 && result.GetValue(format) != OutputFormat.Json)
            {
                Console.Error.WriteLine(
                    $"removed {Counted.Of(gone.Sum(delivery => delivery.Rows), "row")} of {provider}"
                );
            }

            return gone.Count > 0 ? CommandRun.Done : CommandRun.Failed;
        });
        return command;
    }
}
