using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating;

public sealed class RatingComparisonTests
{
    private static readonly Rater Rater = TestBooks.RaterOfRow("per: token, price: { input_tokens: 1 }");

    [Fact]
    public void Of_GroupsOfEitherSide_StandBesideEachOtherOnceDearestFirst()
    {
        var comparison = RatingComparison.Of(
            Rate(("gone", 5), ("both", 7), ("fell", 9), ("b", 1)),
            Rate(("both", 10), ("new", 6), ("fell", 2), ("a", 1))
        );

        comparison
            .Groups.Select(group =>
                (group.Before.Values[0], group.Before.ListCost, group.After.ListCost, group.Difference, group.Change)
            )
            .ShouldBe([
                ("both", 7, 10, 3, null),
                ("fell", 9, 2, -7, null),
                ("new", 0, 6, 6, "new"),
                ("gone", 5, 0, -5, "gone"),
                ("a", 0, 1, 1, "new"),
                ("b", 1, 0, -1, "gone"),
            ]);
        comparison.Groups.ShouldAllBe(group => group.Before.Values[0] == group.After.Values[0]);
        comparison.Before.ListCost.ShouldBe(22);
        comparison.After.ListCost.ShouldBe(19);
        comparison.Difference.ShouldBe(-3);
    }

    [Fact]
    public void Of_NewAndGone_HaveNothingOnTheOtherSide()
    {
        var groups = RatingComparison.Of(Rate(("gone", 5)), Rate(("new", 6))).Groups;

        (groups[0].IsNew, groups[0].IsGone).ShouldBe((true, false));
        (groups[1].IsNew, groups[1].IsGone).ShouldBe((false, true));
        (groups[0].Before.Events, groups[1].After.Events).ShouldBe((0, 0));
        groups[0].Before.Quantities.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("3", "12", "25")]
    [InlineData("-3", "12", "-25")]
    [InlineData("1", "3", "33.333333333333")]
    [InlineData("0", "3", "0")]
    [InlineData("3", "0", null)]
    public void PercentOf_Difference_IsInHundredthsOfWhatWas(string difference, string before, string? percent) =>
        RatingComparison.PercentOf(D(difference), D(before)).ShouldBe(percent is null ? null : D(percent));

    private static RatingSummary Rate(params (string Tenant, decimal Tokens)[] usage)
    {
        var rating = new UsageRating(Rater, GroupKey.ParseAll(["tenant"]));
        foreach (var (tenant, tokens) in usage)
        {
            rating.Accept(
                TestBooks.Event("m", new Measurement(Meters.InputTokens, tokens)) with
                {
                    Id = tenant,
                    SubAccount = tenant,
                }
            );
        }

        return rating.Finish();
    }

    private static decimal D(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
