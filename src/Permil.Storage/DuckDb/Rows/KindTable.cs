using Permil.Usage;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>The kinds of usage by their codes, from 1 and for ever. New ones wait to be stored with the next events.</summary>
/// <remarks>One thread adds, under a lock on the codes; others may read at the same time.</remarks>
internal sealed class KindTable
{
    private readonly Dictionary<string, UsageKind> _byKey = new(StringComparer.Ordinal);
    private readonly AppendOnlyList<UsageKind> _kinds = new();
    private int _taken;

    public IReadOnlyList<UsageKind> All => _kinds;

    public UsageKind this[int code] => _kinds[code - 1];

    public void Load(UsageKind kind)
    {
        if (kind.Code != _kinds.Count + 1 || !_byKey.TryAdd(kind.Key, kind))
        {
            throw new InvalidDataException($"the table usage_kind has no code {_kinds.Count + 1}, or a kind twice");
        }

        _kinds.Add(kind);
        _taken = _kinds.Count;
    }

    public UsageKind KindOf(UsageEvent usageEvent, IReadOnlyList<Slot> slots)
    {
        var key = UsageKind.KeyOf(usageEvent with { Attributes = UsageKind.PricedAttributes(usageEvent) }, slots);
        if (!_byKey.TryGetValue(key, out var kind))
        {
            _kinds.Add(kind = new UsageKind(_kinds.Count + 1, usageEvent, slots));
            _byKey.Add(key, kind);
        }

        return kind;
    }

    /// <summary>Kinds that were not taken before.</summary>
    public List<UsageKind> TakeNew()
    {
        var added = _kinds.Skip(_taken).ToList();
        _taken += added.Count;
        return added;
    }
}
