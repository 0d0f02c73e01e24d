namespace Permil.Rating;

/// <summary>Sorts groups: dearest first, then by value.</summary>
internal static class GroupOrder
{
    /// <summary>Costs are first compared in millionths, as whole numbers: several times as fast for half a million groups.</summary>
    public static UsageGroup[] Sort(List<UsageGroup> groups)
    {
        const decimal Millionths = 1_000_000;
        var sorted = groups.ToArray();
        var keys = Array.ConvertAll(
            sorted,
            group =>
                -(long)Math.Clamp(decimal.Truncate(group.ListCost * Millionths), long.MinValue / 2, long.MaxValue / 2)
        );
        Array.Sort(keys, sorted);
        for (var start = 0; start < sorted.Length; )
        {
            var end = start + 1;
            while (end < sorted.Length && keys[end] == keys[start])
            {
                end++;
            }

            Array.Sort(sorted, start, end - start, Exactly);
            start = end;
        }

        return sorted;
    }

    private static readonly Comparer<UsageGroup> Exactly = Comparer<UsageGroup>.Create(
        (first, second) =>
            second.ListCost.CompareTo(first.ListCost) is var byCost and not 0
                ? byCost
                : GroupId.Compare(first.Id, second.Id)
    );
}
