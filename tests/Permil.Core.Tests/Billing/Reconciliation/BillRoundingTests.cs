using System.Globalization;
using Permil.Billing.Reconciliation.Bills;
using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>How far sums of numbers that a bill has rounded may be from the true ones.</summary>
public sealed class BillRoundingTests
{
    [Theory]
    [InlineData("0.15", "0.1500", "0", "one line that has room for all decimals is exact")]
    [InlineData("0.15", "0.151", "0.005", "one line that has not is off by half a cent at most")]
    [InlineData("0.15 0.20", "0.35", "0.01", "two lines are off by half a cent each")]
    [InlineData("0.15 0.2", "0.35", "0.01", "the bill's decimals are those of its finest line")]
    [InlineData("3 4 5", "12", "0", "whole amounts are not rounded")]
    [InlineData("3", "3.2", "0.5", "but for what is not whole")]
    [InlineData("3 4", "7.4", "1.0", "each of them")]
    public void OfCost_IsHalfAUnitOfTheLastDecimalALine(string costs, string listed, string expected, string because) =>
        OfCost([.. costs.Split(' ').Select(cost => TestLines.Billed("1", cost))], listed)
            .ShouldBe(Of(expected), because);

    /// <summary>0.1 + 0.2 of binary fractions has 17 digits that say nothing of how the bill rounds.</summary>
    [Fact]
    public void OfCost_BinaryFractions_AreOffByWhatTheirDigitsAreTogether()
    {
        var noisy = TestLines.Billed("1", "0") with { Cost = new BilledNumber(0.30000000000000004m, 0.001m) };

        OfCost([noisy, noisy], "0.6000000001").ShouldBe(0.002m);
        OfCost([noisy, noisy, TestLines.Billed("1", "0.25")], "0.8500000001").ShouldBe(0.007m);
    }

    /// <summary>Tokens are whole on a bill that shows hours with decimals.</summary>
    [Fact]
    public void OfQuantity_GoesByTheMetersOwnLines()
    {
        var tokens = new[] { TestLines.Billed("10", "1"), TestLines.Billed("20", "1") };
        var hours = TestLines.Billed("1.25", "1", meter: Meters.GpuClusterHours);
        var rounding = new BillRounding([.. tokens, hours]);
        var line = TestLines.Compared([TestLines.Stored("30", "0", null)], tokens);

        rounding.OfQuantity(line).ShouldBe(0);
        line.Stored.Add(TestLines.Stored("0.5", "0", null));
        rounding.OfQuantity(line).ShouldBe(1);
    }

    [Fact]
    public void OfQuantity_LinesWithoutOne_AreNotCounted()
    {
        BillLine[] lines = [TestLines.Billed("10.50", "1"), TestLines.Billed(null, "1")];

        new BillRounding(lines)
            .OfQuantity(TestLines.Compared([TestLines.Stored("10.501", "0", null)], lines))
            .ShouldBe(0.005m);
    }

    private static decimal OfCost(BillLine[] lines, string listed) =>
        new BillRounding(lines).OfCost(TestLines.Compared([], lines), Of(listed));

    private static decimal Of(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
