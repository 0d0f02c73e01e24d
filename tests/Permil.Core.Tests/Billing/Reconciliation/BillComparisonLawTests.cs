using FsCheck;
using FsCheck.Fluent;

namespace Permil.Billing.Reconciliation;

/// <summary>Generated bills: one that matches has no finding, and every planted difference is found with its cause, alone.</summary>
public sealed class BillComparisonLawTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    public static TheoryData<int> EachPlant => [.. Enumerable.Range(0, Plants.All.Count)];

    [Fact]
    public void Of_AMatchingBill_HasNoFinding() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var month = new GeneratedMonth(seed);
                    var compared = month.Compare();
                    compared.Findings.ShouldBeEmpty();
                    compared.Matched.ShouldBe(compared.Compared);
                    compared.Difference.ShouldBe(0);
                    return true;
                }
            )
            .Holds(15, fewest: 3);

    /// <summary>Windows of an hour, every cost rounded as the bill likes, the same product more than once in a window.</summary>
    [Fact]
    public void Of_AMatchingBillInPartsAndRounded_HasNoFinding() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var month = new GeneratedMonth(seed);
                    var decimals = month.Random.Next(2, 10);
                    var whole = month.Billed.ToList();
                    month.Billed.Clear();
                    foreach (var item in whole)
                    {
                        foreach (var part in PartsOf(month.Random, item.Quantity))
                        {
                            var cost = Math.Round(part * item.UnitPrice, decimals, MidpointRounding.AwayFromZero);
                            month.Billed.Add(item with { Quantity = part, Cost = cost, Hour = month.Random.Next(24) });
                        }
                    }

                    month.Compare().Findings.ShouldBeEmpty();
                    return true;
                }
            )
            .Holds(15, fewest: 3);

    [Fact]
    public void Of_PlantedDifferences_AreFoundWithTheirCauses_AndNothingElseIs() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var month = new GeneratedMonth(seed);
                    var plants = Plants.All.ToArray();
                    month.Random.Shuffle(plants);
                    var expected = new List<PlantedFinding>();

                    // Two days stay between any two: what is at a day's border reaches the next one.
                    for (var i = 0; i < 9; i++)
                    {
                        expected.Add(plants[i].Put(month, 2 + (3 * i)));
                    }

                    ShouldBe(month.Compare(), expected);
                    return true;
                }
            )
            .Holds(60, fewest: 3);

    /// <summary>Each by itself on each day, the days of the price change among them.</summary>
    [Theory]
    [MemberData(nameof(EachPlant))]
    public void Of_OnePlantedDifference_IsTheOnlyFinding(int plant)
    {
        foreach (var day in Generators.Some(8, 16, 1, 14, 15, 29))
        {
            var month = new GeneratedMonth((plant * 100) + day);
            var expected = Plants.All[plant].Put(month, day);
            ShouldBe(month.Compare(), [expected]);
        }
    }

    private static void ShouldBe(BillReconciliation compared, List<PlantedFinding> expected)
    {
        compared
            .Findings.Select(PlantedFinding.Of)
            .OrderBy(finding => finding.ToString(), StringComparer.Ordinal)
            .ShouldBe(expected.OrderBy(finding => finding.ToString(), StringComparer.Ordinal));
        compared.Findings.Sum(finding => finding.CostDifference).ShouldBe(compared.Difference);
        compared.Findings.Select(finding => Math.Abs(finding.CostDifference)).ShouldBeInOrder(SortDirection.Descending);
    }

    private static List<decimal> PartsOf(Random random, decimal whole)
    {
        var parts = new List<decimal>();
        for (var i = random.Next(3); i > 0; i--)
        {
            var part = Math.Floor(whole * random.Next(1, 90) / 100);
            parts.Add(part);
            whole -= part;
        }

        return [.. parts, whole];
    }
}
