namespace Permil.Rating;

/// <summary>
/// Filters as texts: <c>tenant=acme,model=x</c>. All keys must hold; a key with several values
/// (<c>tenant=acme,blue</c>, or named again) takes any of them; a key with none (<c>tenant=</c>) takes usage without one.
/// </summary>
public static class UsageFilterText
{
    /// <exception cref="FormatException">A text is no filter.</exception>
    public static IReadOnlyList<UsageFilter> Parse(IEnumerable<string>? texts)
    {
        var values = new List<(GroupKey Key, List<string?> Values)>();
        foreach (var text in texts ?? [])
        {
            GroupKey? key = null;
            foreach (var piece in text.Split(','))
            {
                var equals = piece.IndexOf('=', StringComparison.Ordinal);
                if (equals < 0 && key is not null)
                {
                    Add(values, key, piece);
                    continue;
                }

                key = equals > 0 ? GroupKey.Parse(piece[..equals].Trim()) : null;
                if (key is null || !UsageFilter.CanBe(key))
                {
                    throw new FormatException(
                        $"found '{piece}', allowed: KEY=VALUE with a key of {UsageFilter.Allowed}"
                    );
                }

                Add(values, key, piece[(equals + 1)..]);
            }
        }

        return [.. values.Select(pair => new UsageFilter(pair.Key, pair.Values))];
    }

    private static void Add(List<(GroupKey Key, List<string?> Values)> values, GroupKey key, string text)
    {
        var place = values.FindIndex(pair => pair.Key.Dimension == key.Dimension && pair.Key.Tag == key.Tag);
        if (place < 0)
        {
            place = values.Count;
            values.Add((key, []));
        }

        values[place].Values.Add(text.Length == 0 ? null : text);
    }
}
