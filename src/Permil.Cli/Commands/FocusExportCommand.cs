using System.CommandLine;
using System.Reflection;
using Permil.Billing;
using Permil.Cli.Input;
using Permil.Json;
using Permil.Storage.DuckDb;
using Permil.Storage.Focus;

namespace Permil.Cli.Commands;

/// <summary><c>permil focus export</c>: what is stored, as a dataset of cost and usage.</summary>
internal static class FocusExportCommand
{
    private const int MostMonths = 1200;
    private const string Last = "last";

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
        var since = new Option<string?>("--since")
        {
            Description = "last: only the months that are not as the last export into the folder left them",
            HelpName = Last,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description =
                "A folder, which gets a part for each period; or one file, when the name ends with .csv or .parquet",
            HelpName = "PATH",
            Required = true,
        };
        var format = NameOption.Create<FocusFileForm>(
            "--format",
            "csv or parquet; without it as the file is named, else parquet"
        );
        var command = new Command("export", "Write stored usage and what was billed as a FOCUS dataset")
        {
            month,
            from,
            to,
            since,
            output,
            format,
        };
        options.AddTo(command);
        command.SetAction(result =>
        {
            var target = TargetOf(result.GetValue(output)!, result.GetValue(format));
            IReadOnlyList<(BillingMonth Month, IReadOnlyList<DateOnly>? Days)>? periods = null;
            if (result.GetValue(since) is { } last)
            {
                CheckSince(
                    last,
                    target,
                    isAlone: (result.GetValue(month), result.GetValue(from), result.GetValue(to)) == default
                );
            }
            else
            {
                periods = PeriodsOf(result.GetValue(month), result.GetValue(from), result.GetValue(to));
                if (target.IsFile && (periods.Count > 1 || periods[0].Days is { Count: > 1 }))
                {
                    throw new UsageException("--output: one file holds one month or one day; name a folder for more");
                }
            }

            return StoreFolder.With(
                options.FolderOf(result),
                StoreAccess.Read,
                store =>
                {
                    store.HoldAtMost(StoreMegabytes);
                    return Export(options, result, store, target, periods);
                }
            );
        });
        return command;
    }

    /// <param name="options">What is exported and how.</param>
    /// <param name="result">Of the command line.</param>
    /// <param name="store">What is stored.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="periods">What is asked for; <see langword="null"/>: what has changed since the last export.</param>
    private static int Export(
        FocusOptions options,
        ParseResult result,
        UsageStore store,
        FocusTarget target,
        IReadOnlyList<(BillingMonth Month, IReadOnlyList<DateOnly>? Days)>? periods
    )
    {
        var time = TimeProvider.System.GetUtcNow();
        var asked = new FocusExportQuestion
        {
            Month = BillingMonth.Of(time),
            Accounts = options.AccountsOf(result),
            Version = options.VersionOf(result),
            Granularity = options.GranularityOf(result),
        };
        var metadata = new FocusMetadata(target, asked.Version, VersionOfProgram(), time) { Accounts = asked.Accounts };
        metadata.Check();
        var export = options.ExportOf(result, store);
        export.Check(asked.Accounts);
        var changes = options.ChangesOf(result, store);
        var now = changes.Now(asked, VersionOfProgram());
        if (periods is null)
        {
            var months = changes.Find(metadata.Sectors(), now, DateOnly.FromDateTime(time.UtcDateTime));
            foreach (var month in months.Where(month => month.Because is null))
            {
                Console.WriteLine($"{month.Month}: nothing has changed");
            }

            periods = [.. months.Where(month => month.Because is not null).Select(month => (month.Month, month.Days))];
        }

        foreach (var (month, days) in periods)
        {
            target.Check(month, days);
        }

        foreach (var (month, days) in periods)
        {
            var parts = export.Write(asked with { Month = month, Days = days }, target);
            metadata.Enter(parts, now);
            foreach (var part in parts)
            {
                Console.WriteLine($"{part.File}: {WordsFor(part)}");
            }
        }

        Tell(export);
        return CommandRun.Done;
    }

    private static string WordsFor(FocusPart part) =>
        part.IsGone
            ? "gone, nothing of it is left"
            : $"{part.Rows} rows{(part.IsComplete ? "" : ", not all invoiced")}{(part.IsUnchanged ? ", unchanged" : "")}{(part.Replaced is { } other ? $", instead of {Path.GetFileName(other)}" : "")}";

    private static void CheckSince(string found, FocusTarget target, bool isAlone)
    {
        if (found != Last)
        {
            throw new UsageException($"--since: found '{found}', allowed: {Last}");
        }

        if (!isAlone)
        {
            throw new UsageException("--since: allowed without --month, --from and --to");
        }

        if (target.IsFile)
        {
            throw new UsageException("--since: allowed for a folder, whose metadata says what was exported");
        }
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
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new UsageException($"--output: found '{path}', allowed: a folder or a file");
        }

        FocusFileForm? named = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => FocusFileForm.Csv,
            ".parquet" => FocusFileForm.Parquet,
            _ => null,
        };
        return named is { } own && form is { } asked && own != asked
            ? throw new UsageException(
                $"--format: found '{EnumName.Of(asked)}', allowed for --output {Path.GetFileName(path)}: {EnumName.Of(own)}"
            )
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

        if (from is not { } first || to is not { } end)
        {
            throw new UsageException("allowed: --month, --from and a later --to, or --since last");
        }

        if (first >= end)
        {
            throw new UsageException($"--to: found {end:yyyy-MM-dd}, allowed: a day after --from, {first:yyyy-MM-dd}");
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
