using Permil.Storage.Files;

namespace Permil.Storage.Ids;

/// <summary>
/// Which events the store has, by (source, id), in files of ids in order. Memory does not grow with the number of ids: a
/// batch is looked up by walking both in order when it is large, by a few reads an id when it is small. Runs of like size
/// are merged, so that there are few.
/// </summary>
internal sealed class IdIndex : IDisposable
{
    /// <summary>So many runs of one size class are merged into one of the next.</summary>
    private const int MergedRuns = 4;

    private readonly IStoreDisk _disk;

    /// <summary>In order of their events, oldest first.</summary>
    private readonly List<IdRun> _runs;

    private IdIndex(IStoreDisk disk, List<IdRun> runs)
    {
        _disk = disk;
        _runs = runs;
    }

    /// <summary>The last event that is in the index; 0 when it is empty.</summary>
    public long LastSequence => _runs.Count > 0 ? _runs[^1].LastSequence : 0;

    public IReadOnlyList<IdRun> Runs => _runs;

    /// <summary>
    /// Opens what is there for the events up to <paramref name="lastSequence"/>. What a crash left of later events or of a
    /// merge half done is deleted.
    /// </summary>
    /// <exception cref="StoreCorruptException">Ids of some events are missing, or a file is damaged.</exception>
    public static IdIndex Open(IStoreDisk disk, long lastSequence, bool isReadOnly)
    {
        var runs = new List<IdRun>();
        try
        {
            var next = 1L;
            foreach (var name in WholeRuns(disk, lastSequence, isReadOnly))
            {
                var run = IdRun.Open(disk, name);
                runs.Add(run);
                if (run.FirstSequence != next)
                {
                    throw Missing(disk, next, run.FirstSequence - 1);
                }

                next = run.LastSequence + 1;
            }

            return next == lastSequence + 1 ? new IdIndex(disk, runs) : throw Missing(disk, next, lastSequence);
        }
        catch
        {
            runs.ForEach(run => run.Dispose());
            throw;
        }
    }

    /// <summary>Looks up a batch.</summary>
    /// <param name="sorted">In order of id, each id once.</param>
    /// <param name="stored">For each of them: the content of the stored event of that id, or <see langword="null"/>.</param>
    public void Find(ReadOnlySpan<IdEntry> sorted, Span<ulong?> stored)
    {
        stored[..sorted.Length].Clear();
        foreach (var run in _runs)
        {
            // Reading a block at random costs about as much as reading some of them in a row.
            const int BlocksInARow = 8;
            if (sorted.Length * (long)BlocksInARow >= run.Blocks)
            {
                Walk(run, sorted, stored);
            }
            else
            {
                Seek(run, sorted, stored);
            }
        }
    }

    /// <summary>Adds the ids of new events durably. They count once the store has committed the events themselves.</summary>
    /// <param name="sorted">In order of id, one for each event.</param>
    public void Add(ReadOnlyMemory<IdEntry> sorted)
    {
        if (sorted.Length > 0)
        {
            var last = LastSequence;
            _runs.Add(IdRun.Write(_disk, last + 1, last + sorted.Length, [sorted]));
        }
    }

    /// <summary>Merges runs where there are many. Only while no event waits to be committed.</summary>
    public void Merge()
    {
        while (_runs.Count >= MergedRuns)
        {
            var newest = _runs[^MergedRuns..];
            if (SizeClass(newest[0]) > newest.Skip(1).Max(SizeClass))
            {
                return;
            }

            var merged = IdRun.Write(_disk, newest[0].FirstSequence, newest[^1].LastSequence, IdMerge.InOrder(newest));
            _runs.RemoveRange(_runs.Count - MergedRuns, MergedRuns);
            _runs.Add(merged);
            foreach (var run in newest)
            {
                run.Dispose();
                _disk.Delete(run.Name);
            }
        }
    }

    /// <summary>What to do about damaged ids: they follow from the events.</summary>
    public static string Remedy(string folder) =>
        $"remove the folder {folder}, and the next permil import makes it anew from the stored events";

    public void Dispose() => _runs.ForEach(run => run.Dispose());

    /// <summary>Powers of <see cref="MergedRuns"/>.</summary>
    private static int SizeClass(IdRun run) => System.Numerics.BitOperations.Log2((ulong)run.Count) / 2;

    /// <summary>The files that hold the ids of all events up to the last, without those that a merged one replaces.</summary>
    private static List<string> WholeRuns(IStoreDisk disk, long lastSequence, bool isReadOnly)
    {
        var found = new List<(string Name, long First, long Last)>();
        foreach (var name in disk.List())
        {
            if (IdRun.TryParseName(name, out var first, out var last) && last <= lastSequence)
            {
                found.Add((name, first, last));
            }
            else if (!isReadOnly)
            {
                disk.Delete(name);
            }
        }

        var whole = new List<string>();
        var end = 0L;
        foreach (var (name, _, last) in found.OrderBy(run => run.First).ThenByDescending(run => run.Last))
        {
            if (last > end)
            {
                whole.Add(name);
                end = last;
            }
            else if (!isReadOnly)
            {
                disk.Delete(name);
            }
        }

        return whole;
    }

    private static void Walk(IdRun run, ReadOnlySpan<IdEntry> sorted, Span<ulong?> stored)
    {
        const int BlocksAtOnce = 64;
        var buffer = new byte[BlocksAtOnce * IdRun.BlockSize];
        var place = 0;
        for (var block = 0L; place < sorted.Length; block += BlocksAtOnce)
        {
            var blocks = run.ReadBlocks(block, buffer);
            if (blocks == 0)
            {
                return;
            }

            for (var i = 0; i < blocks; i++)
            {
                place = WalkBlock(
                    IdRun.EntriesOf(buffer.AsSpan(i * IdRun.BlockSize, IdRun.BlockSize)),
                    sorted,
                    place,
                    stored
                );
            }
        }
    }

    private static int WalkBlock(
        ReadOnlySpan<IdEntry> entries,
        ReadOnlySpan<IdEntry> sorted,
        int place,
        Span<ulong?> stored
    )
    {
        foreach (ref readonly var entry in entries)
        {
            while (place < sorted.Length && IsBefore(in sorted[place], in entry))
            {
                place++;
            }

            if (place == sorted.Length)
            {
                return place;
            }

            if (sorted[place].IdHigh == entry.IdHigh && sorted[place].IdLow == entry.IdLow)
            {
                stored[place++] = entry.Content;
            }
        }

        return place;
    }

    private static bool IsBefore(in IdEntry left, in IdEntry right) =>
        left.IdHigh < right.IdHigh || (left.IdHigh == right.IdHigh && left.IdLow < right.IdLow);

    /// <summary>Ids are as good as random, so where one stands in a run can be told from its value, give or take some blocks.</summary>
    private static void Seek(IdRun run, ReadOnlySpan<IdEntry> sorted, Span<ulong?> stored)
    {
        var buffer = new byte[IdRun.BlockSize];
        var held = -1L;
        for (var i = 0; i < sorted.Length; i++)
        {
            var (first, last) = (0L, run.Blocks - 1);
            var (firstHigh, lastHigh) = (0UL, ulong.MaxValue);
            while (first <= last)
            {
                var block = Guess(sorted[i].IdHigh, first, last, firstHigh, lastHigh);
                if (block != held)
                {
                    run.ReadBlocks(block, buffer);
                    held = block;
                }

                var entries = IdRun.EntriesOf(buffer);
                if (sorted[i].CompareId(entries[0]) < 0)
                {
                    last = block - 1;
                    lastHigh = entries[0].IdHigh;
                }
                else if (sorted[i].CompareId(entries[^1]) > 0)
                {
                    first = block + 1;
                    firstHigh = entries[^1].IdHigh;
                }
                else
                {
                    stored[i] = ContentOf(entries, sorted[i]) ?? stored[i];
                    break;
                }
            }
        }
    }

    private static ulong? ContentOf(ReadOnlySpan<IdEntry> entries, IdEntry sought)
    {
        var (first, last) = (0, entries.Length - 1);
        while (first <= last)
        {
            var middle = (first + last) / 2;
            switch (sought.CompareId(entries[middle]))
            {
                case 0:
                    return entries[middle].Content;
                case < 0:
                    last = middle - 1;
                    break;
                default:
                    first = middle + 1;
                    break;
            }
        }

        return null;
    }

    private static long Guess(ulong high, long first, long last, ulong firstHigh, ulong lastHigh)
    {
        if (high <= firstHigh || lastHigh <= firstHigh)
        {
            return first;
        }

        var share = (UInt128)(high - firstHigh) * (UInt128)(last - first + 1) / (lastHigh - firstHigh);
        return Math.Min(last, first + (long)share);
    }

    private static StoreCorruptException Missing(IStoreDisk disk, long first, long last) =>
        new(disk.Folder, $"the ids of the events {first} to {last} are missing; {Remedy(disk.Folder)}");
}
