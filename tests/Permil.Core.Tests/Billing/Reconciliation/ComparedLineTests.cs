using Permil.Pricing;

namespace Permil.Billing.Reconciliation;

public sealed class ComparedLineTests
{
    private static readonly SkuPrice Price = TestBooks
        .Read("models: [{ id: m, kind: chat, prices: [{ price: { input_tokens: 1 }, source: page }] }]")
        .Prices.Single();

    [Fact]
    public void Sides_OfTwoLinesEach_HaveTheSums() =>
        TestLines
            .Compared(
                [TestLines.Stored("10", "0.1", Price), TestLines.Stored("20", "0.2", Price)],
                TestLines.Billed("11", "0.12"),
                TestLines.Billed("22", "0.23")
            )
            .Sides()
            .ShouldBe(
                new FindingSides(
                    new FindingLine(new DateOnly(2026, 9, 1), "m", "serverless", "input_tokens", "token", null),
                    30,
                    0.3m,
                    33,
                    0.35m,
                    "bill:11"
                )
            );

    /// <summary>What is not known of a side is left open, never 0.</summary>
    [Fact]
    public void Sides_OfWhatIsNotKnown_AreOpen()
    {
        Figures(TestLines.Compared([], TestLines.Billed("11", "0.12"))).ShouldBe((null, null, 11, 0.12m, "bill:11"));
        Figures(TestLines.Compared([TestLines.Stored("10", "0.1", Price)])).ShouldBe((10, 0.1m, null, null, null));

        // One of two without a price, one of two without a quantity.
        Figures(
                TestLines.Compared(
                    [TestLines.Stored("10", "0.1", Price), TestLines.Stored("20", "0", null)],
                    TestLines.Billed("11", "0.12"),
                    TestLines.Billed(null, "0.23")
                )
            )
            .ShouldBe((30, null, null, 0.35m, "bill:11"));
    }

    /// <summary>Two lines in cents may be a cent off together; beside that only what divisions cut off.</summary>
    [Theory]
    [InlineData("0.360000000001", true)]
    [InlineData("0.360000000002", false)]
    [InlineData("0.3400000", true)]
    [InlineData("0.3600000", true)]
    [InlineData("0.3399999", false)]
    [InlineData("0.3600001", false)]
    public void Costs_IsAsFarAsTheBillsRoundingGoes(string listed, bool costs) =>
        TestLines
            .Compared([], TestLines.Billed("1", "0.12"), TestLines.Billed("1", "0.23"))
            .Costs(decimal.Parse(listed, System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(costs);

    [Fact]
    public void IsQuantityRight_AtTheEdgeOfTheBillsRounding_Is()
    {
        IsQuantityRight("0.365").ShouldBeTrue();
        IsQuantityRight("0.3651").ShouldBeFalse();
        IsQuantityRight("0.355").ShouldBeTrue();
        IsQuantityRight("0.3549").ShouldBeFalse();
    }

    private static bool IsQuantityRight(string stored) =>
        TestLines.Compared([TestLines.Stored(stored, "0", Price)], TestLines.Billed("0.36", "1")).IsQuantityRight;

    private static (decimal?, decimal?, decimal?, decimal?, string?) Figures(ComparedLine line)
    {
        var sides = line.Sides();
        return (sides.QuantityHere, sides.ListCostHere, sides.QuantityThere, sides.CostThere, sides.Where);
    }
}
