namespace Permil.Storage.Spend;

/// <summary>Adds up groups of the same values and currency.</summary>
internal sealed class SpendSums
{
    private readonly Dictionary<string, SpendGroup> _groups = new(StringComparer.Ordinal);

    public void Add(SpendGroup group)
    {
        // Null is not an empty text; separators are in no value.
        var key = string.Join('\u001f', group.Values.Select(value => value ?? "\u001e").Append(group.Currency));
        _groups[key] = _groups.TryGetValue(key, out var sum) ? sum.Plus(group) : group;
    }

    /// <summary>The highest billed cost first, currency by currency.</summary>
    public IReadOnlyList<SpendGroup> Groups() =>
        [
            .. _groups
                .OrderBy(group => group.Value.Currency, StringComparer.Ordinal)
                .ThenByDescending(group => group.Value.BilledCost)
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => group.Value),
        ];
}
