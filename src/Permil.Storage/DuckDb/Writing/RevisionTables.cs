using Permil.Rating;
using Permil.Storage.DuckDb.Interop;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Writing;

/// <summary>
/// Keeps account of which events no longer count because others revise them. Revisions are few: where one comes, or an
/// event that one waits for, the whole account is made anew.
/// </summary>
internal sealed class RevisionTables(DuckDbConnection connection)
{
    private readonly HashSet<Int128> _awaited = Awaited(connection);
    private bool _hasChanged;

    /// <summary>Whether a revision came before the event it points at.</summary>
    public bool IsAwaited(UInt128 id) => _awaited.Count > 0 && _awaited.Contains(Signed(id));

    /// <summary>The event that a revision waited for is stored.</summary>
    public void Arrived(UInt128 id, long sequence)
    {
        connection.Execute("INSERT INTO revised_event VALUES (?, ?)", Signed(id), sequence);
        _awaited.Remove(Signed(id));
        _hasChanged = true;
    }

    /// <param name="added">Revisions that were stored.</param>
    /// <param name="findSequence">Finds a stored event by source and id.</param>
    public void Add(IReadOnlyList<NewRevision> added, Func<string, string, long?> findSequence)
    {
        foreach (var (sequence, id, source, revision, recorded) in added)
        {
            var own = Signed(id);
            _awaited.Remove(own);
            var target = Signed(EventIdHash.Of(source, revision.Target));
            connection.Execute(
                "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?)",
                sequence,
                revision.Kind == RevisionKind.Retraction,
                own,
                target,
                revision.Target,
                recorded
            );
            _hasChanged = true;
        }

        foreach (var (_, _, source, revision, _) in added)
        {
            Look(Signed(EventIdHash.Of(source, revision.Target)), source, revision.Target, findSequence);
        }

        if (_hasChanged)
        {
            WriteUncounted();
            _hasChanged = false;
        }
    }

    /// <summary>Finds the event a revision points at, unless that is a revision itself or was found before.</summary>
    private void Look(Int128 target, string source, string id, Func<string, string, long?> findSequence)
    {
        var known = connection.QueryNumber(
            "SELECT count(*) FROM (SELECT own_id FROM revision WHERE own_id = ? UNION ALL SELECT id FROM revised_event WHERE id = ?)",
            target,
            target
        );
        if (known > 0)
        {
            return;
        }

        if (findSequence(source, id) is { } sequence)
        {
            connection.Execute("INSERT INTO revised_event VALUES (?, ?)", target, sequence);
        }
        else
        {
            _awaited.Add(target);
        }
    }

    private void WriteUncounted()
    {
        var uncounted = new UncountedEvents(connection, throughSequence: null);
        connection.Execute("DELETE FROM uncounted");
        connection.Execute($"INSERT INTO uncounted {uncounted.RevisedEvents}");
        foreach (var sequence in uncounted.Revisions())
        {
            connection.Execute("INSERT INTO uncounted VALUES (?)", sequence);
        }
    }

    /// <summary>The same bits as a number the database has a type for.</summary>
    private static Int128 Signed(UInt128 id) => unchecked((Int128)id);

    private static HashSet<Int128> Awaited(DuckDbConnection connection)
    {
        var awaited = new HashSet<Int128>();
        using var result = connection.Query(
            "SELECT target_id FROM revision EXCEPT SELECT own_id FROM revision EXCEPT SELECT id FROM revised_event"
        );
        while (result.NextChunk() is { } chunk)
        {
            foreach (var id in chunk.Values<Int128>(0))
            {
                awaited.Add(id);
            }
        }

        return awaited;
    }
}
