using Permil.Billing.Contracts;
using Permil.Pricing;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Bills;

/// <summary>What a bill asks of usage: where it is cut, and what it wants by the hour.</summary>
public sealed class BillQuestionTests
{
    [Fact]
    public void QuestionOf_CutsTheMonthWhereCreditsAndRulesBeginAndEndWithinIt()
    {
        var terms = Terms(
            "taxes: [{ id: vat, percent: 19, from: 2026-10-10, until: 2026-10-20, agreed: 2026-01-01 }]",
            [
                Credit("inside", 1, "2026-10-25", "2026-10-28"),
                Credit("again", 1, "2026-10-20", "2026-12-01"),
                Credit("whole", 1, "2026-10-01", "2026-11-01"),
                Credit("around", 1, "2026-09-15"),
            ]
        );

        var question = BillMaker.QuestionOf(terms, Account, October, 7);

        question.Cuts.ShouldBe([Day(10), Day(20), Day(25), Day(28)]);
        (question.Account, question.Month, question.ThroughSequence).ShouldBe((Account, October, 7));
        question.OwnerKeys.ShouldHaveSingleItem().Name.ShouldBe("subAccount");
    }

    [Fact]
    public void QuestionOf_CreditsForAnything_NeedNoOrder() =>
        ByHour(credits: [Credit("any", 1), Credit("other", 1)]).ShouldBeEmpty();

    [Theory]
    [InlineData("2026-10-31", null, true)]
    [InlineData("2026-11-01", null, false)]
    [InlineData("2026-01-01", "2026-10-01", false)]
    [InlineData("2026-01-01", "2026-10-02", true)]
    public void QuestionOf_CreditForSomeUsage_AsksForTheOrderWhileItCanPay(string from, string? until, bool isAsked)
    {
        var credit = Credit("some", 1, from, until) with { Pays = new ChargeMatch { Meters = ["output_tokens"] } };

        ByHour(credits: [credit, Credit("any", 1)]).ShouldBe(isAsked ? ["", "output_tokens"] : []);
    }

    [Theory]
    [InlineData("upfront", "2026-10-31", "2026-12-01", true)]
    [InlineData("upfront", "2026-11-01", "2026-12-01", false)]
    [InlineData("upfront", "2026-09-01", "2026-10-01", false)]
    [InlineData("arrears", "2026-10-01", "2026-12-01", false)]
    public void QuestionOf_CommitmentThatCanRunOut_AsksForTheOrderInItsTerm(
        string paid,
        string from,
        string until,
        bool isAsked
    ) =>
        ByHour(
                $$"""
                spend-commitments:
                  - { id: spend, for: { meters: input_tokens }, amount: 9, from: {{from}}, until: {{until}}, paid: {{paid}}, agreed: 2026-01-01 }
                """
            )
            .ShouldBe(isAsked ? ["input_tokens"] : []);

    private static IEnumerable<string> ByHour(string rules = "", IEnumerable<Credit>? credits = null) =>
        BillMaker
            .QuestionOf(Terms(rules, credits), Account, October, null)
            .ByHour.Select(match => string.Join(',', match.Meters))
            .Order(StringComparer.Ordinal);

    private static DateTimeOffset Day(int day) => TestBooks.At($"2026-10-{day}");
}
