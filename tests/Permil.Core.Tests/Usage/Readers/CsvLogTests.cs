namespace Permil.Usage.Readers;

public sealed class CsvLogTests
{
    private const string Header = "id,ts,model,prompt_tokens,completion_tokens\n";

    [Fact]
    public void Read_WithoutHeader_SaysThatOneIsNeeded()
    {
        var found = ReadResult.Of("a,2026-10-03T00:00:00Z,m,1,2\nb,2026-10-03T00:00:00Z,m,1,2\n");

        found.Events.ShouldBeEmpty();
        found.Rejected.ShouldHaveSingleItem().Reason.ShouldContain("without a header");
    }

    [Fact]
    public void Read_WithoutHeaderButNumberedColumns_ReadsEveryLine()
    {
        var options = ReadResult.Options with
        {
            Map = new Dictionary<string, string>
            {
                ["id"] = "1",
                ["time"] = "2",
                ["model"] = "3",
                ["prompt-tokens"] = "4",
                ["output-tokens"] = "5",
            },
        };

        var found = ReadResult.Of("a,2026-10-03T00:00:00Z,m,1,2\nb,2026-10-03T00:00:00Z,m,3,4\n", options);

        found
            .Events.Select(EventText.UsageOf)
            .ShouldBe(["input_tokens=1 output_tokens=2", "input_tokens=3 output_tokens=4"]);
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    public void Read_OtherDelimiters_AreTold(char delimiter)
    {
        var text = (Header + "a,2026-10-03T00:00:00Z,m,1,2\n").Replace(',', delimiter);

        EventText.UsageOf(ReadResult.Of(text).Single()).ShouldBe("input_tokens=1 output_tokens=2");
    }

    [Fact]
    public void Read_QuotedFields_MayHoldAnything()
    {
        var found = ReadResult.Of(
            Header + "\"a\"\"b,\r\nc\",2026-10-03T00:00:00Z,\"m\",1,2\nnext,2026-10-03T00:00:00Z,m,3,4"
        );

        found.Rejected.ShouldBeEmpty();
        found.Events.Select(one => one.Id).ShouldBe(["a\"b,\nc", "next"]);
    }

    [Fact]
    public void Read_BadRows_AreRejectedAtTheirLine()
    {
        var found = ReadResult.Of(
            Header
                + "a,2026-10-03T00:00:00Z,m,1,2\n"
                + "b,2026-10-03T00:00:00Z,m,-1,2\n"
                + "c,2026-10-03T00:00:00Z,m,1\n"
                + "d,2026-10-03T00:00:00Z,m,1,2\n"
                + "\"e,2026-10-03T00:00:00Z,m,1,2\n"
        );

        found.Events.Select(one => one.Id).ShouldBe(["a", "d"]);
        found.Rejected.Select(one => one.Line).ShouldBe([3, 4, 6]);
        found.Rejected[0].Reason.ShouldBe("prompt_tokens: found '-1', allowed: a whole number from 0 to 10^15");
        found.Rejected[1].Reason.ShouldBe("found 4 columns, allowed: 5 as in the first line");
        found.Rejected[2].Reason.ShouldContain("has no end");
    }

    [Fact]
    public void Read_InvalidUtf8InARow_IsRejected()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(Header + "abc,2026-10-03T00:00:00Z,m,1,2\n");
        bytes[Header.Length + 1] = 0xFF;

        ReadResult.Of(bytes).Rejected.ShouldHaveSingleItem().Reason.ShouldBe("no UTF-8 at byte 2");
    }
}
