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
    private long _read;
    private long _rejected;
    private long _rounded;

    /// <summary>Imports files, all of them together as one delivery: a month may come in several. All is stored or nothing.</summary>
    /// <exception cref="FocusFileException">A file is no Cost and Usage, or cannot be read.</exception>
    public FocusImportResult Import(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        (_read, _rejected, _rounded) = (0, 0, 0);
        _rejects.Clear();
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
            var parts = incoming.Parts.Select(part => table.Take(part, now)).ToList();
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

        var lines = new RowLines(file);
        var faults = new List<(long Line, ImportFault Fault)>();
        var name = Path.GetFileName(path);
        var left = file.ReadGood(batch =>
        {
            for (var row = 0; row < batch.Count; row++)
            {
                var line = lines.Next(batch, row);
                var values = reader.Read(batch, row, out var fault);
                if (fault is not null)
                {
                    faults.Add((line, fault));
                }
                else
                {
                    incoming.Add(values, name);
                }
            }
        });
        _read += lines.Count + left.Count;
        _rounded += reader.RoundedNumbers;
        _rejected += faults.Count + left.Count;
        _rejects.AddRange(Rejects(path, faults, left).Take(MostRejects - _rejects.Count));
    }

    /// <summary>In the order of lines. Those that were left out are not in the count of the others.</summary>
    private static IEnumerable<FocusImportReject> Rejects(
        string path,
        List<(long Line, ImportFault Fault)> faults,
        IReadOnlyList<CsvReject> left
    )
    {
        var next = 0;
        var more = 0L;
        foreach (var (line, fault) in faults)
        {
            for (; next < left.Count && left[next].Line <= line + more; next++)
            {
                more += left[next].Lines;
                yield return new(path, left[next].Line, null, left[next].Fault);
            }

            yield return new(path, line + more, fault.Column, fault.ToString());
        }

        foreach (var reject in left.Skip(next))
        {
            yield return new(path, reject.Line, null, reject.Fault);
        }
    }
}
