using FsCheck;
using FsCheck.Fluent;

namespace Permil.Rating;

public sealed class GroupOrderTests
{
    /// <summary>Costs beyond a million millions, below a millionth of each other, negative, equal; values that are missing.</summary>
    [Fact]
    public void Sort_AnyGroups_IsDearestFirstThenByValueMissingLast() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    decimal[] costs =
                    [
                        0,
                        1,
                        1.0000001m,
                        1.0000002m,
                        -1,
                        -1.0000001m,
                        2,
                        2_000_000_000_000,
                        2_000_000_000_000.5m,
                        -3_000_000_000_000,
                        decimal.MaxValue,
                        decimal.MinValue,
                    ];
                    string?[] names = ["a", "b", "B", "", null];
                    var groups = Enumerable
                        .Range(0, random.Next(0, 40))
                        .Select(_ => (names[random.Next(5)], names[random.Next(5)]))
                        .Distinct()
                        .Select(values =>
                        {
                            var group = new UsageGroup([values.Item1, values.Item2]);
                            group.AddCost(costs[random.Next(costs.Length)]);
                            return group;
                        })
                        .ToList();
                    var expected = groups
                        .OrderByDescending(group => group.ListCost)
                        .ThenBy(group => group.Values[0] is null)
                        .ThenBy(group => group.Values[0], StringComparer.Ordinal)
                        .ThenBy(group => group.Values[1] is null)
                        .ThenBy(group => group.Values[1], StringComparer.Ordinal);
                    GroupOrder.Sort(groups).ShouldBe(expected);
                    return true;
                }
            )
            .Holds(2_000);

    [Fact]
    public void Compare_SameValues_IsZero() =>
        GroupId.Compare(new GroupId(["a", null]), new GroupId(["a", null])).ShouldBe(0);

    [Fact]
    public void Equals_GroupId_IsByEveryValue()
    {
        var id = new GroupId(["a", null]);

        id.Equals((object)new GroupId(["a", null])).ShouldBeTrue();
        id.GetHashCode().ShouldBe(new GroupId(["a", null]).GetHashCode());
        id.Equals((object)new GroupId(["a", "b"])).ShouldBeFalse();
        id.Equals((object)new GroupId(["a"])).ShouldBeFalse();
        id.Equals("a").ShouldBeFalse();
        id.Equals(null).ShouldBeFalse();
    }
}
