using System.Text;
using Permil.Pricing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>What a bulk rating takes as lines, and what it passes on.</summary>
public sealed class BulkRatingSinkTests
{
    private readonly UsageRating _rating = ShapeReading.NewRating(["model"]);
    private readonly BulkRating _bulk;

    public BulkRatingSinkTests() => _bulk = new BulkRating(_rating, ShapeReading.Options);

    [Fact]
    public void Accept_EventAndRejectedLine_AreTheRatings()
    {
        _bulk.Accept(TestBooks.Event("m", new Measurement(Meters.OutputTokens, 10)));
        _bulk.Reject(new RejectedLine("log", 3, "no JSON"));

        _bulk.Finish();

        var summary = _rating.Finish();
        (summary.Events, summary.ListCost).ShouldBe((1, 0.00004m));
        summary.RejectedLines.ShouldBe([new RejectedLine("log", 3, "no JSON")]);
    }

    [Fact]
    public void TryTakeLines_LogOfAnApplication_IsReadToItsEndAndSummedAtTheEnd()
    {
        using var rest = new MemoryStream(Encoding.UTF8.GetBytes($"\n{new LogLine { Id = "b" }}\n"));

        _bulk.TryTakeLines(First(new LogLine().ToString()), rest).ShouldBeTrue();

        rest.Position.ShouldBe(rest.Length);
        _bulk.Finish();
        var summary = _rating.Finish();
        summary.Events.ShouldBe(2);
        summary.Groups.ShouldHaveSingleItem().ListCost.ShouldBe(2 * (0.00012m + 0.00004m + 0.000028m));
    }

    [Theory]
    [InlineData(
        """{"object":"chat.completion","id":"c","model":"m","usage":{"prompt_tokens":1,"completion_tokens":1}}"""
    )]
    [InlineData("""{"neither":1}""")]
    [InlineData("no JSON")]
    public void TryTakeLines_OtherLog_IsLeftUntouched(string line)
    {
        using var rest = new MemoryStream(Encoding.UTF8.GetBytes($"\n{new LogLine()}\n"));

        _bulk.TryTakeLines(First(line), rest).ShouldBeFalse();

        rest.Position.ShouldBe(0);
        _bulk.Finish();
        _rating.Finish().Events.ShouldBe(0);
    }

    private static FirstLine First(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        return new FirstLine("log", 1, bytes, bytes);
    }
}
