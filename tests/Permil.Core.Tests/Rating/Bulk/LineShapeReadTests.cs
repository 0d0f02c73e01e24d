using System.Globalization;

namespace Permil.Rating.Bulk;

/// <summary>Which lines a known shape takes, and what it reads in them. What it does not take is for the full reader.</summary>
public sealed class LineShapeReadTests
{
    private const string All =
        """{"id":"a1","ts":"2026-06-03T12:00:00Z","note":"n","heat":0.5,"cost":0.25,"a-name-of-more-than-thirty-two-bytes":true,"usage":{"prompt_tokens":10,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens":5,"reasoning_tokens":2,"total_tokens":15}}""";

    private static readonly ShapeOf Shape = ShapeOf.Line(All)!;

    [Fact]
    public void TryRead_LineOfTheShape_GivesEveryValue()
    {
        Shape
            .Read(All)
            .ShouldBe("id=a1 time=2026-06-03T12:00:00Z prompt=10 cached=4 output=5 reasoning=2 total=15 cost=0.25");
        Shape
            .Read(
                All.Replace("a1", "", StringComparison.Ordinal)
                    .Replace("2026-06-03T12:00:00Z", "t", StringComparison.Ordinal)
                    .Replace(":10,", ":123456,", StringComparison.Ordinal)
                    .Replace(":4}", ":0}", StringComparison.Ordinal)
                    .Replace(":5,", ":123456789012,", StringComparison.Ordinal)
                    .Replace(":2,", ":7,", StringComparison.Ordinal)
                    .Replace(":15}", ":99}", StringComparison.Ordinal)
                    .Replace(":0.25", ":-1", StringComparison.Ordinal)
            )
            .ShouldBe("id= time=t prompt=123456 cached=0 output=123456789012 reasoning=7 total=99 cost=-1");
    }

    [Fact]
    public void TryRead_LineWithLessThanTheOneBefore_ForgetsWhatItDoesNotSay()
    {
        var values = new LineValues(dimensions: 0);
        Read(All);
        values.CachedTokens.ShouldBe(4);
        Read("""{"id":"b","ts":1780000000,"prompt_tokens":1,"completion_tokens":2}""");

        (values.TimeLength, values.TimeNumber).ShouldBe((0, 1_780_000_000));
        (values.PromptTokens, values.CachedTokens, values.OutputTokens).ShouldBe((1, 0, 2));
        (values.ReasoningTokens, values.TotalTokens, values.CostLength).ShouldBe((-1, -1, 0));

        void Read(string line)
        {
            var bytes = PaddedLine.Of(line);
            var shape = LineShape.Learn(
                bytes.AsSpan(0, line.Length),
                Usage.Readers.FieldMap.Default,
                _ => -1,
                isAnyTagAsked: false
            )!;
            shape.TryRead(ref bytes[0], line.Length + 1, values).ShouldBe(line.Length + 1);
        }
    }

    [Fact]
    public void TryRead_AnyOtherByteBetweenTheValues_IsAnotherShape()
    {
        string[] values = ["\"a1\"", "\"2026-06-03T12:00:00Z\"", "\"n\"", "0.5", "0.25", "10", "4", "5", "2", "15"];
        var places = new HashSet<int>();
        var from = 0;
        foreach (var value in values)
        {
            from = All.IndexOf($":{value}", from, StringComparison.Ordinal) + 1;
            var quotes = value[0] == '"' ? 1 : 0;
            places.UnionWith(Enumerable.Range(from + quotes, value.Length - (2 * quotes)));
        }

        foreach (var place in Enumerable.Range(0, All.Length).Except(places))
        {
            var line = string.Concat(All.AsSpan(0, place), "~", All.AsSpan(place + 1));

            Shape.LengthOf(line).ShouldBe(0, line);
        }
    }

    [Theory]
    [InlineData("", "}")]
    [InlineData("", " ")]
    [InlineData("", "\r")]
    [InlineData("}", "")]
    public void TryRead_AnotherEnd_IsAnotherShape(string without, string with) =>
        Shape.LengthOf(All[..^without.Length] + with).ShouldBe(0);

    [Fact]
    public void TryRead_LastLineOfAFile_EndsWithoutALineFeed()
    {
        Shape.LengthOf(All, available: All.Length).ShouldBe(All.Length);
        Shape.LengthOf(All, available: All.Length + 1).ShouldBe(All.Length + 1);
        Shape.LengthOf(All, available: All.Length + 9).ShouldBe(All.Length + 1);
    }

    [Fact]
    public void TryRead_ChunkThatEndsWithinTheLine_IsNotRead()
    {
        for (var available = 0; available < All.Length; available++)
        {
            Shape.LengthOf(All, available).ShouldBe(0, All[..available]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(200)]
    public void TryRead_PlainTextOfAnyLength_IsRead(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)(' ' + (i * 7 % 95))))
            .Replace('"', 'q')
            .Replace('\\', 'b');

        Shape.Read(With("note", $"\"{text}\"")).ShouldStartWith("id=a1 ");
        Shape.Read(With("id", $"\"{text}\"")).ShouldStartWith($"id={text} time=2026");
    }

    [Theory]
    [InlineData("!", true)]
    [InlineData(" ", true)]
    [InlineData("\u007f", true)]
    [InlineData("\u001f", false)]
    [InlineData("\t", false)]
    [InlineData("\0", false)]
    [InlineData("\\n", false)]
    [InlineData("\\\"", false)]
    [InlineData("\u00e9", false)]
    [InlineData("\U0001F600", false)]
    public void TryRead_TextThatIsNotPlain_IsForTheFullReader(string character, bool isRead)
    {
        foreach (var before in new[] { 0, 5, 31, 32, 40 })
        {
            foreach (var after in new[] { "", "xx" })
            {
                var text = $"\"{new string('x', before)}{character}{after}\"";
                foreach (var field in new[] { "id", "note", "ts" })
                {
                    (Shape.LengthOf(With(field, text)) > 0).ShouldBe(isRead, $"{field}: {text}");
                }
            }
        }
    }

    [Fact]
    public void TryRead_EmptyTime_IsForTheFullReader()
    {
        Shape.LengthOf(With("ts", "\"\"")).ShouldBe(0);
        Shape.LengthOf(With("ts", "\"x\"")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void TryRead_WholeNumbersOfUpTo15Digits_AreReadToTheDigit()
    {
        for (var digits = 1; digits <= 15; digits++)
        {
            foreach (
                var text in new[] { "987654321987654"[..digits], "1" + new string('0', digits - 1), new('9', digits) }
            )
            {
                Shape.Read(With("prompt_tokens", text)).ShouldContain($" prompt={text} ");
                Shape.Read(With("completion_tokens", text)).ShouldContain($" output={text} ");
                Shape.Read(With("cached_tokens", text)).ShouldContain($" cached={text} ");
                Shape.Read(With("reasoning_tokens", text)).ShouldContain($" reasoning={text} ");
                Shape.Read(With("total_tokens", text)).ShouldContain($" total={text} ");
            }
        }

        for (var number = 0L; number < 1000; number++)
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            Shape.Read(With("prompt_tokens", text)).ShouldContain($" prompt={text} ");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234567890123456")]
    [InlineData("12345678901234567890")]
    [InlineData("01")]
    [InlineData("00")]
    [InlineData("01234567")]
    [InlineData("012345678")]
    [InlineData("000000000000000")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("1e2")]
    [InlineData("/")]
    [InlineData(":")]
    [InlineData("1/")]
    [InlineData("1:")]
    [InlineData("12345678/")]
    [InlineData("12345678:")]
    [InlineData("null")]
    [InlineData("\"1\"")]
    public void TryRead_NoWholeNumber_IsForTheFullReader(string number)
    {
        string[] names = ["prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "total_tokens"];
        foreach (var name in names)
        {
            Shape.LengthOf(With(name, number)).ShouldBe(0, name);
        }
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("9", true)]
    [InlineData("10", true)]
    [InlineData("-0", true)]
    [InlineData("-12", true)]
    [InlineData("0.5", true)]
    [InlineData("12.05", true)]
    [InlineData("-12.5", true)]
    [InlineData("1.00000000000", true)]
    [InlineData("1.000000000000000000000000", true)]
    [InlineData("1e5", true)]
    [InlineData("1E5", true)]
    [InlineData("1e+5", true)]
    [InlineData("1e-05", true)]
    [InlineData("-1.5E-12", true)]
    [InlineData("", false)]
    [InlineData("-", false)]
    [InlineData("+1", false)]
    [InlineData("01", false)]
    [InlineData("-01", false)]
    [InlineData("00", false)]
    [InlineData(".5", false)]
    [InlineData("1.", false)]
    [InlineData("1.e5", false)]
    [InlineData("1e", false)]
    [InlineData("1e+", false)]
    [InlineData("1e+-5", false)]
    [InlineData("1d5", false)]
    [InlineData("1.5.5", false)]
    [InlineData("/", false)]
    [InlineData(":", false)]
    [InlineData("--1", false)]
    [InlineData("true", false)]
    public void TryRead_NumberNobodyAsksFor_IsReadIfItIsOneOfJson(string number, bool isRead) =>
        (Shape.LengthOf(With("heat", number)) > 0).ShouldBe(isRead);

    [Theory]
    [InlineData("0.37", true)]
    [InlineData("-12", true)]
    [InlineData("0.1234567890123", true)]
    [InlineData("0.12345678901234", false)]
    [InlineData("123456789012345", true)]
    [InlineData("1234567890123456", false)]
    [InlineData("1e5", false)]
    [InlineData("1E5", false)]
    [InlineData("1.5e-3", false)]
    [InlineData("01", false)]
    [InlineData("", false)]
    public void TryRead_CostOfTheLog_IsReadIfItIsShortAndPlain(string cost, bool isRead)
    {
        var line = With("cost", cost);

        (Shape.LengthOf(line) > 0).ShouldBe(isRead);
        if (isRead)
        {
            Shape.Read(line).ShouldEndWith($" cost={cost}");
        }
    }

    /// <summary>The line with another value.</summary>
    private static string With(string name, string value)
    {
        var from = All.IndexOf($"\"{name}\":", StringComparison.Ordinal) + name.Length + 3;
        var until = All[from] == '"' ? All.IndexOf('"', from + 1) + 1 : All.IndexOfAny([',', '}'], from);
        return string.Concat(All.AsSpan(0, from), value, All.AsSpan(until));
    }
}
