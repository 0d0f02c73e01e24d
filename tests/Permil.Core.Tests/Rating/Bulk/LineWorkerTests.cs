using System.Text;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

public sealed class LineWorkerTests
{
    private const int MaxLineBytes = 5_000_000;

    private readonly ReadResult _left = new();

    [Fact]
    public void ReadAll_RowsAndOtherLines_AreTakenInTheOrderOfTheFile()
    {
        var worker = NewWorker();

        Read(worker, "A1\nx\nA2\nA3\nB1\ny\nB2\n");

        worker.Log.ShouldBe(["clear", "turn", "A1", "before 3", "A2", "A3", "B1", "before 14", "B2", "all", "end"]);
        Rejected().ShouldBe(["2", "6"]);
    }

    [Fact]
    public void ReadAll_LastLineWithoutLineFeed_IsReadAsTheOthers()
    {
        var worker = NewWorker();

        Read(worker, "A1\nx\nA2");
        Read(worker, "A1\nA2\nx");

        worker.Log.ShouldBe([
            "clear",
            "turn",
            "A1",
            "before 3",
            "A2",
            "all",
            "end",
            "clear",
            "turn",
            "A1",
            "A2",
            "before 6",
            "all",
            "end",
        ]);
        Rejected().ShouldBe(["2", "3"]);
    }

    [Fact]
    public void ReadAll_EmptyFile_HasNoLines()
    {
        var worker = NewWorker();

        Read(worker, "");

        worker.Log.ShouldBe(["clear", "turn", "all", "end"]);
        _left.Rejected.ShouldBeEmpty();
    }

    [Fact]
    public void ReadAll_EmptyLines_CountAsLines()
    {
        var worker = NewWorker();

        Read(worker, "\n\nA1\n\nx\n");

        Rejected().ShouldBe(["5"]);
        worker.Log.ShouldContain("A1");
    }

    [Fact]
    public void ReadAll_LineBehindAnEmptyOne_IsLearnedFrom()
    {
        var worker = NewWorker();

        Read(worker, "\nA1\n");

        worker.Log.ShouldContain("A1");
    }

    [Fact]
    public void ReadAll_FileThatBeginsLater_CountsItsLinesFromThere()
    {
        Read(NewWorker(), "x\nA1\ny\n", firstLine: 41);

        Rejected().ShouldBe(["41", "43"]);
    }

    [Fact]
    public void ReadAll_SeveralChunks_CountLinesOverAllOfThem()
    {
        var row = "A" + new string('-', 300_000) + "\n";
        var worker = NewWorker();

        Read(worker, $"{row}{row}x\n{row}{row}y\n{row}{row}z");

        Rejected().ShouldBe(["3", "6", "9"]);
        worker.Log.Count(what => what == "turn").ShouldBe(2);
        worker.Log.Count(what => what[0] == 'A').ShouldBe(6);
    }

    [Fact]
    public void ReadAll_SeveralWorkers_PassLinesOnInTheOrderOfTheFile()
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"x{i}\nA{new string('-', 100_000)}\n"));
        var workers = Enumerable.Range(0, 4).Select(_ => NewWorker()).ToArray();

        LetterWorker.Read(workers, Encoding.ASCII.GetBytes(text), _left, MaxLineBytes);

        _left
            .Rejected.Select(rejected => (int)rejected.Line)
            .ShouldBe(Enumerable.Range(0, 40).Select(i => (2 * i) + 1));
        workers.Sum(worker => worker.Log.Count(what => what[0] == 'A')).ShouldBe(40);
    }

    [Fact]
    public void ReadAll_LinesThatTheFullReaderKeeps_AreGivenAtTheEnd()
    {
        static string Message(int output) =>
            $$$"""{"type":"assistant","timestamp":"2026-10-03T12:00:00Z","uuid":"u-{{{output}}}","sessionId":"s","requestId":"req_1","message":{"id":"m","type":"message","role":"assistant","model":"claude-sonnet-4-6","usage":{"input_tokens":9,"output_tokens":{{{output}}} } } }""";

        Read(NewWorker(), string.Join('\n', Message(1), Message(7), Message(4)));

        _left.Rejected.ShouldBeEmpty();
        _left.Events.Select(one => one.QuantityOf(Meters.OutputTokens)).ShouldBe([7, 7, 7]);
    }

    [Fact]
    public void ReadAll_LineThatIsLearnedButNoRow_IsLeftAndNotLearnedForEver()
    {
        var worker = NewWorker();

        Read(worker, "=1\n=2\nA1\n");

        Rejected().ShouldBe(["1", "2"]);
        worker.Lessons.ShouldBe(3);
        worker.Log.ShouldContain("A1");
    }

    [Theory]
    [InlineData(199, true)]
    [InlineData(200, false)]
    public void ReadAll_LinesWithNothingToLearn_AreTriedSoOftenInARow(int vain, bool isLearned)
    {
        var worker = NewWorker();

        Read(worker, string.Concat(Enumerable.Repeat("x\n", vain)) + "A1\n");

        worker.Log.Contains("A1").ShouldBe(isLearned);
        worker.Lessons.ShouldBe(200);
        _left.Rejected.Count.ShouldBe(isLearned ? vain : vain + 1);
    }

    [Fact]
    public void ReadAll_LessonThatIsLearned_BeginsTheCountAnew()
    {
        var worker = NewWorker();
        var vain = string.Concat(Enumerable.Repeat("x\n", 150));

        Read(worker, $"{vain}A1\n{vain}B1\n");

        worker.Log.ShouldContain("A1");
        worker.Log.ShouldContain("B1");
    }

    [Fact]
    public void ReadAll_LessonsWithoutRoom_AreNotInVain()
    {
        var worker = NewWorker();
        var vain = string.Concat(Enumerable.Repeat("x\n", 150));
        var noRoom = string.Concat(Enumerable.Repeat("?\n", 100));

        Read(worker, $"{vain}{noRoom}A1\n");

        worker.Log.ShouldContain("A1");
        worker.Lessons.ShouldBe(251);
        _left.Rejected.Count.ShouldBe(250);
    }

    [Theory]
    [InlineData(19, "\n", 0)]
    [InlineData(20, "\n", 0)]
    [InlineData(21, "\n", 21)]
    [InlineData(20, "\r\n", 0)]
    [InlineData(21, "\r\n", 21)]
    [InlineData(20, "", 0)]
    [InlineData(21, "", 21)]
    [InlineData(19, "\r", 0)]
    [InlineData(20, "\r", 0)]
    [InlineData(21, "\r", 21)]
    public void ReadAll_LineAroundTheLimit_IsRejectedWithItsLength(int length, string end, int rejectedAs)
    {
        foreach (var letter in "xA")
        {
            var left = new ReadResult();
            var worker = new LetterWorker(maxLineBytes: 20, left);
            var line = letter + new string('-', length - 1) + end;

            LetterWorker.Read([worker], Encoding.ASCII.GetBytes("A1\nB1\n" + line), left, maxLineBytes: 20);

            var isRow = letter == 'A' && rejectedAs == 0;
            worker.Log.Count(what => what[0] == 'A').ShouldBe(isRow ? 2 : 1);
            left.Rejected.Select(one => (one.Line, one.Reason))
                .ShouldBe(
                    isRow ? []
                    : rejectedAs > 0 ? [(3, $"the line has {rejectedAs} bytes, allowed: at most 20")]
                    : [(3, left.Rejected.Single().Reason)]
                );
            left.Rejected.ShouldAllBe(one =>
                one.Reason.StartsWith("the line has", StringComparison.Ordinal) == rejectedAs > 0
            );
        }
    }

    [Fact]
    public void ReadAll_LineLongerThanAChunk_IsOneLine()
    {
        var left = new ReadResult();
        var worker = new LetterWorker(maxLineBytes: 20, left);

        var text = $"A1\n{new string('x', 1_500_000)}\nA2\ny\n";
        LetterWorker.Read([worker], Encoding.ASCII.GetBytes(text), left, maxLineBytes: 20);

        left.Rejected.Select(one => one.Line).ShouldBe([2, 4]);
        left.Rejected[0].Reason.ShouldBe("the line has 1500000 bytes, allowed: at most 20");
        worker.Log.Where(what => what[0] == 'A').ShouldBe(["A1", "A2"]);
    }

    [Fact]
    public void ReadAll_WorkerThatFails_EndsAllAndSaysWhy()
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"A{new string('-', 100_000)}\n"));
        var workers = Enumerable
            .Range(0, 3)
            .Select(i => new LetterWorker(MaxLineBytes, _left) { FailsWith = new IOException("the disk is gone") })
            .ToArray();

        Should
            .Throw<IOException>(() => LetterWorker.Read(workers, Encoding.ASCII.GetBytes(text), _left, MaxLineBytes))
            .Message.ShouldBe("the disk is gone");
        workers.ShouldAllBe(worker => !worker.Log.Contains("end"));
    }

    private LetterWorker NewWorker() => new(MaxLineBytes, _left);

    private void Read(LetterWorker worker, string text, long firstLine = 1) =>
        LetterWorker.Read([worker], Encoding.ASCII.GetBytes(text), _left, MaxLineBytes, firstLine);

    /// <summary>The lines that came to the full reader, which are no JSON.</summary>
    private IEnumerable<string> Rejected() =>
        _left.Rejected.Select(one => one.Line.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
