using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Permil.Usage.Readers;

public sealed class LineSourceTests
{
    private const int MaxLineBytes = 6;

    private static readonly Arbitrary<string> Texts = Gen.Elements('a', 'b', '\r', '\n', '\n', 'c')
        .ArrayOf()
        .Select(letters => new string(letters))
        .ToArbitrary();

    private static readonly Arbitrary<int[]> ChunkSizes = Gen.Choose(1, 9).ArrayOf().ToArbitrary();

    [Fact]
    public void MoveNext_AnyTextInAnyChunks_GivesTheLinesOfTheText() =>
        Prop.ForAll(
                Texts,
                ChunkSizes,
                (text, sizes) => string.Join('|', LinesOf(text, sizes)) == string.Join('|', Expected(text))
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void TryReadAll_FromAnyLine_GivesTheRest()
    {
        using var stream = new ChunkedStream(Encoding.UTF8.GetBytes("\uFEFFone\ntwo\r\nthree"), [2]);
        using var lines = new LineSource(stream, MaxLineBytes);
        lines.MoveNext().ShouldBeTrue();
        lines.MoveNext().ShouldBeTrue();
        lines.Ahead().Length.ShouldBe(5);

        lines.TryReadAll(100, out var rest).ShouldBeTrue();

        Encoding.UTF8.GetString(rest.Span).ShouldBe("two\r\nthree");
        lines.MoveNext().ShouldBeFalse();
    }

    [Fact]
    public void TryReadAll_OverTheLimit_IsFalse()
    {
        using var stream = new ChunkedStream(new byte[1_000_000], [5000]);
        using var lines = new LineSource(stream, 2_000_000);
        lines.MoveNext().ShouldBeTrue();

        lines.TryReadAll(1000, out _).ShouldBeFalse();
    }

    private static List<string> LinesOf(string text, int[] sizes)
    {
        using var stream = new ChunkedStream(Encoding.ASCII.GetBytes(text), sizes);
        using var lines = new LineSource(stream, MaxLineBytes);
        var found = new List<string>();
        while (lines.MoveNext())
        {
            lines.Number.ShouldBe(found.Count + 1);
            found.Add(lines.IsTooLong ? $"#{lines.Length}" : Encoding.ASCII.GetString(lines.Line.Span));
        }

        return found;
    }

    private static IEnumerable<string> Expected(string text)
    {
        var lines = text.Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            var isRest = index == lines.Length - 1;
            if (isRest && lines[index].Length == 0)
            {
                yield break;
            }

            var line = lines[index].EndsWith('\r') ? lines[index][..^1] : lines[index];
            yield return line.Length > MaxLineBytes ? $"#{line.Length}" : line;
        }
    }
}
