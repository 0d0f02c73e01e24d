using Permil.Storage.Files;

namespace Permil.Storage.Ids;

/// <summary>What an index of ids must hold, and the draws of ids for it.</summary>
internal sealed class IdModel(Random random)
{
    private readonly SortedDictionary<UInt128, ulong> _contents = [];
    private readonly List<UInt128> _known = [];

    public long LastSequence => _contents.Count;

    /// <summary>New ids in order. Some draws share their upper halves, some stand close together.</summary>
    public IdEntry[] Draw(int count)
    {
        var form = random.Next(3);
        var drawn = new SortedDictionary<UInt128, ulong>();
        while (drawn.Count < count)
        {
            var high = form switch
            {
                0 => (ulong)random.NextInt64(),
                1 => (ulong)random.Next(3) * 0x5555_5555_5555_5555,
                _ => ulong.MaxValue - (ulong)random.Next(1000),
            };
            var id = new UInt128(high, (ulong)random.NextInt64());
            if (!_contents.ContainsKey(id))
            {
                drawn[id] = (ulong)random.NextInt64();
            }
        }

        return [.. drawn.Select(pair => EntryOf(pair.Key, pair.Value))];
    }

    public void Add(ReadOnlySpan<IdEntry> entries)
    {
        foreach (var entry in entries)
        {
            _contents.Add(entry.Id, entry.Content);
            _known.Add(entry.Id);
        }
    }

    public void ShouldBeFoundIn(IdIndex index, int count)
    {
        var asked = new SortedSet<UInt128>(Draw(Math.Max(1, count / 2)).Select(entry => entry.Id));
        for (var i = 0; i < count && _known.Count > 0; i++)
        {
            asked.Add(_known[random.Next(_known.Count)]);
        }

        ShouldBeFoundIn(index, asked);
    }

    public void ShouldAllBeFoundIn(IdIndex index)
    {
        index.LastSequence.ShouldBe(LastSequence);
        ShouldBeFoundIn(index, _contents.Keys);
    }

    public static IdEntry EntryOf(UInt128 id, ulong content) => new((ulong)(id >> 64), unchecked((ulong)id), content);

    private void ShouldBeFoundIn(IdIndex index, IReadOnlyCollection<UInt128> asked)
    {
        var stored = new ulong?[asked.Count];
        index.Find(asked.Select(id => EntryOf(id, content: 7)).ToArray(), stored);
        foreach (var (id, content) in asked.Zip(stored))
        {
            if (content != (_contents.TryGetValue(id, out var expected) ? expected : null))
            {
                Assert.Fail($"{id}: found {content}, expected {expected}");
            }
        }
    }
}
