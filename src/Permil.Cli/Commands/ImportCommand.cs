using System.CommandLine;
using System.Diagnostics;
using Permil.Allocation;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Importing;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage.Readers;

namespace Permil.Cli.Commands;

/// <summary><c>permil import</c>: usage logs into the store, each event once.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var files = ReadingOptions.Files();
        var data = CommonOptions.Data();
        var reading = new ReadingOptions();
        var rejects = new Option<string?>("--rejects")
        {
            Description =
                "Where lines that cannot be read are kept, to be put right and imported; without it rejects in the store's folder",
            HelpName = "DIR",
        };
        var batchSize = new Option<int>("--batch-size")
        {
            Description =
                "Events between two commits: fewer take less memory and leave less to read again after an interruption, more are faster",
            HelpName = "N",
            DefaultValueFactory = _ => UsageImport.DefaultBatchRows,
        };
        batchSize.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > UsageImport.MaxBatchRows)
            {
                result.AddError($"--batch-size: allowed: a number from 1 to {UsageImport.MaxBatchRows}");
            }
        });
        var priceBooks = CommonOptions.PriceBooks();
        var format = CommonOptions.Format();
        var command = new Command("import", "Put usage logs into the store, each event once")
        {
            files,
            data,
            reading.InputFormat,
            reading.Map,
            reading.Set,
            rejects,
            batchSize,
            priceBooks,
            format,
        };
        command.SetAction(result =>
        {
            var catalog = PriceBookFiles.Load(result.GetValue(priceBooks));
            var options = reading.Of(result, catalog, defaultTime: null);
            var inputs = UsageFiles.Expand(result.GetValue(files)!);
            var folder = StoreFolder.Find(result.GetValue(data));
            var rejectFolder = result.GetValue(rejects) ?? Path.Combine(folder, "rejects");
            var outcome = StoreFolder.With(
                folder,
                StoreAccess.Write,
                store => Import(store, inputs, options, catalog, rejectFolder, result.GetValue(batchSize))
            );
            ImportOutput.Print(outcome, result.GetValue(format));
            return outcome.IsInterrupted || outcome.Summary.Rejected > 0 ? CommandRun.Failed : CommandRun.Done;
        });
        return command;
    }

    private static ImportOutcome Import(
        UsageStore store,
        IReadOnlyList<string> inputs,
        ReadOptions options,
        PriceCatalog catalog,
        string rejectFolder,
        int batchRows
    )
    {
        var stored = store.Events;
        try
        {
            return ImportAll(store, inputs, options, catalog, rejectFolder, batchRows);
        }
        catch
        {
            // Not a filter: what is being written must have come to its end.
            if (store.Events > stored)
            {
                Console.Error.WriteLine(
                    $"permil: {Counted.Of(store.Events - stored, "new event")} stored before it failed; import the same files again to go on"
                );
            }

            throw;
        }
    }

    private static ImportOutcome ImportAll(
        UsageStore store,
        IReadOnlyList<string> inputs,
        ReadOptions options,
        PriceCatalog catalog,
        string rejectFolder,
        int batchRows
    )
    {
        var clock = Stopwatch.StartNew();
        using var rejects = new RejectFiles(rejectFolder);
        using var import = ReadingOptions.Check(() => new UsageImport(store, options, rejects.Reject, batchRows));
        var isInterrupted = !TryRead(inputs, import, rejects);
        var summary = import.Finish();
        var rated = StoredRating.Rate(
            store,
            new Rater(catalog),
            AllocationRules.None,
            [],
            new UsageSelection { FromSequence = import.FirstSequence }
        );
        return new ImportOutcome
        {
            Folder = store.Folder,
            Inputs = inputs.Count,
            Read = import.Read,
            Summary = summary,
            Rated = rated,
            Rejects = rejects.Kept,
            IsInterrupted = isInterrupted,
            Duration = clock.Elapsed,
        };
    }

    /// <returns><see langword="false"/> when it was interrupted.</returns>
    private static bool TryRead(IReadOnlyList<string> inputs, UsageImport import, RejectFiles rejects)
    {
        using var interruption = new Interruption();
        using var progress = new Progress(UsageFiles.TotalBytes(inputs), () => import.Read);
        try
        {
            foreach (var input in inputs)
            {
                using var stream = new CountingStream(
                    rejects.Begin(input, UsageFiles.Open(input)),
                    progress.Add,
                    interruption.ThrowIfWanted
                );
                UsageLog.Read(stream, input, import.Options, import);
                rejects.End(import.Options);
            }

            return true;
        }
        catch (InterruptedException)
        {
            return false;
        }
    }
}
