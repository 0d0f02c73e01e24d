using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating;

public sealed class RatingJsonTests
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Write_Summary_HasEveryFigureUnderItsName() =>
        TextOf(json => RatingJson.Write(json, Rate()))
            .ShouldBe(
                """
                {"currency":"USD","events":4,"duplicates":1,"unsettled":1,"failed":1,"rejected":1,"unpriced":1,"listCost":"0.0000006",
                "groups":[
                {"model":"m","tenant":"acme","events":1,"quantities":{"input_tokens":"2"},"listCost":"0.0000006","unpriced":0},
                {"model":"m","tenant":null,"events":2,"quantities":{},"listCost":"0","unpriced":0},
                {"model":"x","tenant":null,"events":1,"quantities":{"output_tokens":"3"},"listCost":"0","unpriced":1}],
                "unpricedGroups":[
                {"model":"x","reason":"the acme price book has no model 'x', and its size is not known","events":1,"quantities":{"output_tokens":"3"}}],
                "unsettledReasons":[{"reason":"cut off","events":1}],
                "rejectedLines":[{"file":"log","line":7,"reason":"no JSON"}]}
                """.ReplaceLineEndings("")
            );

    [Fact]
    public void Write_MoreFields_StandBesideTheSumAndInEachGroup()
    {
        var text = TextOf(json =>
            RatingJson.Write(
                json,
                Rate(),
                more => more.WriteString("more", "of all"),
                (more, group) => more.WriteString("moreOf", group.Values[0])
            )
        );

        text.ShouldContain(
            """
            "listCost":"0.0000006","more":"of all","groups":
            """
        );
        text.ShouldContain(
            """
            "unpriced":0,"moreOf":"m"},
            """
        );
        text.ShouldContain(
            """
            "unpriced":1,"moreOf":"x"}]
            """
        );
    }

    [Fact]
    public void WriteFindings_Summary_SaysWhyUsageIsNotInTheCost() =>
        TextOf(json => RatingJson.WriteFindings(json, Rate()))
            .ShouldBe(
                """
                {"unpricedGroups":[{"model":"x","reason":"the acme price book has no model 'x', and its size is not known","events":1,"quantities":{"output_tokens":"3"}}],"unsettledReasons":[{"reason":"cut off","events":1}]}
                """
            );

    [Fact]
    public void WriteSide_Group_HasAllFourCosts() =>
        TextOf(json => json.WriteSide("before", Rate().Groups[0]))
            .ShouldBe(
                """
                {"before":{"events":1,"quantities":{"input_tokens":"2"},"listCost":"0.0000006","contractedCost":"0.0000006","effectiveCost":"0.0000006","billedCost":"0.0000006","unpriced":0}}
                """
            );

    [Theory]
    [InlineData(1, 4, """{"difference":"1","differencePercent":"25"}""")]
    [InlineData(1, 0, """{"difference":"1","differencePercent":null}""")]
    [InlineData(null, 4, """{"difference":null,"differencePercent":null}""")]
    public void WriteDifference_IsInMoneyAndInPercent(int? difference, int before, string text) =>
        TextOf(json => json.WriteDifference(difference, before)).ShouldBe(text);

    private static string TextOf(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static RatingSummary Rate()
    {
        var rating = new UsageRating(
            TestBooks.RaterOfRow("price: { input_tokens: 0.3 }"),
            GroupKey.ParseAll(["model,tenant"])
        );
        var priced = TestBooks.Event("m", new Measurement(Meters.InputTokens, 2)) with { SubAccount = "acme" };
        rating.Accept(priced);
        rating.Accept(priced);
        rating.Accept(TestBooks.Event("x", new Measurement(Meters.OutputTokens, 3)) with { Id = "e2" });
        rating.Accept(TestBooks.Event("m") with { Id = "e3", UnsettledReason = "cut off" });
        rating.Accept(TestBooks.Event("m").With((Usage.Attribute.Outcome, Usage.Attribute.Failed)) with { Id = "e4" });
        rating.Reject(new RejectedLine("log", 7, "no JSON"));
        return rating.Finish();
    }
}
