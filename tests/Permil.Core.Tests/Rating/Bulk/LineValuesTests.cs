namespace Permil.Rating.Bulk;

public sealed class LineValuesTests
{
    [Fact]
    public void Clear_ValuesOfTheLineBefore_AreForgotten()
    {
        var values = new LineValues(0)
        {
            TimeLength = 20,
            CachedTokens = 3,
            ReasoningTokens = 4,
            TotalTokens = 5,
            CostLength = 6,
        };

        values.Clear();

        values.TimeLength.ShouldBe(0);
        values.CachedTokens.ShouldBe(0);
        values.ReasoningTokens.ShouldBe(-1);
        values.TotalTokens.ShouldBe(-1);
        values.CostLength.ShouldBe(0);
    }

    [Fact]
    public void Dimension_EachSet_HasItsOwnPlace()
    {
        var values = new LineValues(2);

        values.SetDimension(0, start: 5, length: 7);
        values.SetDimension(1, start: 9, length: 2);

        values.Dimension(0).ShouldBe((5, 7));
        values.Dimension(1).ShouldBe((9, 2));
    }
}
