using System.Text;
using Permil.Pricing;

namespace Permil.Rating.Bulk;

/// <summary>Rating in bulk of files of several chunks, of packed files and of streams that fail.</summary>
public sealed class BulkRatingFilesTests
{
    private static readonly string[][] Groupings =
    [
        ["model"],
        ["hour", "model"],
        ["sku", "tenant"],
        ["provider", "mode"],
        ["model", "tag:cost-center", "tenant"],
    ];

    [Fact]
    public void Finish_ManyChunks_IsWhatLineByLineGivesAndTheSameAgain()
    {
        // Two chunks at least.
        var lines = Math.Max(6_000, Generators.ShareOf(20_000));
        var file = new LogGenerator(7).File(lines, oddPerMille: 30);
        file.Length.ShouldBeGreaterThan(lines * 250);
        foreach (var groupBy in Generators.Some(Groupings))
        {
            var ways = new BothWays { GroupBy = groupBy };
            var summary = ways.ShouldAgree(file);

            summary.Events.ShouldBeGreaterThan(lines * 3 / 4);
            summary.Duplicates.ShouldBeGreaterThan(lines / 2_000);
            summary.Rejected.ShouldBeGreaterThan(lines / 200);
            (RatingText.Of(ways.InBulk(file)) == RatingText.Of(summary)).ShouldBeTrue(string.Join(',', groupBy));
        }
    }

    [Fact]
    public void Finish_LinesLongerThanAChunk_AreRead()
    {
        var text = string.Concat(
            Enumerable.Range(0, 12).Select(i => PlainLine.OfLength(i, i % 3 == 0 ? 1_500_000 : 250) + "\n")
        );

        var summary = new BothWays().ShouldAgree(Encoding.UTF8.GetBytes(text));

        summary.Events.ShouldBe(12);
        summary.Rejected.ShouldBe(0);
    }

    [Fact]
    public void Finish_StreamThatFails_SaysSoAndDoesNotHang()
    {
        // In its second chunk.
        var file = new LogGenerator(3).File(8_000, 0);
        var rating = new UsageRating(new Rater(new PriceCatalog(ShippedPriceBooks.Read())), []);
        var options = new Usage.Readers.ReadOptions { DefaultTime = BothWays.DefaultTime };
        using var stream = new FailingStream(file, failAt: 1_300_000);

        Should
            .Throw<IOException>(() =>
                Usage.Readers.UsageLog.Read(stream, "log", options, new BulkRating(rating, options))
            )
            .Message.ShouldBe("the disk is gone");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    [InlineData(1_300_000)]
    public void Finish_StreamThatFails_KeepsEveryWholeLineBefore(int failAt)
    {
        var lines = string.Concat(Enumerable.Range(0, 12_000).Select(i => PlainLine.Of($"line{i}", i, 1)));
        var file = Encoding.UTF8.GetBytes(lines);

        var summary = new BothWays { FailAt = failAt }.ShouldAgree(file);

        summary.Events.ShouldBe(file.AsSpan(0, failAt).Count((byte)'\n'));
        summary.Rejected.ShouldBe(0);
    }

    [Fact]
    public void Finish_GzipOfAWrongChecksum_KeepsTheSameEventsAndSaysWhereItEnds()
    {
        var lines = string.Concat(Enumerable.Range(0, 1_000).Select(i => PlainLine.Of($"line{i}", i, 1)));
        var packed = Usage.Readers.Gzip.Pack(Encoding.UTF8.GetBytes(lines));
        packed[^5] ^= 1;

        var summary = new BothWays().ShouldAgree(packed);

        // The block with the fault is lost, no more.
        summary.Events.ShouldBeInRange(960, 1_000);
        var rejected = summary.RejectedLines.ShouldHaveSingleItem();
        rejected.Line.ShouldBe(summary.Events);
        rejected.Reason.ShouldStartWith("the gzip data is broken: ");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(5_000)]
    public void Finish_GzipCutShort_KeepsTheSameEventsAndSaysWhereItEnds(int missing)
    {
        var lines = string.Concat(
            Enumerable.Range(0, 10_000).Select(i => PlainLine.Of($"line{i}", i * 7919, i * 104729 % 9973))
        );
        var packed = Usage.Readers.Gzip.Pack(Encoding.UTF8.GetBytes(lines));

        var summary = new BothWays { Options = new() { DefaultTime = BothWays.DefaultTime } }.ShouldAgree(
            packed[..^missing]
        );

        summary.Events.ShouldBeInRange(5_000, 10_000);
        var rejected = summary.RejectedLines.ShouldHaveSingleItem();
        rejected.Line.ShouldBe(summary.Events);
        rejected.Reason.ShouldBe("the gzip data ends before its end");
    }
}
