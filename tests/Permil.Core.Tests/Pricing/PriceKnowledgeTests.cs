using System.Globalization;
using Permil.Rating;
using Permil.Usage;
using static Permil.Pricing.TestBooks;

namespace Permil.Pricing;

/// <summary>Two dates: when a price is in force and when we learned it. Every case is worked out by hand.</summary>
public sealed class PriceKnowledgeTests
{
    /// <summary>1.00 until 1 June, then 2.00, learned on 20 June: three weeks too late.</summary>
    private const string Change = """
          - { source: page, price: { input_tokens: 1 }, per: token, until: 2026-06-01, learned: 2026-01-10 }
          - { source: page, price: { input_tokens: 2 }, per: token, from: 2026-06-01, learned: 2026-06-20 }
        """;

    /// <summary>A promotion of May, announced with its end and what comes after; the price after it then came out higher.</summary>
    private const string Promotion = """
          - { source: page, price: { input_tokens: 4 }, per: token, until: 2026-05-01, learned: 2026-01-10 }
          - { source: page, price: { input_tokens: 1 }, per: token, from: 2026-05-01, until: 2026-06-01, learned: 2026-04-20 }
          - { source: page, price: { input_tokens: 4 }, per: token, from: 2026-06-01, learned: 2026-04-20, withdrawn: 2026-05-25 }
          - { source: page, price: { input_tokens: 5 }, per: token, from: 2026-06-01, learned: 2026-05-25 }
        """;

    /// <summary>3.00 was a misreading; on 1 March it was corrected to 2.50 for the whole time.</summary>
    private const string Correction = """
          - { source: page, price: { input_tokens: 3 }, per: token, from: 2026-02-01, learned: 2026-02-01, withdrawn: 2026-03-01 }
          - { source: page, price: { input_tokens: 2.5 }, per: token, from: 2026-02-01, learned: 2026-03-01 }
        """;

    [Theory]
    [InlineData("2026-05-31T23:59:59", "", "1")]
    [InlineData("2026-06-01T00:00:00", "", "2")]
    [InlineData("2026-05-31T23:59:59", "2026-06-19", "1")]
    // On 19 June nobody here knew of the change: June is rated as May was.
    [InlineData("2026-06-01T00:00:00", "2026-06-19", "1")]
    [InlineData("2026-06-30T00:00:00", "2026-06-19", "1")]
    // From the day it was learned on, all of June is at the new price.
    [InlineData("2026-06-01T00:00:00", "2026-06-20", "2")]
    [InlineData("2026-05-31T23:59:59", "2026-06-20", "1")]
    [InlineData("2026-05-31T23:59:59", "2026-01-10", "1")]
    [InlineData("2026-05-31T23:59:59", "2026-01-09", "unpriced")]
    public void Change_LearnedLate_IsNotKnownBefore(string time, string knownOn, string cost) =>
        CostOf(Change, time, knownOn).ShouldBe(cost);

    [Theory]
    [InlineData("2026-04-30T23:59:59", "", "4")]
    [InlineData("2026-05-01T00:00:00", "", "1")]
    [InlineData("2026-06-01T00:00:00", "", "5")]
    // Before it was announced, the old price had no end.
    [InlineData("2026-05-15T00:00:00", "2026-04-19", "4")]
    [InlineData("2026-06-15T00:00:00", "2026-04-19", "4")]
    // Announced: the promotion ends as it said, although the price that came in fact was still unknown.
    [InlineData("2026-05-31T23:59:59", "2026-04-20", "1")]
    [InlineData("2026-06-01T00:00:00", "2026-04-20", "4")]
    [InlineData("2026-06-01T00:00:00", "2026-05-24", "4")]
    [InlineData("2026-06-01T00:00:00", "2026-05-25", "5")]
    [InlineData("2026-05-31T23:59:59", "2026-05-25", "1")]
    public void Promotion_AnnouncedWithItsEnd_EndsThenWhateverIsLearnedLater(
        string time,
        string knownOn,
        string cost
    ) => CostOf(Promotion, time, knownOn).ShouldBe(cost);

    [Theory]
    [InlineData("2026-02-10T00:00:00", "", "2.5")]
    [InlineData("2026-02-10T00:00:00", "2026-01-31", "unpriced")]
    [InlineData("2026-02-10T00:00:00", "2026-02-01", "3")]
    [InlineData("2026-02-10T00:00:00", "2026-02-28", "3")]
    [InlineData("2026-02-10T00:00:00", "2026-03-01", "2.5")]
    [InlineData("2026-01-31T23:59:59", "", "unpriced")]
    public void Correction_WithdrawsWhatWasWrong_FromTheDayItWasFound(string time, string knownOn, string cost) =>
        CostOf(Correction, time, knownOn).ShouldBe(cost);

    /// <summary>An end that no other price explains (a model taken off the list) stands from the first.</summary>
    [Theory]
    [InlineData("2026-05-31T23:59:59", "2026-01-10", "1")]
    [InlineData("2026-06-01T00:00:00", "2026-01-10", "unpriced")]
    [InlineData("2026-06-01T00:00:00", "", "unpriced")]
    public void End_WithoutASuccessor_IsKnownFromTheFirst(string time, string knownOn, string cost) =>
        CostOf(
                """
                  - { source: page, price: { input_tokens: 1 }, per: token, until: 2026-06-01, learned: 2026-01-10 }
                  - { source: page, price: { input_tokens: 9 }, per: token, from: 2026-07-01, learned: 2026-06-20 }
                """,
                time,
                knownOn
            )
            .ShouldBe(cost);

    /// <summary>What begins when a price of another SKU ends explains nothing.</summary>
    [Fact]
    public void End_WithASuccessorOfOtherDimensions_IsKnownFromTheFirst() =>
        CostOf(
                """
                  - { source: page, price: { input_tokens: 1 }, per: token, until: 2026-06-01, learned: 2026-01-10 }
                  - { source: page, price: { input_tokens: 9 }, per: token, where: { gpu: h100 }, from: 2026-06-01, learned: 2026-06-20 }
                """,
                "2026-06-01T00:00:00",
                "2026-06-19"
            )
            .ShouldBe("unpriced");

    /// <summary>The nearer scope is not there while nobody knows of it.</summary>
    [Theory]
    [InlineData("2026-02-28", "0.2")]
    [InlineData("2026-03-01", "7")]
    public void OwnPrice_LearnedLater_LeavesTheClassUntilThen(string knownOn, string cost)
    {
        var rater = RaterOf(
            """
            models:
              - id: m
                kind: chat
                parameters: 8B
                prices: [{ source: page, price: { input_tokens: 7 }, per: token, learned: 2026-03-01 }]
            classes:
              - { name: small, up-to: 8B, prices: [{ source: page, price: { input_tokens: 0.2 }, per: token }] }
            """,
            Day(knownOn)
        );
        DecimalText.Of(rater.CostOf(Meters.InputTokens, 1)).ShouldBe(cost);
    }

    private static string CostOf(string rows, string time, string knownOn)
    {
        var rater = RaterOf($"prices:\n{rows}", knownOn.Length == 0 ? null : Day(knownOn));
        var rated = rater.Rate(Event("", new Measurement(Meters.InputTokens, 1)) with { Time = At(time) });
        return rated.Unpriced.Count > 0 ? "unpriced" : DecimalText.Of(rated.ListCost);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public void Find_PriceLearnedAfterTheDay_SaysWhenItWasLearned()
    {
        var rater = TestBooks.RaterOf(
            """
            models: [{ id: m, kind: chat, prices: [{ price: { input_tokens: 1 }, source: page }] }]
            """,
            new DateOnly(2025, 6, 1)
        );

        rater
            .Rate(TestBooks.Event("m", new Usage.Measurement(Usage.Meters.InputTokens, 1)))
            .Unpriced.ShouldHaveSingleItem()
            .Reason.ShouldBe("the price of m was learned on 2026-01-01, after the day asked for");
    }
}
