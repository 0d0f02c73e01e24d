using System.Text;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>Which lines one worker takes itself; the rating has only those that it left to the full reader.</summary>
public sealed class BulkWorkerTests
{
    [Fact]
    public void ReadAll_LinesOfOneShape_AreAllRows()
    {
        var (worker, left) = Read([Line(1), Line(2), Line(3)]);

        left.Events.ShouldBe(0);
        worker.Shapes.Count.ShouldBe(1);
        EventsOf(worker).ShouldBe(3);
        worker.Texts[1].TextOf(0).ShouldBe("m");
        worker.Texts.Count.ShouldBe(4);
    }

    [Fact]
    public void ReadAll_ManyLinesInOneChunk_AreAllRowsAndDuplicatesCountOnce()
    {
        var lines = Enumerable.Range(0, 5_000).Select(Short).ToList();
        lines.AddRange(Enumerable.Range(0, 5_000).Where(i => i % 1_000 == 7).Select(Short));
        string.Join('\n', lines).Length.ShouldBeLessThan(1 << 20);

        var (worker, left) = Read(lines);

        (left.Events, left.Duplicates).ShouldBe((0, 5));
        EventsOf(worker).ShouldBe(5_000);
        worker.Shapes.ShouldHaveSingleItem().SumsIn(0)!.Count.ShouldBe(1);
    }

    [Fact]
    public void ReadAll_SeveralChunks_CountDuplicatesAcrossThem()
    {
        var note = new string('n', 200_000);
        var lines = Enumerable.Range(0, 12).Select(i => Noted($"n{i % 9}", note)).ToList();

        var (worker, left) = Read(lines);

        (left.Events, left.Duplicates, left.Rejected).ShouldBe((0, 3, 0));
        EventsOf(worker).ShouldBe(9);
    }

    [Fact]
    public void ReadAll_MoreThanEightShapes_LeavesTheNinthToTheFullReader()
    {
        var lines = Enumerable.Range(0, 10).SelectMany(shape => new[] { Shaped(shape, 0), Shaped(shape, 1) });

        var (worker, left) = Read([.. lines, Shaped(0, 2), Shaped(9, 2)]);

        worker.Shapes.Count.ShouldBe(8);
        EventsOf(worker).ShouldBe(17);
        left.Events.ShouldBe(5);
    }

    [Fact]
    public void ReadAll_ShapeOfTheLastLine_IsTriedFirst()
    {
        string[] lines = [Shaped(0, 0), Shaped(1, 0), Shaped(1, 1), Shaped(0, 1), Shaped(0, 2)];

        EventsIn(Read(lines[..1]).Worker.Shapes).ShouldBe([1]);
        EventsIn(Read(lines[..2]).Worker.Shapes).ShouldBe([1, 1]);
        EventsIn(Read(lines[..3]).Worker.Shapes).ShouldBe([2, 1]);
        EventsIn(Read(lines[..4]).Worker.Shapes).ShouldBe([2, 2]);
        EventsIn(Read(lines).Worker.Shapes).ShouldBe([3, 2]);
    }

    [Fact]
    public void ReadAll_LinesOutsideTheAskedPeriod_AreNeitherRowsNorSeen()
    {
        static string At(string id, int day) =>
            new LogLine { Id = id, Time = $"\"2026-06-{day:00}T00:00:00Z\"" }.ToString();

        var (worker, left) = Read(
            [At("a", 9), At("a", 10), At("b", 12), At("a", 9), At("c", 11), At("b", 10), At("a", 10)],
            from: "2026-06-10T00:00:00Z",
            to: "2026-06-12T00:00:00Z"
        );

        EventsOf(worker).ShouldBe(3);
        (left.Events, left.Duplicates).ShouldBe((0, 1));
    }

    [Fact]
    public void ReadAll_DuplicatesAmongLinesOfBothWays_TheFirstInTheFileCounts()
    {
        // Escapes leave a line to the full reader.
        string Escaped(int id) => Line(id).Replace("\"t\"", "\"\\u0074\"", StringComparison.Ordinal);

        var (worker, left) = Read([
            Line(1),
            Line(2),
            Escaped(1),
            Escaped(3),
            Line(3),
            Line(4),
            Line(5),
            Escaped(5),
            Escaped(6),
            Line(6),
            Line(7),
        ]);

        EventsOf(worker).ShouldBe(5);
        (left.Events, left.Duplicates).ShouldBe((2, 4));
    }

    [Fact]
    public void ReadAll_LineBeyondTheLimit_IsRejectedThoughItsShapeIsKnown()
    {
        var limit = Noted("n1", "12345").Length;

        var (worker, left) = Read(
            [Noted("n1", "12345"), Noted("n2", "123456"), Noted("n3", "12345"), Noted("n4", "123456")],
            maxLineBytes: limit
        );

        EventsOf(worker).ShouldBe(2);
        (left.Events, left.Rejected).ShouldBe((0, 2));
    }

    [Fact]
    public void ReadAll_LineBeyondTheLimitOfASecondShape_IsRejected()
    {
        var limit = Noted("n1", "12345").Length;

        var (worker, left) = Read(
            [Noted("n1", "12345"), Short(1), Noted("n2", "123456"), Short(2)],
            maxLineBytes: limit
        );

        EventsOf(worker).ShouldBe(3);
        (left.Events, left.Rejected).ShouldBe((0, 1));
    }

    /// <summary>A log without anything to learn is not tried for ever.</summary>
    [Theory]
    [InlineData(199, 1)]
    [InlineData(200, 0)]
    public void ReadAll_VainLessons_EndLearning(int vain, int shapes)
    {
        var lines = Enumerable.Range(0, vain).Select(i => $$"""{"no":{{i}}}""").Append(Line(1)).Append(Line(2));

        var (worker, left) = Read([.. lines]);

        worker.Shapes.Count.ShouldBe(shapes);
        left.Rejected.ShouldBe(vain);
        left.Events.ShouldBe(shapes == 0 ? 2 : 0);
    }

    private static string Line(int id) => new LogLine { Id = $"id{id}" }.ToString();

    private static string Short(int id) =>
        $$"""{"id":"s{{id}}","ts":1780000000,"model":"m","prompt_tokens":1,"completion_tokens":1}""";

    private static string Noted(string id, string note) =>
        $$"""{"id":"{{id}}","ts":1780000000,"model":"m","prompt_tokens":1,"completion_tokens":1,"note":"{{note}}"}""";

    private static string Shaped(int shape, int id) =>
        $$"""{"id":"{{shape}}-{{id}}","ts":1780000000,"model":"m","field{{shape}}":1,"prompt_tokens":1,"completion_tokens":1}""";

    private static (BulkWorker Worker, RatingSummary Left) Read(
        IEnumerable<string> lines,
        string? from = null,
        string? to = null,
        int maxLineBytes = 1_000_000
    )
    {
        var options = ShapeReading.Options with { MaxLineBytes = maxLineBytes };
        var map = FieldMap.Default;
        var rating = ShapeReading.NewRating(["tenant"], from, to);
        var worker = new BulkWorker(rating, new BulkDimensions(rating.Keys), map, options);
        var log = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        LineWorker.ReadAll(
            [worker],
            new BulkFile(new FirstLine("log", 1, default, log), Stream.Null, maxLineBytes),
            new JsonLineReader("log", options, map),
            rating
        );
        return (worker, rating.Finish());
    }

    private static long EventsOf(BulkWorker worker) => EventsIn(worker.Shapes).Sum();

    private static IEnumerable<long> EventsIn(IEnumerable<BulkShape> shapes)
    {
        foreach (var shape in shapes)
        {
            var events = 0L;
            for (var bucket = 0; bucket < 10; bucket++)
            {
                var sums = shape.SumsIn(bucket);
                for (var place = 0; place < (sums?.Count ?? 0); place++)
                {
                    events += sums![place].Events;
                }
            }

            yield return events;
        }
    }
}
