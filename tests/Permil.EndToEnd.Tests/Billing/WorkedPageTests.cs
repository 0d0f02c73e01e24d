namespace Permil.Billing;

public sealed class WorkedPageTests
{
    [Fact]
    public void Page_EverySumIsRight()
    {
        var sums = WrittenSum.In(WorkedPage.Text);

        sums.ShouldAllBe(sum => sum.Stated == sum.WorkedOut);
        // None is written in a way that is not read.
        sums.Count.ShouldBe(WorkedPage.Text.Split(" = ").Length - 1);
        sums.Count.ShouldBeGreaterThan(150);
    }
}
