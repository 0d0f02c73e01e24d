using System.Diagnostics;
using Permil.Pricing;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Importing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Load;

/// <summary>Takes a log into a store, from opening the store to having it closed.</summary>
internal static class StoreImport
{
    public static object Run(string folder, string log)
    {
        var watch = Stopwatch.StartNew();
        ImportSummary summary;
        using (var store = UsageStore.Open(folder, StoreAccess.Write))
        {
            var catalog = new PriceCatalog(ShippedPriceBooks.Read());
            var options = new ReadOptions { DefaultTime = null, CachedInsideInput = catalog.CachedInsideInput };
            var import = new UsageImport(store, options, Refuse);
            using var stream = new FileStream(
                log,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite,
                bufferSize: 1,
                FileOptions.SequentialScan
            );
            UsageLog.Read(stream, log, import.Options, import);
            summary = import.Finish();
        }

        return new
        {
            seconds = watch.Elapsed.TotalSeconds,
            added = summary.New,
            left = summary.Duplicates,
            conflicts = summary.Conflicts,
            bytes = BytesOf(folder),
            idBytes = BytesOf(Path.Combine(folder, "ids")),
        };
    }

    /// <summary>A generated log has nothing to reject.</summary>
    private static void Refuse(RejectedLine line) =>
        throw new InvalidDataException($"{line.File}:{line.Line}: {line.Reason}");

    private static long BytesOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
