using System.Text;

namespace Permil.Usage.Readers;

public sealed class RejectedTextTests
{
    [Theory]
    [InlineData("a\nb\r\nc", "2,3", "b\r\nc", 2)]
    [InlineData("\n\n{\"a\":1}\nb\n", "4", "b\n", 1)]
    [InlineData("\uFEFF{}\n{}\n", "1", "{}\n", 1)]
    [InlineData("id,time,model\n1,2,3\n\n\"x\ny\",2\nz,2,3\n", "4", "id,time,model\n\"x\ny\",2\n", 2)]
    [InlineData("1,2\n3,4\n", "1", "1,2\n3,4\n", 1)]
    [InlineData("\n{\n\"a\": 1\n}\n", "2", "\n{\n\"a\": 1\n}\n", 2)]
    [InlineData(": comment\ndata: x\n\ndata: y\n", "4", ": comment\ndata: x\n\ndata: y\n", 4)]
    public void Copy_HoldsWhatWasRejected(string log, string lines, string copy, long placeOfLast)
    {
        var numbers = lines.Split(',').Select(long.Parse).ToList();

        var (text, rejected) = Copy(log, numbers.ConvertAll(line => new RejectedLine("f", line, "why")));

        text.ShouldBe(copy);
        rejected.PlaceOf(numbers[^1]).ShouldBe(placeOfLast);
    }

    [Fact]
    public void Copy_OfRecordsThatShareALine_KeepsTheLinesNumber()
    {
        var (text, rejected) = Copy("{}\n{}\n[{},{}]\n{}\n", [new RejectedLine("f", 3, "record 2: why")]);

        text.TrimEnd('\n').ShouldBe("\n\n[{},{}]");
        rejected.PlaceOf(3).ShouldBe(3);
    }

    [Fact]
    public void Copy_OfALineThatIsTooLongToHold_IsTheLine()
    {
        var line = new string('x', 300_000);

        Copy($"{{}}\n{line}\n{{}}\n", [new RejectedLine("f", 2, "long")]).Text.ShouldBe(line + "\n");
    }

    private static (string Text, RejectedText Rejected) Copy(string log, IEnumerable<RejectedLine> lines)
    {
        var rejected = new RejectedText();
        foreach (var line in lines)
        {
            rejected.Add(line);
        }

        using var target = new MemoryStream();
        rejected.Copy(
            () => new MemoryStream(Encoding.UTF8.GetBytes(log)),
            new ReadOptions { DefaultTime = null, MaxLineBytes = 100_000 },
            target
        );
        return (Encoding.UTF8.GetString(target.ToArray()), rejected);
    }
}
