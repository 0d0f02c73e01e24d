namespace Permil.Rating;

/// <summary>Sorts groups: dearest first, then by value.</summary>
internal static class GroupOrder
{
    private static readonly Comparer<UsageGroup> Exactly = Comparer<UsageGroup>.Create(
        (first, second) =>
            second.ListCost.CompareTo(first.ListCost) is var byCost and not 0
                ? byCost
                : GroupId.Compare(first.Id, second.Id)
    );

    /// <summary>
    /// Costs are first compared in millionths, as whole numbers, half of the groups beside the other half: several times as
    /// fast for half a million groups.
    /// </summary>
    public static UsageGroup[] Sort(List<UsageGroup> groups)
    {
        var sorted = groups.ToArray();
        var keys = new long[sorted.Length];
        var middle = sorted.Length / 2;
        Parallel.Invoke(() => SortRange(sorted, keys, 0, middle), () => SortRange(sorted, keys, middle, sorted.Length));
        return Merge(sorted, middle);
    }

    private static void SortRange(UsageGroup[] groups, long[] keys, int start, int end)
    {
        const decimal Millionths = 1_000_000;
        const decimal MaxCompared = 1_000_000_000_000;
        for (var i = start; i < end; i++)
        {
            keys[i] = -(long)(decimal.Clamp(groups[i].ListCost, -MaxCompared, MaxCompared) * Millionths);
        }

        Array.Sort(keys, groups, start, end - start);
        for (var first = start; first < end; )
        {
            var next = first + 1;
            while (next < end && keys[next] == keys[first])
            {
                next++;
            }

            if (next - first > 1)
            {
                Array.Sort(groups, first, next - first, Exactly);
            }

            first = next;
        }
    }

    private static UsageGroup[] Merge(UsageGroup[] halves, int middle)
    {
        var merged = new UsageGroup[halves.Length];
        var (left, right) = (0, middle);
        for (var i = 0; i < merged.Length; i++)
        {
            var isLeft = right == halves.Length || (left < middle && Exactly.Compare(halves[left], halves[right]) <= 0);
            merged[i] = isLeft ? halves[left++] : halves[right++];
        }

        return merged;
    }
}
