using Permil.Rating;
using Permil.Storage.DuckDb.Importing;
using Permil.Usage;

namespace Permil.Storage.DuckDb;

/// <summary>What a store must do, as plain as it can be said: everything in dictionaries.</summary>
internal sealed class StoreModel
{
    private readonly Dictionary<(string Source, string Id), UsageEvent> _events = [];
    private readonly HashSet<(string Source, string Id, string Content)> _conflicts = [];

    public IReadOnlyCollection<UsageEvent> Events => _events.Values;

    public IReadOnlyCollection<(string Source, string Id, string Content)> Conflicts => _conflicts;

    /// <summary>The first of an id counts for ever; who says something else under it is kept aside.</summary>
    public ImportSummary Import(IEnumerable<UsageEvent> events)
    {
        var summary = new ImportSummary();
        foreach (var usageEvent in events)
        {
            var name = (usageEvent.Source, usageEvent.Id);
            if (!_events.TryGetValue(name, out var known))
            {
                _events.Add(name, usageEvent);
                summary = summary with { New = summary.New + 1 };
                continue;
            }

            var content = EventText.Of(usageEvent);
            if (EventText.Of(known) == content)
            {
                summary = summary with { Duplicates = summary.Duplicates + 1 };
                continue;
            }

            var isUnknown = _conflicts.Add((usageEvent.Source, usageEvent.Id, content));
            summary = summary with
            {
                Conflicts = summary.Conflicts + 1,
                NewConflicts = summary.NewConflicts + (isUnknown ? 1 : 0),
            };
        }

        return summary;
    }

    /// <summary>The events that count.</summary>
    public List<UsageEvent> Counted()
    {
        var counted = new HashSet<(string Source, string Id)>(_events.Keys);
        foreach (var group in Groups())
        {
            counted.ExceptWith(group);
            var last = group
                .Where(name => _events.TryGetValue(name, out var found) && found.Revises is not null)
                .MaxBy(name =>
                    (
                        _events[name].Revises!.RecordedAt ?? _events[name].Time,
                        unchecked((Int128)EventIdHash.Of(name.Source, name.Id))
                    )
                );
            if (_events[last].Revises!.Kind == RevisionKind.Amendment)
            {
                counted.Add(last);
            }
        }

        return [.. counted.Select(name => _events[name])];
    }

    /// <summary>Revisions with everything they point at, directly or through others.</summary>
    private IEnumerable<HashSet<(string Source, string Id)>> Groups()
    {
        var groups = new List<HashSet<(string Source, string Id)>>();
        foreach (var revision in _events.Values.Where(found => found.Revises is not null))
        {
            var joined = new HashSet<(string Source, string Id)>
            {
                (revision.Source, revision.Id),
                (revision.Source, revision.Revises!.Target),
            };
            foreach (var group in groups.Where(group => group.Overlaps(joined)).ToList())
            {
                joined.UnionWith(group);
                groups.Remove(group);
            }

            groups.Add(joined);
        }

        return groups;
    }
}
