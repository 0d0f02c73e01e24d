using System.CommandLine;
using System.Diagnostics;
using Permil.Allocation;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Pricing;
using Permil.Rating;
using Permil.Server.Sync;
using Permil.Server.Sync.Together;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Importing;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage.Readers;

namespace Permil.Cli.Commands;

/// <summary><c>permil sync together</c>: jobs, batches and what runs by the hour, from Together's API into the store.</summary>
internal static class SyncTogetherCommand
{
    /// <summary>The address that the library takes by default, so that making the command loads nothing.</summary>
    private const string DefaultAddress = "https://api.together.ai";

    private const string Kinds =
        $"{TogetherKinds.Endpoints}, {TogetherKinds.Deployments}, {TogetherKinds.Containers}, {TogetherKinds.Clusters}, "
        + $"{TogetherKinds.Volumes}, {TogetherKinds.FineTunes}, {TogetherKinds.Batches}";

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var baseUrl = new Option<string?>("--base-url")
        {
            Description =
                $"The service; without it {TogetherSyncOptions.BaseUrlVariable}, or {DefaultAddress}. HTTPS, or this machine",
            HelpName = "URL",
        };
        var keyFile = new Option<string?>("--key-file")
        {
            Description = $"A file that holds the key; without it {TogetherSyncOptions.KeyVariable} of the environment",
            HelpName = "FILE",
        };
        var only = new Option<string[]>("--only")
        {
            Description = $"Read only these, separated by commas: {Kinds}",
            HelpName = "KIND,...",
        };
        var projects = new Option<string[]>("--project")
        {
            Description =
                "A project whose deployments are read (repeatable); without it the key's own, as the service tells it",
            HelpName = "ID",
        };
        var set = ReadingOptions.Defaults("account=acme");
        var priceBooks = CommonOptions.PriceBooks();
        var format = CommonOptions.Format();
        var command = new Command("together", "Read jobs, batches and what runs by the hour from Together's API")
        {
            data,
            baseUrl,
            keyFile,
            only,
            projects,
            set,
            priceBooks,
            format,
        };
        command.SetAction(result =>
        {
            var catalog = PriceBookFiles.Load(result.GetValue(priceBooks));
            var kinds = KindsOf(result.GetValue(only));
            var options = new TogetherSyncOptions
            {
                BaseUrl = AddressOf(result.GetValue(baseUrl)),
                Kinds = kinds,
                Projects = ProjectsOf(result.GetValue(projects), kinds),
                Defaults = ReadingOptions.Pairs(set.Name, result.GetValue(set)),
            };
            var folder = StoreFolder.Find(result.GetValue(data));
            try
            {
                var key = TogetherKey.Find(result.GetValue(keyFile), Environment.GetEnvironmentVariable);
                var file = new SyncStateFile(SyncStatePath.Of(folder, TogetherSync.OriginOf(options.BaseUrl)));
                var sync = ReadingOptions.Check(() => new TogetherSync(options, key, file.SaveAsync), set.Name);
                var outcome = StoreFolder.With(folder, StoreAccess.Write, store => Sync(store, sync, file, catalog));
                SyncOutput.Print(outcome, result.GetValue(format));
                return outcome.IsComplete ? CommandRun.Done : CommandRun.Failed;
            }
            catch (SyncException exception)
            {
                throw new IOException(exception.Message, exception);
            }
        });
        return command;
    }

    private static Uri AddressOf(string? named)
    {
        var source = named is null ? TogetherSyncOptions.BaseUrlVariable : "--base-url";
        var text = named ?? Environment.GetEnvironmentVariable(TogetherSyncOptions.BaseUrlVariable);
        if (named is null && string.IsNullOrWhiteSpace(text))
        {
            text = DefaultAddress;
        }

        try
        {
            var address = Uri.TryCreate(text, UriKind.Absolute, out var absolute)
                ? absolute
                : throw new SyncException($"found '{text}', allowed: an address that begins with https://");
            _ = TogetherSync.OriginOf(address);
            return address;
        }
        catch (SyncException exception)
        {
            throw new UsageException($"{source}: {exception.Message}", exception);
        }
    }

    private static IReadOnlyList<string> KindsOf(string[]? texts)
    {
        if (texts is null or [])
        {
            return TogetherKinds.All;
        }

        var kinds = string.Join(',', texts).Split(',', StringSplitOptions.TrimEntries);
        return kinds.FirstOrDefault(kind => !TogetherKinds.All.Contains(kind, StringComparer.Ordinal)) is { } unknown
            ? throw new UsageException($"--only: found '{unknown}', allowed: {Kinds}")
            : kinds;
    }

    private static string[] ProjectsOf(string[]? projects, IReadOnlyList<string> kinds) =>
        projects is not { Length: > 0 } ? []
        : kinds.Contains(TogetherKinds.Deployments, StringComparer.Ordinal) ? projects
        : throw new UsageException(
            $"--project: names what {TogetherKinds.Deployments} are read of; --only leaves them out"
        );

    private static SyncOutcome Sync(UsageStore store, TogetherSync sync, SyncStateFile file, PriceCatalog catalog)
    {
        var stored = store.Events;
        try
        {
            using var import = new UsageImport(store, new ReadOptions { DefaultTime = null }, _ => { });
            using var interruption = new Interruption();

            // The program does nothing else meanwhile.
            return RunAsync(store, sync, file, import, catalog, interruption.Token).GetAwaiter().GetResult();
        }
        catch
        {
            // Not a filter: what is being written must have come to its end.
            if (store.Events > stored)
            {
                Console.Error.WriteLine(
                    $"permil: {Counted.Of(store.Events - stored, "new event")} stored before it failed; run it again to go on"
                );
            }

            throw;
        }
    }

    private static async Task<SyncOutcome> RunAsync(
        UsageStore store,
        TogetherSync sync,
        SyncStateFile file,
        UsageImport import,
        PriceCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        var clock = Stopwatch.StartNew();
        var target = new StoreTarget(import);
        var kinds = new List<SyncedKind>();
        var before = target.Stored;
        string? stopped = null;
        var isInterrupted = false;
        try
        {
            var state = await file.LoadAsync(cancellationToken);
            var summary = await sync.RunAsync(target, state, Note, cancellationToken);
            stopped = summary.Stopped;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            isInterrupted = true;
        }

        // What was accepted before an interruption is as good as any other event.
        target.Commit();
        var rated = StoredRating.Rate(
            store,
            new Rater(catalog),
            AllocationRules.None,
            [],
            new UsageSelection { FromSequence = import.FirstSequence }
        );
        return new SyncOutcome
        {
            Folder = store.Folder,
            Service = sync.Origin,
            Kinds = kinds,
            Read = import.Read,
            Summary = target.Stored with { Rejected = kinds.Sum(kind => kind.Read.RejectedCount) },
            Rated = rated,
            Stopped = stopped,
            IsInterrupted = isInterrupted,
            Duration = clock.Elapsed,
        };

        void Note(SyncPartSummary read)
        {
            kinds.Add(new SyncedKind(read, target.Stored.Since(before)));
            before = target.Stored;
        }
    }
}
