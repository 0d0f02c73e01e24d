using System.Globalization;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.DuckDb.Writing;

/// <summary>
/// Which events do not count because others revise them, as of the event with some number: those stored after it did not
/// exist yet.
/// </summary>
/// <param name="connection">To the store.</param>
/// <param name="throughSequence">The number; <see langword="null"/>: all that are stored.</param>
internal sealed class UncountedEvents(DuckDbConnection connection, long? throughSequence)
{
    private readonly record struct Fact(long Sequence, bool IsRetraction, Int128 Id, Int128 Target, long Recorded);

    private readonly string _through = (throughSequence ?? long.MaxValue).ToString(CultureInfo.InvariantCulture);

    /// <summary>SQL for the numbers of events that are no revisions themselves: the first revision ends them.</summary>
    public string RevisedEvents =>
        $"""
            SELECT sequence FROM revised_event
            WHERE sequence <= {_through} AND id IN (SELECT target_id FROM revision WHERE sequence <= {_through})
            """;

    /// <summary>
    /// The numbers of revisions. Those that hang together are about one event: the one recorded last counts in its place, or
    /// nothing where that is a retraction.
    /// </summary>
    public IReadOnlyList<long> Revisions()
    {
        var uncounted = new List<long>();
        foreach (var group in Groups())
        {
            var last = group.MaxBy(fact => (fact.Recorded, fact.Id));
            uncounted.AddRange(
                group.Where(fact => fact.IsRetraction || fact.Id != last.Id).Select(fact => fact.Sequence)
            );
        }

        return uncounted;
    }

    /// <summary>
    /// The numbers of all that revisions stored after an event are about: events, and revisions that hang together with them.
    /// </summary>
    public IReadOnlySet<long> RevisedAfter(long sequence)
    {
        var revised = new HashSet<long>();
        var targets = new HashSet<Int128>();
        foreach (var group in Groups())
        {
            if (group.Any(fact => fact.Sequence > sequence))
            {
                revised.UnionWith(group.Select(fact => fact.Sequence));
                targets.UnionWith(group.Select(fact => fact.Target));
            }
        }

        using var result = connection.Query($"SELECT id, sequence FROM revised_event WHERE sequence <= {_through}");
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                if (targets.Contains(chunk.Values<Int128>(0)[row]))
                {
                    revised.Add(chunk.Int64(1, row));
                }
            }
        }

        return revised;
    }

    /// <summary>Revisions of revisions belong together.</summary>
    private IEnumerable<List<Fact>> Groups()
    {
        var facts = Facts();
        var parents = new Dictionary<Int128, Int128>();
        foreach (var fact in facts)
        {
            parents[RootOf(parents, fact.Id)] = RootOf(parents, fact.Target);
        }

        return facts.GroupBy(fact => RootOf(parents, fact.Id)).Select(group => group.ToList());
    }

    private List<Fact> Facts()
    {
        var facts = new List<Fact>();
        using var result = connection.Query(
            $"SELECT sequence, is_retraction, own_id, target_id, recorded FROM revision WHERE sequence <= {_through}"
        );
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                facts.Add(
                    new Fact(
                        chunk.Int64(0, row),
                        chunk.Values<bool>(1)[row],
                        chunk.Values<Int128>(2)[row],
                        chunk.Values<Int128>(3)[row],
                        chunk.Int64(4, row)
                    )
                );
            }
        }

        return facts;
    }

    private static Int128 RootOf(Dictionary<Int128, Int128> parents, Int128 id)
    {
        while (parents.TryGetValue(id, out var parent) && parent != id)
        {
            id = parent;
        }

        return id;
    }
}
