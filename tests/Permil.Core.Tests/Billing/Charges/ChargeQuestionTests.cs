using Permil.Rating;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Charges;

public sealed class ChargeQuestionTests
{
    private static readonly ChargeQuestion Question = new() { Account = Account, Month = October };

    [Fact]
    public void Start_NothingSaid_IsTheWholeMonthWithItsEvents()
    {
        (Question.Start, Question.End, Question.CountsEvents).ShouldBe((October.Start, October.End, true));

        var part = Question with { From = October.Start.AddDays(1), Until = October.Start.AddDays(2) };
        (part.Start, part.End).ShouldBe((October.Start.AddDays(1), October.Start.AddDays(2)));
    }

    [Theory]
    [InlineData("", "subAccount")]
    [InlineData("feature", "subAccount feature")]
    [InlineData("tenant feature", "tenant feature")]
    [InlineData("feature tenant", "subAccount feature tenant")]
    public void AllOwnerKeys_BeginWithTheSubAccount(string keys, string all) =>
        string.Join(' ', (Question with { OwnerKeys = KeysOf(keys) }).AllOwnerKeys.Select(key => key.Name))
            .ShouldBe(all);

    [Theory]
    [InlineData("feature day", "found 'day', allowed: ")]
    [InlineData("meter", "found 'meter', allowed: ")]
    public void AllOwnerKeys_OfTimeOrOfACharge_AreRefused(string keys, string problem) =>
        Should
            .Throw<ArgumentException>(() => (Question with { OwnerKeys = KeysOf(keys) }).AllOwnerKeys)
            .Message.ShouldStartWith(problem);

    private static IReadOnlyList<GroupKey> KeysOf(string keys) =>
        [.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(key => GroupKey.Parse(key)!)];
}
