using System.Diagnostics;
using Permil.Storage.Files;

namespace Permil.Storage;

public sealed class JournalTests
{
    private static readonly JournalOptions Stepped = new() { SegmentBytes = 1024, IsStepped = true };

    [Fact]
    public async Task Append_OnARealDisk_IsThereAfterReopening()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "not", "yet", "there");
        await using (var journal = Journal.Open(path))
        {
            journal.Recovery.Message.ShouldBe("The journal holds no records; the next is 1.");
            (await journal.Append("one"u8.ToArray())).ShouldBe(1);
            (await journal.Append(["two"u8.ToArray(), "three"u8.ToArray()])).ShouldBe(3);
            (await journal.Append(ReadOnlyMemory<byte>.Empty)).ShouldBe(4);
            journal.LastSequence.ShouldBe(4);
        }

        await using var reopened = Journal.Open(path);
        reopened.Recovery.Message.ShouldBe("The journal holds records 1 to 4 in 1 segment.");
        Texts(reopened, 1).ShouldBe(["one", "two", "three", ""]);
        Texts(reopened, 3).ShouldBe(["three", ""]);
        Texts(reopened, 5).ShouldBeEmpty();
        new FileInfo(Path.Combine(path, "journal-00000000000000000001.seg")).Length.ShouldBe(64 << 20);
    }

    [Fact]
    public async Task Append_ManyAtOnce_ShareFlushes()
    {
        using var folder = new TemporaryFolder();
        await using var journal = Journal.Open(
            folder.Path,
            new JournalOptions { GroupDelay = TimeSpan.FromMilliseconds(2) }
        );
        var sequences = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(async appender =>
                {
                    var mine = new List<long>();
                    for (var i = 0; i < 50; i++)
                    {
                        mine.Add(await journal.Append(BitConverter.GetBytes(appender)));
                    }

                    return mine;
                })
        );
        sequences.SelectMany(mine => mine).Order().ShouldBe(Enumerable.Range(1, 3200).Select(i => (long)i));
        sequences.ShouldAllBe(mine => mine.SequenceEqual(mine.Order()));
        journal.Flushes.ShouldBeLessThan(1000);
        foreach (var record in journal.ReadFrom(1))
        {
            sequences[BitConverter.ToInt32(record.Payload.Span)].ShouldContain(record.Sequence);
        }
    }

    [Fact]
    public void Append_WaitingOnes_ShareOneWriteAndOneFlush()
    {
        var disk = new SimulatedDisk(0, 512);
        using var journal = Journal.Open(disk, Stepped);
        var before = disk.Calls.Count;
        var waiting = Enumerable.Range(0, 10).Select(_ => journal.Append(new byte[10]).AsTask()).ToList();
        waiting.ShouldAllBe(task => !task.IsCompleted);
        journal.CommitWaiting().ShouldBeTrue();
        waiting.Select(task => task.Result).ShouldBe(Enumerable.Range(1, 10).Select(i => (long)i));
        disk.Calls.Skip(before).Select(call => call.Split(' ')[0]).ShouldBe(["write", "flush"]);
    }

    [Fact]
    public async Task Post_WrittenThenCommitted_IsFlushedOnceWithWhatWaitedBefore()
    {
        var disk = new SimulatedDisk(0, 512);
        using var journal = Journal.Open(disk, Stepped);
        var before = disk.Calls.Count;
        var first = journal.Append("first"u8.ToArray()).AsTask();
        var second = journal.Post([(ReadOnlyMemory<byte>)"second"u8.ToArray()]);
        second.Write();
        second.Write();
        first.IsCompleted.ShouldBeFalse();
        journal.LastSequence.ShouldBe(0);
        var third = journal.Post([(ReadOnlyMemory<byte>)"third"u8.ToArray()]);
        journal.CommitWaiting().ShouldBeTrue();
        (await first).ShouldBe(1);
        (await second.WhenDurable()).ShouldBe(2);
        (await third.WhenDurable()).ShouldBe(3);
        disk.Calls.Skip(before).Select(call => call.Split(' ')[0]).ShouldBe(["write", "write", "flush"]);
        Texts(journal, 1).ShouldBe(["first", "second", "third"]);
    }

    [Fact]
    public void Post_WrittenAndTheProcessKilled_IsThere()
    {
        var disk = new SimulatedDisk(0, 512);
        var killed = Journal.Open(disk, Stepped);
        var posted = killed.Post([(ReadOnlyMemory<byte>)"posted"u8.ToArray()]);
        posted.Write();
        disk.KillProcess();
        using var journal = Journal.Open(disk, Stepped);
        Texts(journal, 1).ShouldBe(["posted"]);
    }

    [Fact]
    public async Task Post_NobodyWaits_IsDurableAfterTheDelay()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "journal");
        var options = new JournalOptions { PostDelay = TimeSpan.FromMilliseconds(20) };
        await using var journal = Journal.Open(path, options);
        var posted = journal.Post([(ReadOnlyMemory<byte>)"posted"u8.ToArray()]);
        for (var waits = 0; journal.LastSequence == 0; waits++)
        {
            waits.ShouldBeLessThan(1000);
            await Task.Delay(10);
        }

        (await posted.WhenDurable()).ShouldBe(1);
        journal.Flushes.ShouldBe(1);
    }

    [Fact]
    public async Task Post_AskedForAtOnce_DoesNotWaitForTheDelay()
    {
        using var folder = new TemporaryFolder();
        var options = new JournalOptions { PostDelay = TimeSpan.FromSeconds(1) };
        await using var journal = Journal.Open(Path.Combine(folder.Path, "journal"), options);
        var begin = Stopwatch.StartNew();
        for (var i = 1; i <= 10; i++)
        {
            (await journal.Post([(ReadOnlyMemory<byte>)new byte[8]]).WhenDurable()).ShouldBe(i);
        }

        begin.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Post_ManyThreadsThatWrite_KeepTheirOrderAndLoseNothing()
    {
        using var folder = new TemporaryFolder();
        var options = new JournalOptions { SegmentBytes = 64 << 10 };
        await using var journal = Journal.Open(Path.Combine(folder.Path, "journal"), options);
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(poster =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 1000; i++)
                        {
                            var posted = journal.Post([BitConverter.GetBytes(poster * 1000 + i), new byte[100]]);
                            if (i % 2 == 0)
                            {
                                posted.Write();
                            }

                            if (i % 50 == 0)
                            {
                                await posted.WhenDurable();
                            }
                        }
                    })
                )
        );
        await journal.Append(new byte[1]);
        var numbers = journal
            .ReadFrom(1)
            .Where(record => record.Payload.Length == sizeof(int))
            .Select(record => BitConverter.ToInt32(record.Payload.Span))
            .ToList();
        numbers.Order().ShouldBe(Enumerable.Range(0, 8000));
        numbers.GroupBy(number => number / 1000).ShouldAllBe(mine => mine.SequenceEqual(mine.Order()));
    }

    [Fact]
    public async Task Post_DiskThatFailsTheWrite_SaysItToTheWriterAndToWhoWaits()
    {
        var disk = new SimulatedDisk(0, 512);
        using var journal = Journal.Open(disk, Stepped);
        var waiting = journal.Append("first"u8.ToArray()).AsTask();
        var posted = journal.Post([(ReadOnlyMemory<byte>)"second"u8.ToArray()]);
        disk.FailAt(disk.Calls.Count, SimulatedFailure.NoSpace);
        Should.Throw<JournalFailedException>(posted.Write);
        journal.CommitWaiting().ShouldBeTrue();
        await Should.ThrowAsync<JournalFailedException>(waiting);
        await Should.ThrowAsync<JournalFailedException>(posted.WhenDurable());
        Should.Throw<JournalFailedException>(() => journal.Post([(ReadOnlyMemory<byte>)new byte[1]]));
    }

    [Fact]
    public void Append_TooLong_IsRefusedBeforeAnythingIsWritten()
    {
        var disk = new SimulatedDisk(0, 512);
        using var journal = Journal.Open(disk, Stepped with { MaxRecordBytes = 500 });
        var before = disk.Calls.Count;
        Should.Throw<ArgumentException>(() => journal.Append(new byte[501])).Message.ShouldContain("501 bytes");
        Should
            .Throw<ArgumentException>(() => journal.Append([new byte[500], new byte[500]]))
            .Message.ShouldContain("room for 960");
        Should.Throw<ArgumentException>(() => journal.Append([]));
        journal.CommitWaiting().ShouldBeFalse();
        disk.Calls.Count.ShouldBe(before);
    }

    [Fact]
    public void Append_LargestThatFits_FillsASegment()
    {
        var disk = new SimulatedDisk(0, 512);
        using var journal = Journal.Open(disk, Stepped);
        var largest = new byte[1024 - JournalSegmentHeader.Bytes - JournalRecordHeader.Bytes];
        largest.AsSpan().Fill(7);
        for (var i = 0; i < 3; i++)
        {
            _ = journal.Append(largest);
            journal.CommitWaiting();
        }

        journal
            .ReadFrom(1)
            .Select(record => Convert.ToHexString(record.Payload.Span))
            .Distinct()
            .ShouldBe([Convert.ToHexString(largest)]);
        disk.Names.Count(name => name.EndsWith(".seg", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task Append_CancelledWhileItWaits_IsNeverWritten()
    {
        var disk = new SimulatedDisk(0, 512);
        using var journal = Journal.Open(disk, Stepped);
        using var cancellation = new CancellationTokenSource();
        var kept = journal.Append("kept"u8.ToArray()).AsTask();
        var withdrawn = journal.Append("withdrawn"u8.ToArray(), cancellation.Token).AsTask();
        var alsoKept = journal.Append("also kept"u8.ToArray()).AsTask();
        await cancellation.CancelAsync();
        withdrawn.IsCanceled.ShouldBeTrue();
        journal.Append("late"u8.ToArray(), cancellation.Token).IsCanceled.ShouldBeTrue();
        journal.CommitWaiting();
        (await kept).ShouldBe(1);
        (await alsoKept).ShouldBe(2);
        Texts(journal, 1).ShouldBe(["kept", "also kept"]);
    }

    [Fact]
    public async Task Append_CancelledAtAnyMoment_IsCompletedOrNowhere()
    {
        using var folder = new TemporaryFolder();
        await using var journal = Journal.Open(folder.Path);
        var random = new Random(1);
        var expected = new List<(long Sequence, int Text)>();
        for (var i = 0; i < 300; i++)
        {
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMicroseconds(random.Next(300)));
            try
            {
                expected.Add((await journal.Append(BitConverter.GetBytes(i), cancellation.Token), i));
            }
            catch (OperationCanceledException)
            {
                // Withdrawn.
            }
        }

        journal
            .ReadFrom(1)
            .Select(record => (record.Sequence, BitConverter.ToInt32(record.Payload.Span)))
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("flush")]
    public void Append_DiskFails_StopsForGoodAndTriesNothingAgain(string call)
    {
        var disk = new SimulatedDisk(0, 512);
        var journal = Journal.Open(disk, Stepped);
        disk.FailAt(disk.Calls.Count + (call == "write" ? 0 : 1), SimulatedFailure.InputOutput);
        var waiting = journal.Append(new byte[10]).AsTask();
        journal.CommitWaiting();
        disk.Calls[^1].ShouldStartWith(call);
        var calls = disk.Calls.Count;

        var failure = waiting.Exception!.InnerException.ShouldBeOfType<JournalFailedException>();
        failure.Message.ShouldContain("has stopped after record 0: Input/output error");
        failure.InnerException.ShouldBeOfType<IOException>();
        journal.Append(new byte[1]).IsFaulted.ShouldBeTrue();
        journal.CommitWaiting().ShouldBeFalse();
        journal.MarkCommitted();
        Should.Throw<JournalFailedException>(() => journal.DropThrough(0));
        journal.LastSequence.ShouldBe(0);
        journal.ReadFrom(1).ShouldBeEmpty();
        journal.Dispose();
        disk.Calls.Count.ShouldBe(calls);

        using var reopened = Journal.Open(disk, Stepped);
        var next = reopened.Append(new byte[10]).AsTask();
        reopened.CommitWaiting();
        next.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void DropThrough_DeletesWhatHoldsNothingLater_NeverTheNewest()
    {
        var disk = new SimulatedDisk(0, 512);
        var journal = Journal.Open(disk, Stepped);
        for (var i = 0; i < 6; i++)
        {
            _ = journal.Append(new byte[400]);
            journal.CommitWaiting();
        }

        // Two records a segment.
        journal.DropThrough(1);
        journal.FirstSequence.ShouldBe(1);
        journal.DropThrough(3);
        journal.FirstSequence.ShouldBe(3);
        journal.DropThrough(6);
        journal.FirstSequence.ShouldBe(5);
        journal.ReadFrom(5).Select(record => record.Sequence).ShouldBe([5, 6]);
        Should.Throw<ArgumentOutOfRangeException>(() => journal.ReadFrom(4)).Message.ShouldContain("records 5 to 6");
        Should.Throw<ArgumentOutOfRangeException>(() => journal.ReadFrom(8));
        Should.Throw<ArgumentOutOfRangeException>(() => journal.DropThrough(7));
        journal.Dispose();

        using var reopened = Journal.Open(disk, Stepped);
        reopened.Recovery.FirstSequence.ShouldBe(5);
        reopened.Recovery.Records.ShouldBe(2);
    }

    [Fact]
    public void ReadFrom_WhileRecordsAreDroppedAndAppended_ReadsWhatThereWasOrSaysSo()
    {
        var disk = new SimulatedDisk(0, 512);
        using var journal = Journal.Open(disk, Stepped);
        for (var i = 0; i < 6; i++)
        {
            _ = journal.Append(new byte[400]);
            journal.CommitWaiting();
        }

        using var records = journal.ReadFrom(1).GetEnumerator();
        records.MoveNext().ShouldBeTrue();
        _ = journal.Append(new byte[400]);
        journal.CommitWaiting();
        journal.DropThrough(4);
        records.MoveNext().ShouldBeTrue();
        records.Current.Sequence.ShouldBe(2);
        Should.Throw<InvalidOperationException>(() => records.MoveNext()).Message.ShouldContain("was dropped");
    }

    [Fact]
    public async Task Dispose_CommitsWhatWaits_AndRefusesTheRest()
    {
        using var folder = new TemporaryFolder();
        var journal = Journal.Open(folder.Path, new JournalOptions { GroupDelay = TimeSpan.FromMilliseconds(50) });
        var waiting = Enumerable.Range(0, 5).Select(_ => journal.Append(new byte[10]).AsTask()).ToList();
        journal.Dispose();
        (await Task.WhenAll(waiting)).ShouldBe([1, 2, 3, 4, 5]);
        Should.Throw<ObjectDisposedException>(() => journal.Append(new byte[1]));
        Should.Throw<ObjectDisposedException>(() => journal.DropThrough(1));
        journal.Dispose();
        await journal.DisposeAsync();
        Journal.Open(folder.Path).Dispose();
    }

    [Fact]
    public async Task Open_Twice_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var journal = Journal.Open(folder.Path);
        Should.Throw<StoreInUseException>(() => Journal.Open(folder.Path)).ProcessId.ShouldBe(Environment.ProcessId);
    }

    [Fact]
    public async Task MarkDelay_AfterTheLastRecord_LeavesNothingUnproven()
    {
        using var folder = new TemporaryFolder();
        await using var journal = Journal.Open(
            folder.Path,
            new JournalOptions { MarkDelay = TimeSpan.FromMilliseconds(20) }
        );
        await journal.Append(new byte[10]);
        var mark = Path.Combine(folder.Path, "journal.mark");
        for (var i = 0; i < 500 && NewestMark(mark).DurableThrough < 1; i++)
        {
            await Task.Delay(10);
        }

        NewestMark(mark).DurableThrough.ShouldBe(1);
    }

    private static JournalMark NewestMark(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[2 * JournalMark.Bytes];
        file.ReadExactly(bytes);
        JournalMark.TryRead(bytes.AsSpan(0, JournalMark.Bytes), out _, out var first);
        JournalMark.TryRead(bytes.AsSpan(JournalMark.Bytes), out _, out var second);
        return first.Generation > second.Generation ? first : second;
    }

    private static IEnumerable<string> Texts(Journal journal, long sequence) =>
        journal.ReadFrom(sequence).Select(record => System.Text.Encoding.UTF8.GetString(record.Payload.Span));
}
