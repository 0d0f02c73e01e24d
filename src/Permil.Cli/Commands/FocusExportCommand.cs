using System.CommandLine;
using System.Reflection;
using Permil.Billing;
using Permil.Cli.Input;
using Permil.Storage.DuckDb;
using Permil.Storage.Focus;

namespace Permil.Cli.Commands;

/// <summary><c>permil focus export</c>: what is stored, as a dataset of cost and usage.</summary>
internal static class FocusExportCommand
{
    private const int MostMonths = 1200;

    /// <summary>What the store's database may hold: a few days are summed at a time, and nothing is read twice.</summary>
    private static readonly int StoreMegabytes = 64 + (32 * Environment.ProcessorCount);

    public static Command Create()
    {
        var options = new FocusOptions();
        var month = new Option<BillingMonth?>("--month")
        {
            Description = "A billing period, UTC, as in 2026-10",
            HelpName = "MONTH",
            CustomParser = result =>
            {
                try
                {
                    return BillingMonth.Parse(result.Tokens.Count > 0 ? result.Tokens[0].Value : "");
                }
                catch (FormatException exception)
                {
                    result.AddError($"--month: {exception.Message}");
                    return null;
                }
            },
        };
        var from = new Option<DateOnly?>("--from")
        {
            Description = "The first of single days, UTC, each a part of its own",
            HelpName = "DAY",
            CustomParser = result => DayText.Parse(result),
        };
        var to = new Option<DateOnly?>("--to")
        {
            Description = "The day after the last",
            HelpName = "DAY",
            CustomParser = result => DayText.Parse(result),
        };
        var output = new Option<string>("--output", "-o")
        {
            Description =
                "A folder, which gets a part for each period; or one file, when the name ends with .csv or .parquet",
            HelpName = "PATH",
            Required = true,
        };
        var format = new Option<FocusFileForm?>("--format")
        {
            Description = "csv or parquet; without it as the file is named, else parquet",
            HelpName = "csv|parquet",
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (text is "csv" or "parquet")
                {
                    return text == "csv" ? FocusFileForm.Csv : FocusFileForm.Parquet;
                }

                result.AddError($"--format: found '{text}', allowed: csv, parquet");
                return null;
            },
        };
        var command = new Command("export", "Write stored usage and what was billed as a FOCUS dataset")
        {
            month,
            from,
            to,
            output,
            format,
        };
        options.AddTo(command);
        command.SetAction(result =>
        {
            var target = TargetOf(result.GetValue(output)!, result.GetValue(format));
            var periods = PeriodsOf(result.GetValue(month), result.GetValue(from), result.GetValue(to));
            if (target.IsFile && (periods.Count > 1 || periods[0].Days is { Count: > 1 }))
            {
                throw new UsageException("--output: one file holds one month or one day; name a folder for more");
            }

            var metadata = new FocusMetadata(
                target,
                options.VersionOf(result),
                VersionOfProgram(),
                TimeProvider.System.GetUtcNow()
            );
            return StoreFolder.With(
                options.FolderOf(result),
                StoreAccess.Read,
                store =>
                {
                    store.HoldAtMost(StoreMegabytes);
                    var export = options.ExportOf(result, store);
                    foreach (var (of, days) in periods)
                    {
                        var question = new FocusExportQuestion
                        {
                            Month = of,
                            Days = days,
                            Accounts = options.AccountsOf(result),
                            Version = options.VersionOf(result),
                            Granularity = options.GranularityOf(result),
                        };
                        var parts = export.Write(question, target);
                        metadata.Enter(parts);
                        foreach (var part in parts)
                        {
                            Console.WriteLine(
                                $"{part.File}: {part.Rows} rows{(part.IsComplete ? "" : ", not all invoiced")}"
                            );
                        }
                    }

                    Tell(export);
                    return CommandRun.Done;
                }
            );
        });
        return command;
    }

    /// <summary>What is in no row is said: unknown is not zero.</summary>
    private static void Tell(FocusExport export)
    {
        foreach (var line in export.Unpriced)
        {
            Console.Error.WriteLine($"not exported, no price: {line}");
        }

        if (export.UnsettledEvents > 0)
        {
            Console.Error.WriteLine($"not exported, usage not known: {export.UnsettledEvents} events");
        }
    }

    private static FocusTarget TargetOf(string path, FocusFileForm? form)
    {
        FocusFileForm? named = Path.GetExtension(path) switch
        {
            ".csv" => FocusFileForm.Csv,
            ".parquet" => FocusFileForm.Parquet,
            _ => null,
        };
        return named is { } own && form is { } asked && own != asked
            ? throw new UsageException($"--format: found {asked} for a file named {Path.GetFileName(path)}")
            : new FocusTarget(path, named ?? form ?? FocusFileForm.Parquet, isFile: named is not null);
    }

    private static IReadOnlyList<(BillingMonth Month, IReadOnlyList<DateOnly>? Days)> PeriodsOf(
        BillingMonth? month,
        DateOnly? from,
        DateOnly? to
    )
    {
        if (month is { } whole)
        {
            return from is null && to is null
                ? [(whole, null)]
                : throw new UsageException("--month: allowed without --from and --to");
        }

        if (from is not { } first || to is not { } end || first >= end)
        {
            throw new UsageException("allowed: --month, or --from and a later --to");
        }

        if (end.DayNumber - first.DayNumber > MostMonths * 31)
        {
            throw new UsageException("--to: found more than a hundred years after --from");
        }

        return
        [
            .. Enumerable
                .Range(first.DayNumber, end.DayNumber - first.DayNumber)
                .Select(DateOnly.FromDayNumber)
                .GroupBy(day => new BillingMonth(day.Year, day.Month))
                .Select(days => (days.Key, (IReadOnlyList<DateOnly>?)[.. days])),
        ];
    }

    private static string VersionOfProgram() =>
        typeof(FocusExportCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            is { InformationalVersion: var version }
            ? version.Split('+')[0]
            : "0";
}
