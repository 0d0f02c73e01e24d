using Permil.Storage.Files;
using Xunit.Abstractions;

namespace Permil.Storage;

/// <summary>Damage to what is on the disk: told from a torn end, and never passed over.</summary>
public sealed class JournalDamageTests(ITestOutputHelper output)
{
    private const string First = "journal-00000000000000000001.seg";
    private static readonly JournalOptions Options = new()
    {
        SegmentBytes = 1024,
        IsStepped = true,
        NextSalt = () => 12345,
    };

    [Fact]
    public void Open_AnyBitFlippedAfterACleanEnd_IsFound()
    {
        var disk = NewJournal(out var payloads);
        var damaged = 0;
        var repaired = 0;
        foreach (var (name, bit) in AllBits(disk))
        {
            using var journal = OpenFlipped(disk, name, bit);
            if (journal is null)
            {
                damaged++;
                continue;
            }

            // Either it was one of two marks, or a place behind the last record: said, and no record touched.
            var wasFound = journal.Recovery.WasMarkDamaged || journal.Recovery.TornTail is not null;
            if (!wasFound || !Contents(journal).SequenceEqual(payloads))
            {
                Assert.Fail($"{name}, bit {bit}: {journal.Recovery}");
            }

            repaired++;
        }

        output.WriteLine($"{damaged} flips refused, {repaired} repaired without loss and reported");
        damaged.ShouldBeGreaterThan(10_000);
    }

    /// <summary>The documented limit: in the very last commit, before a mark, damage cannot be told from a torn end.</summary>
    [Fact]
    public void Open_AnyBitFlippedAfterACrash_IsFoundAndOnlyTheLastCommitCanBeCut()
    {
        var disk = NewJournal(out var payloads);
        var running = Journal.Open(disk, Options);
        var last = Enumerable.Range(0, 2).Select(i => Payload(90 + i)).ToList();
        foreach (var payload in last)
        {
            _ = running.Append(payload);
        }

        var kept = payloads.Count;
        running.CommitWaiting().ShouldBeTrue();
        running.LastSequence.ShouldBe(kept + 2);
        disk.KillProcess();
        payloads.AddRange(last.Select(Convert.ToHexString));

        var cut = 0;
        foreach (var (name, bit) in AllBits(disk).Where(flip => flip.Name != JournalMarkFile.Name))
        {
            using var journal = OpenFlipped(disk, name, bit);
            if (journal is null)
            {
                continue;
            }

            if (
                journal.Recovery.TornTail is null
                || journal.LastSequence < kept
                || !Contents(journal).SequenceEqual(payloads.Take((int)journal.LastSequence))
            )
            {
                Assert.Fail($"{name}, bit {bit}: {journal.Recovery}");
            }

            cut += journal.LastSequence < payloads.Count ? 1 : 0;
        }

        // Every bit of the two records, and no other.
        cut.ShouldBe(8 * (int)last.Sum(payload => JournalRecordHeader.TotalBytesOf(payload.Length)));
    }

    [Fact]
    public void Open_AnyFileMissing_SaysWhichRecords()
    {
        var disk = NewJournal(out _);
        disk.Names.Count().ShouldBe(4);
        foreach (var name in disk.Names.ToList())
        {
            var copy = disk.Copy();
            copy.Remove(name);
            var found = Should.Throw<JournalCorruptException>(() => Journal.Open(copy, Options));
            output.WriteLine(found.Message);
            found.Message.ShouldContain("missing");
        }
    }

    /// <summary>Nothing but the mark made with the segment knows of it: no later one, no clean end.</summary>
    [Fact]
    public void Open_NewestSegmentMissingAfterACrash_IsFound()
    {
        var disk = new SimulatedDisk(0, 512);
        var journal = Journal.Open(disk, Options);
        Commit(journal, 500);
        Commit(journal, 500).ShouldBe(2);
        disk.KillProcess();
        disk.Remove("journal-00000000000000000002.seg");
        Should
            .Throw<JournalCorruptException>(() => Journal.Open(disk, Options))
            .File.ShouldBe("journal-00000000000000000002.seg");
    }

    /// <summary>
    /// Remains of an earlier life, in the place and with the number of the next record. They come back when the flush of
    /// the zeros over them failed: the system then shows the zeros, and the disk has the remains.
    /// </summary>
    [Fact]
    public void Open_RemainsBehindANewerRecord_AreNotTakenForTheNext()
    {
        var disk = new SimulatedDisk(0, 512);
        var journal = Journal.Open(disk, Options);
        Commit(journal, 100, 101);
        disk.KillProcess();
        var second = (int)(JournalSegmentHeader.Bytes + JournalRecordHeader.TotalBytesOf(100));
        var remains = disk.BytesOf(First)[second..];
        var bytes = disk.BytesOf(First);
        bytes.AsSpan(JournalSegmentHeader.Bytes).Clear();
        disk.Put(First, bytes);

        journal = Journal.Open(disk, Options);
        Commit(journal, 99).ShouldBe(1);
        disk.KillProcess();
        bytes = disk.BytesOf(First);
        remains.CopyTo(bytes.AsSpan(second));
        disk.Put(First, bytes);

        using var reopened = Journal.Open(disk, Options);
        reopened.LastSequence.ShouldBe(1);
        reopened.Recovery.Unfinished.ShouldBe((2, 2));
    }

    [Fact]
    public void Open_AnyFileCutShort_IsFound()
    {
        var disk = NewJournal(out _);
        foreach (var name in disk.Names.ToList())
        {
            var bytes = disk.BytesOf(name);
            foreach (var length in new[] { 0, 1, 63, 64, bytes.Length / 2, bytes.Length - 1 })
            {
                var copy = disk.Copy();
                copy.Remove(name);
                copy.Put(name, bytes[..length]);
                Should.Throw<JournalCorruptException>(() => Journal.Open(copy, Options)).File.ShouldBe(name);
            }
        }
    }

    [Fact]
    public void Open_AnySectorLostOrSwapped_IsFound()
    {
        var disk = NewJournal(out _);
        var segments = disk.Names.Where(name => name != JournalMarkFile.Name).ToList();
        foreach (var name in segments)
        {
            for (var sector = 0; sector < 2; sector++)
            {
                var lost = disk.BytesOf(name);
                lost.AsSpan(sector * 512, 512).Clear();
                ShouldBeFound(disk, name, lost);

                var other = disk.BytesOf(segments[(segments.IndexOf(name) + 1) % segments.Count]);
                var swapped = disk.BytesOf(name);
                other.AsSpan(sector * 512, 512).CopyTo(swapped.AsSpan(sector * 512));
                ShouldBeFound(disk, name, swapped);
            }
        }
    }

    [Fact]
    public void Open_TornLastCommit_CutsItAndSaysSo()
    {
        var disk = new SimulatedDisk(0, 512);
        var journal = Journal.Open(disk, Options);
        Commit(journal, 100, 100);
        Commit(journal, 100, 100, 100);
        disk.KillProcess();

        // The fourth of five never reached the disk, the fifth did.
        var at = (int)(JournalSegmentHeader.Bytes + (3 * JournalRecordHeader.TotalBytesOf(100)));
        var bytes = disk.BytesOf(First);
        bytes.AsSpan(at, 60).Clear();
        disk.Put(First, bytes);

        using var reopened = Journal.Open(disk, Options);
        reopened.LastSequence.ShouldBe(3);
        reopened.Recovery.TornTail!.Offset.ShouldBe(at);
        reopened.Recovery.Unfinished.ShouldBe((4, 5));
        reopened.Recovery.Message.ShouldBe(
            "The journal holds records 1 to 3 in 1 segment. A write had not been finished: "
                + $"268 bytes cut off at offset {at} of {First} with records 4 to 5: not acknowledged, unless the disk has damaged its last write."
        );
        disk.BytesOf(First).AsSpan(at).IndexOfAnyExcept((byte)0).ShouldBe(-1);
        Commit(reopened, 10).ShouldBe(4);
    }

    [Fact]
    public void Open_SameHoleWithALaterCommitBehindIt_IsDamage()
    {
        var disk = new SimulatedDisk(0, 512);
        var journal = Journal.Open(disk, Options);
        Commit(journal, 100, 100);
        Commit(journal, 100, 100, 100);
        Commit(journal, 10);
        disk.KillProcess();
        var at = (int)(JournalSegmentHeader.Bytes + (3 * JournalRecordHeader.TotalBytesOf(100)));
        var bytes = disk.BytesOf(First);
        bytes.AsSpan(at, 60).Clear();
        disk.Put(First, bytes);

        var found = Should.Throw<JournalCorruptException>(() => Journal.Open(disk, Options));
        output.WriteLine(found.Message);
        found.File.ShouldBe(First);
        found.Offset.ShouldBe(at);
        found.Message.ShouldContain("record 6 behind it was written when the records through 5 were on the disk");
        disk.BytesOf(First).ShouldBe(bytes);
    }

    [Fact]
    public void Open_BatchOfWhichTheEndIsTorn_KeepsNoneOfIt()
    {
        var disk = new SimulatedDisk(0, 512);
        var journal = Journal.Open(disk, Options);
        Commit(journal, 100);
        _ = journal.Append([Payload(50), Payload(60), Payload(70)]);
        journal.CommitWaiting();
        journal.LastSequence.ShouldBe(4);
        disk.KillProcess();
        var bytes = disk.BytesOf(First);
        bytes[bytes.AsSpan().LastIndexOfAnyExcept((byte)0)] ^= 1;
        disk.Put(First, bytes);

        using var reopened = Journal.Open(disk, Options);
        reopened.LastSequence.ShouldBe(1);
        reopened.Recovery.Unfinished.ShouldBe((2, 4));
    }

    /// <summary>Bytes sent to be stored that look like a record of a later commit do not make a torn end into damage.</summary>
    [Fact]
    public void Open_PayloadThatLooksLikeARecord_IsNotTakenForOne()
    {
        var disk = new SimulatedDisk(0, 512);
        var salt = 1u;
        var options = Options with { NextSalt = () => salt };
        var journal = Journal.Open(disk, options);
        Commit(journal, 100);
        var forged = new byte[JournalRecordHeader.Bytes];
        new JournalRecordHeader(0, 50, 49, 1, EndsAppend: true, 0).Write(forged, salt: 0);
        _ = journal.Append(forged);
        journal.CommitWaiting();
        disk.KillProcess();
        var bytes = disk.BytesOf(First);
        bytes[(int)(JournalSegmentHeader.Bytes + JournalRecordHeader.TotalBytesOf(100))] ^= 1;
        disk.Put(First, bytes);

        using var reopened = Journal.Open(disk, options);
        reopened.LastSequence.ShouldBe(1);
    }

    [Theory]
    [InlineData(First)]
    [InlineData(JournalMarkFile.Name)]
    public void Open_NewerVersion_IsRefused(string name)
    {
        var disk = NewJournal(out _);
        var bytes = disk.BytesOf(name);
        var parts = name == First ? new[] { (0, JournalSegmentHeader.Bytes) } : [(0, 4096), (4096, 4096)];
        foreach (var (start, length) in parts)
        {
            var part = bytes.AsSpan(start, length);
            part[8] = 2;
            BitConverter.TryWriteBytes(part[^4..], Crc32C.Of(part[..^4]));
        }

        disk.Put(name, bytes);
        var refused = Should.Throw<JournalVersionException>(() => Journal.Open(disk, Options));
        output.WriteLine(refused.Message);
        refused.Version.ShouldBe(2u);
        refused.Message.ShouldContain("written by a newer version of permil");
        disk.BytesOf(name).ShouldBe(bytes);
    }

    [Fact]
    public void Open_JournalOfAnotherNode_IsRefused()
    {
        var disk = NewJournal(out _);
        Should
            .Throw<JournalFailedException>(() => Journal.Open(disk, Options with { NodeId = 7 }))
            .Message.ShouldContain("belongs to node 0; this is node 7");
        Journal.Open(disk, Options).Dispose();
    }

    [Fact]
    public void ReadFrom_RecordDamagedSinceTheOpening_SaysSo()
    {
        var disk = NewJournal(out _);
        using var journal = Journal.Open(disk, Options);
        var bytes = disk.BytesOf(First);
        bytes[150] ^= 4;
        disk.Put(First, bytes);
        Should.Throw<JournalCorruptException>(() => journal.ReadFrom(1).Count()).File.ShouldBe(First);
    }

    /// <summary>Three segments in several commits, closed cleanly.</summary>
    private static SimulatedDisk NewJournal(out List<string> payloads)
    {
        var disk = new SimulatedDisk(0, 512);
        using var journal = Journal.Open(disk, Options);
        Commit(journal, 100, 200, 1);
        Commit(journal, 300);
        Commit(journal, 400, 0, 33, 250);
        Commit(journal, 300, 200);
        journal.Dispose();
        using var again = Journal.Open(disk, Options);
        again.Recovery.Segments.ShouldBe(3);
        payloads = Contents(again);
        payloads.Count.ShouldBe(10);
        return disk;
    }

    private static long Commit(Journal journal, params int[] sizes)
    {
        foreach (var size in sizes)
        {
            _ = journal.Append(Payload(size));
        }

        journal.CommitWaiting().ShouldBeTrue();
        return journal.LastSequence;
    }

    private static byte[] Payload(int bytes)
    {
        var payload = new byte[bytes];
        new Random(bytes).NextBytes(payload);
        return payload;
    }

    private static List<string> Contents(Journal journal) =>
        [.. journal.ReadFrom(journal.FirstSequence).Select(record => Convert.ToHexString(record.Payload.Span))];

    private static IEnumerable<(string Name, int Bit)> AllBits(SimulatedDisk disk) =>
        disk.Names.SelectMany(name => Enumerable.Range(0, disk.BytesOf(name).Length * 8).Select(bit => (name, bit)));

    /// <summary>Null when it is refused as damaged, with the file that was.</summary>
    private static Journal? OpenFlipped(SimulatedDisk disk, string name, int bit)
    {
        var copy = disk.Copy();
        var bytes = copy.BytesOf(name);
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        copy.Put(name, bytes);
        try
        {
            return Journal.Open(copy, Options);
        }
        catch (JournalCorruptException e)
        {
            return e.File == name ? null : throw new InvalidDataException($"{name}, bit {bit}: {e.Message}", e);
        }
    }

    private static void ShouldBeFound(SimulatedDisk disk, string name, byte[] bytes)
    {
        if (bytes.AsSpan().SequenceEqual(disk.BytesOf(name)))
        {
            return;
        }

        var copy = disk.Copy();
        copy.Put(name, bytes);
        Should.Throw<JournalCorruptException>(() => Journal.Open(copy, Options));
    }
}
