using Permil.Rating;

namespace Permil.Billing.Ledgers;

/// <summary>Sums entries by their places.</summary>
internal sealed class EntrySums
{
    private readonly SortedDictionary<LedgerPlace, decimal> _sums = [];

    public void Add(LedgerPlace place, decimal amount) =>
        _sums[place] = Exact.Add(_sums.GetValueOrDefault(place), amount);

    /// <param name="entries">Entries.</param>
    /// <param name="sign">1, or -1 for their opposites.</param>
    public void Add(IEnumerable<LedgerEntry> entries, int sign = 1)
    {
        foreach (var entry in entries)
        {
            Add(LedgerPlace.Of(entry), sign * entry.Amount);
        }
    }

    /// <summary>One entry a place, none of 0, in the order of places.</summary>
    public IReadOnlyList<LedgerEntry> ToEntries() =>
        [.. _sums.Where(sum => sum.Value != 0).Select(sum => sum.Key.Entry(sum.Value))];
}
