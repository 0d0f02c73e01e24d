using FsCheck;
using FsCheck.Fluent;
using Permil.Storage.Files;

namespace Permil.Storage.Ids;

public sealed class IdIndexTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly int[] BatchSizes = [1, 2, 3, 168, 169, 170, 171, 339, 340, 341, 1_000, 3_000];

    [Fact]
    public void Find_AnyBatchesMergedAndReopened_FindsWhatWasAdded() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new Random(seed);
                    var disk = new SimulatedDisk(seed, sectorBytes: 512);
                    var model = new IdModel(random);
                    var index = IdIndex.Open(disk, 0, isReadOnly: false);
                    for (var step = random.Next(1, 14); step > 0; step--)
                    {
                        var batch = model.Draw(
                            random.Next(30) == 0 ? 20_000 : BatchSizes[random.Next(BatchSizes.Length)]
                        );
                        index.Add(batch);
                        if (random.Next(5) == 0)
                        {
                            // Never committed: the next opening drops it.
                            index.Dispose();
                            index = IdIndex.Open(disk, model.LastSequence, isReadOnly: false);
                        }
                        else
                        {
                            model.Add(batch);
                            if (random.Next(3) > 0)
                            {
                                index.Merge();
                            }
                        }

                        if (random.Next(4) == 0)
                        {
                            index.Dispose();
                            index = IdIndex.Open(disk, model.LastSequence, isReadOnly: random.Next(2) == 0);
                        }

                        model.ShouldBeFoundIn(index, 1 << random.Next(12));
                    }

                    model.ShouldAllBeFoundIn(index);
                    index.Dispose();
                    return true;
                }
            )
            .Holds(150);

    [Theory]
    [InlineData(1)]
    [InlineData(169)]
    [InlineData(170)]
    [InlineData(171)]
    [InlineData(17_001)]
    public void Find_OneIdAtATime_SeeksEachOfThem(int count)
    {
        var disk = new SimulatedDisk(1, sectorBytes: 512);
        var model = new IdModel(new Random(count));
        using var index = IdIndex.Open(disk, 0, isReadOnly: false);
        var batch = model.Draw(count);
        index.Add(batch);
        var stored = new ulong?[1];
        for (var i = 0; i < batch.Length; i += 1 + (count / 400))
        {
            index.Find([batch[i] with { Content = 0 }], stored);
            stored[0].ShouldBe(batch[i].Content);
            index.Find([batch[i] with { IdLow = batch[i].IdLow ^ (1UL << 63) }], stored);
            stored[0].ShouldBeNull();
        }
    }

    [Fact]
    public void Merge_ManySmallBatches_KeepsFewRuns()
    {
        var random = new Random(3);
        var disk = new SimulatedDisk(3, sectorBytes: 512);
        var model = new IdModel(random);
        using var index = IdIndex.Open(disk, 0, isReadOnly: false);
        for (var batch = 0; batch < 1_500; batch++)
        {
            var drawn = model.Draw(random.Next(100) == 0 ? 2_000 : random.Next(1, 4));
            index.Add(drawn);
            model.Add(drawn);
            index.Merge();

            // One run for each power of four, and up to three of the smallest.
            index.Runs.Count.ShouldBeLessThanOrEqualTo((int)Math.Log(model.LastSequence, 4) + 4);
            disk.Names.Count().ShouldBe(index.Runs.Count);
        }

        model.ShouldAllBeFoundIn(index);
    }

    [Fact]
    public void Find_IndexAHundredTimesAsLarge_AllocatesNoMore()
    {
        foreach (var asked in (int[])[1, 20_000])
        {
            var small = AllocatedToFind(asked, stored: 4_000);
            var large = AllocatedToFind(asked, stored: 400_000);
            large.ShouldBeLessThanOrEqualTo(small + (16 << 10), $"{asked} asked");
        }
    }

    [Fact]
    public void Open_EventsBehindTheLastCommitted_DropsThem()
    {
        var disk = new SimulatedDisk(4, sectorBytes: 512);
        var model = new IdModel(new Random(4));
        var kept = model.Draw(5);
        var dropped = model.Draw(3);
        using (var index = IdIndex.Open(disk, 0, isReadOnly: false))
        {
            index.Add(kept);
            index.Add(dropped);
        }

        model.Add(kept);
        var before = disk.Names.ToList();
        using (var reader = IdIndex.Open(disk, 5, isReadOnly: true))
        {
            model.ShouldAllBeFoundIn(reader);
            disk.Names.ShouldBe(before);
        }

        using var writer = IdIndex.Open(disk, 5, isReadOnly: false);
        model.ShouldAllBeFoundIn(writer);
        disk.Names.ShouldBe([IdRun.NameOf(1, 5)]);
    }

    [Fact]
    public void Open_MergeHalfDone_TakesTheMergedRunOnce()
    {
        var disk = new SimulatedDisk(5, sectorBytes: 512);
        var model = new IdModel(new Random(5));
        using var index = IdIndex.Open(disk, 0, isReadOnly: false);
        for (var batch = 0; batch < 4; batch++)
        {
            var drawn = model.Draw(3);
            index.Add(drawn);
            model.Add(drawn);
        }

        var half = disk.Copy();
        index.Merge();
        index.Runs.Count.ShouldBe(1);
        half.Put(IdRun.NameOf(1, 12), disk.BytesOf(IdRun.NameOf(1, 12)));
        half.Put(IdRun.NameOf(1, 48) + ".tmp", [1, 2, 3]);

        using (var reader = IdIndex.Open(half, 12, isReadOnly: true))
        {
            model.ShouldAllBeFoundIn(reader);
        }

        using var reopened = IdIndex.Open(half, 12, isReadOnly: false);
        model.ShouldAllBeFoundIn(reopened);
        half.Names.ShouldBe([IdRun.NameOf(1, 12)]);
    }

    [Theory]
    [InlineData(0, "the ids of the events 1 to 2 are missing")]
    [InlineData(1, "the ids of the events 3 to 4 are missing")]
    [InlineData(2, "the ids of the events 5 to 6 are missing")]
    public void Open_RunIsGone_SaysWhichEvents(int gone, string expected)
    {
        var disk = new SimulatedDisk(6, sectorBytes: 512);
        var model = new IdModel(new Random(6));
        using (var index = IdIndex.Open(disk, 0, isReadOnly: false))
        {
            for (var batch = 0; batch < 3; batch++)
            {
                var drawn = model.Draw(2);
                index.Add(drawn);
                model.Add(drawn);
            }
        }

        disk.Remove(disk.Names.ElementAt(gone));
        var before = disk.Names.ToList();
        foreach (var isReadOnly in (bool[])[true, false])
        {
            var refused = Should.Throw<StoreCorruptException>(() => IdIndex.Open(disk, 6, isReadOnly));
            refused.Message.ShouldContain(expected);
            refused.Message.ShouldContain(disk.Folder);
            disk.Names.ShouldBe(before);
        }
    }

    private static long AllocatedToFind(int asked, int stored)
    {
        using var folder = new TemporaryFolder();
        using var index = IdIndex.Open(RealDisk.Open(folder.Path), 0, isReadOnly: false);
        var entries = new IdEntry[stored];
        for (var i = 0; i < stored; i++)
        {
            entries[i] = new IdEntry(ulong.MaxValue / (ulong)stored * (ulong)i, 1, 2);
        }

        index.Add(entries);
        var sought = entries[..Math.Min(asked, stored)];
        var found = new ulong?[sought.Length];
        index.Find(sought, found);
        var before = GC.GetAllocatedBytesForCurrentThread();
        index.Find(sought, found);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
