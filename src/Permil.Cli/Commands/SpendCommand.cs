using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Json;
using Permil.Storage.DuckDb;
using Permil.Storage.Spend;

namespace Permil.Cli.Commands;

/// <summary><c>permil spend</c>: stored usage and what other providers charged, in one table.</summary>
internal static class SpendCommand
{
    public static Command Create()
    {
        var options = new FocusOptions();
        var months = new Option<string[]>("--month")
        {
            Description = "A billing month, as in 2026-10; several with commas",
            HelpName = "MONTH",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var by = new Option<string[]>("--by")
        {
            Description = $"What to group by, with commas: {SpendKey.Allowed}",
            HelpName = "KEYS",
            DefaultValueFactory = _ => ["source,provider,service"],
            AllowMultipleArgumentsPerToken = true,
        };
        var source = NameOption.Create<SpendSource>("--source", "Only spend from this source");
        var top = CommonOptions.Top();
        var format = CommonOptions.Format();
        var command = new Command(
            "spend",
            "Show all spend of a month in one table: stored usage, and other providers' FOCUS files as they were billed"
        )
        {
            months,
            by,
            source,
            top,
            format,
        };
        options.AddPricesTo(command);
        command.SetAction(result =>
        {
            var question = new SpendQuestion(
                [
                    .. ListText
                        .Split(result.GetValue(months))
                        .Select(text => MonthText.Parse("--month", text))
                        .Distinct()
                        .Order(),
                ],
                KeysOf(result.GetValue(by)!),
                result.GetValue(source)
            );
            var report = StoreFolder.With(
                options.FolderOf(result),
                StoreAccess.Read,
                store => SpendReport.Of(store, options.ExportOf(result, store), question)
            );
            SpendOutput.Print(report, result.GetValue(format), result.GetValue(top));
            return CommandRun.Done;
        });
        return command;
    }

    private static IReadOnlyList<SpendKey> KeysOf(string[] texts)
    {
        try
        {
            return SpendKey.ParseAll(texts);
        }
        catch (FormatException exception)
        {
            throw new UsageException($"--by: {exception.Message}", exception);
        }
    }
}
