using Permil.Usage;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>Kinds and sets of tags that came up lately, found without writing them out as texts first.</summary>
/// <remarks>What it does not know it asks the tables. One thread at a time, as for them.</remarks>
internal sealed class RecentCodes(KindTable kinds, TextTable tags)
{
    /// <summary>With more than this of a sort all are forgotten.</summary>
    private const int Most = 16 * 1024;

    private readonly Dictionary<KindKey, List<UsageKind>> _kinds = [];
    private readonly Dictionary<(string Name, string Value), int> _tags = [];

    /// <summary>All of an event that a kind depends on, but for its slots and its attributes, of which it has none.</summary>
    private readonly record struct KindKey(
        string Source,
        string? Provider,
        string Model,
        Mode Mode,
        string? UnsettledReason,
        string ReportedCurrency
    );

    public UsageKind KindOf(UsageEvent usageEvent, IReadOnlyList<Slot> slots)
    {
        if (HasPricedAttribute(usageEvent))
        {
            return kinds.KindOf(usageEvent, slots);
        }

        var key = new KindKey(
            usageEvent.Source,
            usageEvent.Provider,
            usageEvent.Model,
            usageEvent.Mode,
            usageEvent.UnsettledReason,
            usageEvent.ReportedCurrency
        );
        if (!_kinds.TryGetValue(key, out var known))
        {
            ForgetIfMany(_kinds);
            _kinds.Add(key, known = []);
        }

        foreach (var kind in known)
        {
            if (AreSame(kind.Slots, slots))
            {
                return kind;
            }
        }

        var added = kinds.KindOf(usageEvent, slots);
        known.Add(added);
        return added;
    }

    /// <summary>The code of a set of tags.</summary>
    public int TagsOf(IReadOnlyDictionary<string, string> pairs)
    {
        if (pairs.Count != 1)
        {
            return pairs.Count == 0 ? 0 : tags.CodeOf(TextPairs.Write(pairs));
        }

        var (name, value) = pairs.First();
        if (!_tags.TryGetValue((name, value), out var code))
        {
            ForgetIfMany(_tags);
            _tags.Add((name, value), code = tags.CodeOf(TextPairs.Write(pairs)));
        }

        return code;
    }

    private static bool HasPricedAttribute(UsageEvent usageEvent)
    {
        if (usageEvent.Attributes.Count > 0)
        {
            foreach (var (name, _) in usageEvent.Attributes)
            {
                if (!Usage.Attribute.IsNote(name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool AreSame(IReadOnlyList<Slot> left, IReadOnlyList<Slot> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (left[i] != right[i])
            {
                return false;
            }
        }

        return true;
    }

    private static void ForgetIfMany<TKey, TValue>(Dictionary<TKey, TValue> known)
        where TKey : notnull
    {
        if (known.Count >= Most)
        {
            known.Clear();
        }
    }
}
