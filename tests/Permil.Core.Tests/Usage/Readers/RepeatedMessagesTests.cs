using System.Text;
using Permil.Pricing;
using Permil.Rating;

namespace Permil.Usage.Readers;

public sealed class RepeatedMessagesTests
{
    [Theory]
    [InlineData(1, 450, 900)]
    [InlineData(900, 900, 900)]
    [InlineData(900, 1, 450)]
    public void Read_MessageLoggedWhileItGrows_CountsItsLargestOutputOnce(int first, int second, int third)
    {
        var log = string.Concat(Line("msg_1", first), Line("msg_2", 7), Line("msg_1", second), Line("msg_1", third));

        var summary = Rate(log);

        summary.Events.ShouldBe(2);
        summary.Duplicates.ShouldBe(2);
        summary
            .Groups.ShouldHaveSingleItem()
            .Quantities.Single(quantity => quantity.Meter == Meters.OutputTokens)
            .Quantity.ShouldBe(907);
    }

    [Fact]
    public void Read_MoreMessagesThanWait_LosesNone()
    {
        var log = string.Concat(Enumerable.Range(0, 1_000).Select(i => Line($"msg_{i}", 1) + Line($"msg_{i}", 2)));

        var summary = Rate(log);

        summary.Events.ShouldBe(1_000);
        summary.Duplicates.ShouldBe(1_000);
        summary
            .Groups.ShouldHaveSingleItem()
            .Quantities.Single(quantity => quantity.Meter == Meters.OutputTokens)
            .Quantity.ShouldBe(2_000);
    }

    private static RatingSummary Rate(string log)
    {
        var rating = new UsageRating(new Rater(new PriceCatalog(ShippedPriceBooks.Read())), []);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(log));
        UsageLog.Read(stream, "session.jsonl", new ReadOptions { DefaultTime = EventTime.Min }, rating);
        return rating.Finish();
    }

    private static string Line(string message, int output) =>
        $$$"""{"type":"assistant","timestamp":"2026-10-03T12:00:00Z","uuid":"u-{{{output}}}","sessionId":"s","requestId":"req_1","message":{"id":"{{{message}}}","type":"message","role":"assistant","model":"claude-sonnet-4-6","usage":{"input_tokens":9,"output_tokens":{{{output}}} } } }"""
        + "\n";
}
