using Permil.Billing;
using Permil.Focus.Import;
using Permil.Storage.DuckDb;
using Permil.Storage.Files;

namespace Permil.Storage.Focus.Import;

/// <summary>
/// Reads other providers' FOCUS files into the store. What a provider charged a billing account in a month is one thing:
/// imported again it takes the place of what was there, and the same rows change nothing.
/// </summary>
/// <param name="store">Open for writing.</param>
/// <param name="clock">The clock.</param>
public sealed class FocusImport(UsageStore store, TimeProvider? clock = null)
{
    /// <summary>More rejected rows are counted, not told one by one.</summary>
    public const int MostRejects = 1000;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly List<FocusImportReject> _rejects = [];
    private readonly List<string> _withoutRows = [];
    private long _read;
    private long _rejected;
    private long _rounded;

    /// <summary>Imports files, all of them together as one delivery: a month may come in several. All is stored or nothing.</summary>
    /// <param name="files">CSV or Parquet.</param>
    /// <param name="allowsRejects">
    /// Whether a month may be replaced by fewer rows when some were rejected; otherwise what is there stays.
    /// </param>
    /// <exception cref="FocusFileException">A file is no Cost and Usage, a copy of another, or cannot be read.</exception>
    public FocusImportResult Import(IReadOnlyList<string> files, bool allowsRejects = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        SameContent.Refuse(files);
        (_read, _rejected, _rounded) = (0, 0, 0);
        _rejects.Clear();
        _withoutRows.Clear();
        lock (store.Billing)
        {
            using var connection = store.Connect();
            connection.Execute("BEGIN TRANSACTION");
            var table = new FocusDeliveryTable(connection);
            using var incoming = new IncomingRows(connection, table.NextNumber());
            foreach (var file in files)
            {
                Read(file, incoming);
            }

            incoming.Finish();
            var now = _clock.GetUtcNow();
            var canShrink = allowsRejects || _rejected == 0;
            var parts = incoming.Parts.Select(part => table.Take(part, now, canShrink)).ToList();
            var others = Others(parts, table.All());
            connection.Execute("COMMIT");

            // The database flushes its files, not the names of those it made.
            RealDisk.Open(store.Folder).FlushFolder();
            return new()
            {
                Read = _read,
                Rejected = _rejected,
                Rejects = [.. _rejects],
                RoundedNumbers = _rounded,
                FilesWithoutRows = [.. _withoutRows],
                Parts =
                [
                    .. parts
                        .Select(part => part with { OtherProviders = [.. others[KeyOf(part.Delivery)]] })
                        .OrderBy(part => part.Delivery.Provider, StringComparer.Ordinal)
                        .ThenBy(part => part.Delivery.Account, StringComparer.Ordinal)
                        .ThenBy(part => part.Delivery.Month),
                ],
            };
        }
    }

    private static (string Account, BillingMonth Month) KeyOf(FocusDelivery delivery) =>
        (delivery.Account, delivery.Month);

    /// <summary>Providers that are stored and not in this import, by account and month.</summary>
    private static ILookup<(string Account, BillingMonth Month), string> Others(
        List<FocusImportedPart> parts,
        IReadOnlyList<FocusDelivery> stored
    )
    {
        var own = parts.Select(part => part.Delivery.Number).ToHashSet();
        return stored.Where(delivery => !own.Contains(delivery.Number)).ToLookup(KeyOf, delivery => delivery.Provider);
    }

    private void Read(string path, IncomingRows incoming)
    {
        var file = FocusFile.Open(path);
        var reader = new FocusRowReader(file.Columns);
        if (reader.MissingColumns.Count > 0)
        {
            throw new FocusFileException(
                $"{path}: it is no Cost and Usage of FOCUS: it has no column {string.Join(", ", reader.MissingColumns)}"
            );
        }

        // Of this file more are never told.
        var most = MostRejects - _rejects.Count;
        var faults = new List<(long Row, ImportFault Fault)>();
        var (rows, bad) = (0L, 0L);
        var name = Path.GetFileName(path);
        var left = file.ReadGood(
            batch =>
            {
                for (var row = 0; row < batch.Count; row++)
                {
                    rows++;
                    var values = reader.Read(batch, row, out var fault);
                    if (fault is null)
                    {
                        incoming.Add(values, name);
                    }
                    else if (++bad <= most)
                    {
                        faults.Add((rows, fault));
                    }
                }
            },
            most
        );
        if (rows + left.Count == 0)
        {
            _withoutRows.Add(path);
        }

        _read += rows + left.Count;
        _rounded += reader.RoundedNumbers;
        _rejected += bad + left.Count;
        _rejects.AddRange(ImportRejects.Of(path, file, faults, left.First).Take(most));
    }
}
