namespace Permil.Rating.Bulk;

public sealed class BulkTotalsTests
{
    [Fact]
    public void Add_SameAndOtherCombinations_AreSummedEach()
    {
        var totals = new BulkTotals();

        totals.Add(7, 100, 20, 3);
        totals.Add(0, 1, 2, 4);
        totals.Add(7, 1000, 500, 60);

        totals.Count.ShouldBe(2);
        TextOf(totals, 0).ShouldBe("7: 2 events, 1100, 520, 63");
        TextOf(totals, 1).ShouldBe("0: 1 events, 1, 2, 4");
    }

    [Fact]
    public void SumAdd_AnotherSum_AddsAllButTheCombination()
    {
        var totals = new BulkTotals();
        totals.Add(7, 100, 20, 3);
        totals.Add(8, 1, 2, 4);
        totals.Add(8, 1, 2, 4);

        totals[0].Add(in totals[1]);

        TextOf(totals, 0).ShouldBe("7: 3 events, 102, 24, 11");
        TextOf(totals, 1).ShouldBe("8: 2 events, 2, 4, 8");
    }

    /// <summary>Random ones: many of them meet at one place of the table. Growing moves none.</summary>
    [Fact]
    public void PlaceOf_ManyCombinations_IsInTheOrderOfFirstSight()
    {
        var random = new Random(1);
        var combinations = Enumerable.Range(0, 5_000).Select(_ => (ulong)random.NextInt64()).Distinct().ToArray();
        var totals = new BulkTotals();
        for (var i = 0; i < combinations.Length; i++)
        {
            totals.PlaceOf(combinations[i]).ShouldBe(i);
            totals.PlaceOf(combinations[i / 2]).ShouldBe(i / 2);
            totals.Count.ShouldBe(i + 1);
            totals.Add(combinations[i], i, 0, 1);
        }

        for (var i = 0; i < combinations.Length; i++)
        {
            totals.PlaceOf(combinations[i]).ShouldBe(i);
            TextOf(totals, i).ShouldBe($"{combinations[i]}: 1 events, {i}, 0, 1");
        }
    }

    /// <summary>A place that is free holds 0 as its combination.</summary>
    [Fact]
    public void PlaceOf_CombinationZeroAfterAnyNumberOfOthers_IsNew()
    {
        for (var others = 0; others < 300; others++)
        {
            var totals = new BulkTotals();
            for (var i = 0; i < others; i++)
            {
                totals.PlaceOf((ulong)i + 1).ShouldBe(i);
            }

            totals.PlaceOf(0).ShouldBe(others);
            totals.Count.ShouldBe(others + 1);
        }
    }

    private static string TextOf(BulkTotals totals, int place)
    {
        ref var sum = ref totals[place];
        return $"{sum.Combination}: {sum.Events} events, {sum.Input}, {sum.Cached}, {sum.Output}";
    }
}
