using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;
using Permil.Storage.Files;
using Permil.Storage.Ids;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Writing;

/// <summary>
/// Puts batches of events into the store, each in one transaction. The ids go to their index first, durably: what a crash
/// leaves there of a batch that was not committed is found by its numbers and dropped at the next start.
/// </summary>
internal sealed class UsageWriter(
    IStoreDisk disk,
    DuckDbConnection connection,
    EventCodes codes,
    IdIndex index,
    TimeProvider clock
)
{
    private readonly BatchCheck _check = new();
    private readonly RevisionTables _revisions = new(connection);
    private Exception? _failure;

    /// <summary>The number of the last event that is stored for good.</summary>
    public long StoredEvents { get; private set; } = index.LastSequence;

    /// <summary>Stores a batch. It is durable when this returns.</summary>
    /// <param name="batch">Events in the order in which they came.</param>
    /// <param name="added">Kinds and texts that came up with these events.</param>
    /// <param name="journalSequence">The last journal record among them; <see langword="null"/> when they came another way.</param>
    /// <param name="openCalls">What changed of the calls that are open.</param>
    /// <exception cref="StoreFailedException">An earlier batch failed: only a new start knows what is on disk.</exception>
    public BatchOutcome Write(
        EventBatch batch,
        NewCodes added,
        long? journalSequence = null,
        OpenCallTable? openCalls = null
    )
    {
        if (_failure is not null)
        {
            throw new StoreFailedException(_failure);
        }

        try
        {
            return WriteAtOnce(batch, added, journalSequence, openCalls);
        }
        catch (Exception exception)
        {
            // Codes were given that are not stored, and whether a failed commit is on disk is not known here: the next start
            // looks. What was not committed goes with the connection.
            _failure = exception;
            if (exception is DuckDbException)
            {
                throw new IOException($"{disk.Folder}: events could not be stored: {exception.Message}", exception);
            }

            throw;
        }
    }

    private BatchOutcome WriteAtOnce(EventBatch batch, NewCodes added, long? journalSequence, OpenCallTable? openCalls)
    {
        var before = index.LastSequence;
        _check.Check(batch, index);
        connection.Execute("BEGIN TRANSACTION");
        var conflicts = WriteRows(batch, added, before);
        openCalls?.Write(connection);
        connection.Execute(
            "UPDATE store_state SET last_sequence = ?, journal_sequence = greatest(journal_sequence, ?)",
            before + _check.NewCount,
            journalSequence ?? 0
        );
        index.Add(_check.NewIds);
        connection.Execute("COMMIT");
        openCalls?.Committed();

        // The database flushes its files, not the names of those it made: before anything relies on them, they must be there.
        disk.FlushFolder();
        StoredEvents = index.LastSequence;
        index.Merge();
        return new BatchOutcome(_check.NewCount, _check.DuplicateCount, _check.Conflicts.Count, conflicts);
    }

    private int WriteRows(EventBatch batch, NewCodes added, long before)
    {
        // Also where all that hold them turn out to be known: codes are given once and for ever.
        WriteTexts(NewCodes.TextTableName, added.Texts);
        WriteTexts(NewCodes.TagTableName, added.Tags);
        WriteKinds(added.Kinds);
        if (_check.NewCount > 0)
        {
            WriteUsage(batch, before);
            WriteRevisions(batch, before);
        }

        return WriteConflicts(batch);
    }

    private void WriteTexts(string table, IReadOnlyList<(int Code, string Text)> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        using var appender = connection.Append(table);
        var row = 0;
        foreach (var (code, text) in texts)
        {
            appender.Chunk.Column<int>(0)[row] = code;
            appender.Chunk.SetText(1, row, text);
            if (++row == appender.Chunk.Capacity)
            {
                appender.Append(row);
                row = 0;
            }
        }

        appender.Append(row);
        appender.Close();
    }

    private void WriteKinds(IReadOnlyList<UsageKind> kinds)
    {
        foreach (var kind in kinds)
        {
            var sample = kind.Sample;
            connection.Execute(
                "INSERT INTO usage_kind VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                kind.Code,
                sample.Source,
                sample.Provider,
                sample.Model,
                ModeName.Of(sample.Mode),
                sample.UnsettledReason,
                sample.ReportedCurrency,
                TextPairs.Write(sample.Attributes),
                kind.SlotText
            );
        }
    }

    private void WriteUsage(EventBatch batch, long before)
    {
        using var appender = connection.Append("usage");
        var rows = batch.Rows;
        var sequence = before;
        var chunk = new int[appender.Chunk.Capacity];
        for (var place = 0; place < rows.Length; )
        {
            var count = 0;
            for (; place < rows.Length && count < chunk.Length; place++)
            {
                if (_check.IsNew(place))
                {
                    chunk[count++] = place;
                }
            }

            FillChunk(appender.Chunk, batch, chunk.AsSpan(0, count), sequence);
            appender.Append(count);
            sequence += count;
        }

        appender.Close();
    }

    private static void FillChunk(DuckDbChunkWriter chunk, EventBatch batch, ReadOnlySpan<int> places, long before)
    {
        const long TicksPerDay = TimeSpan.TicksPerDay;
        var rows = batch.Rows;
        var sequences = chunk.Column<long>(0);
        var times = chunk.Column<long>(1);
        var days = chunk.Column<int>(2);
        var kinds = chunk.Column<int>(3);
        var accounts = chunk.Column<int>(4);
        var subAccounts = chunk.Column<int>(5);
        var features = chunk.Column<int>(6);
        var environments = chunk.Column<int>(7);
        var tags = chunk.Column<int>(8);
        for (var i = 0; i < places.Length; i++)
        {
            ref readonly var row = ref rows[places[i]];
            sequences[i] = before + i + 1;
            times[i] = row.Time;
            days[i] = (int)(row.Time / TicksPerDay);
            kinds[i] = row.Traits.Kind;
            accounts[i] = row.Traits.Account;
            subAccounts[i] = row.Traits.SubAccount;
            features[i] = row.Traits.Feature;
            environments[i] = row.Traits.Environment;
            tags[i] = row.Traits.Tags;
        }

        const int FirstNumber = 9;
        for (var number = 0; number < EventRow.Numbers; number++)
        {
            var values = chunk.Column<long>(FirstNumber + number);
            for (var i = 0; i < places.Length; i++)
            {
                values[i] = rows[places[i]].Quantities[number];
            }
        }

        FillTexts(chunk, batch, places);
    }

    private static void FillTexts(DuckDbChunkWriter chunk, EventBatch batch, ReadOnlySpan<int> places)
    {
        const int More = 15;
        const int Notes = 16;
        const int Id = 17;
        var rows = batch.Rows;
        for (var i = 0; i < places.Length; i++)
        {
            ref readonly var row = ref rows[places[i]];
            chunk.SetText(Id, i, batch.IdOf(in row));
            var extra = batch.ExtraOf(in row);
            if (extra?.MoreNumbers is { } more)
            {
                chunk.SetList(More, i, more);
            }
            else
            {
                chunk.SetNull(More, i);
            }

            if (extra?.Notes is { } notes)
            {
                chunk.SetText(Notes, i, notes);
            }
            else
            {
                chunk.SetNull(Notes, i);
            }
        }
    }

    private void WriteRevisions(EventBatch batch, long before)
    {
        var rows = batch.Rows;
        var sequence = before;
        var added = new List<NewRevision>();
        for (var place = 0; place < rows.Length; place++)
        {
            if (!_check.IsNew(place))
            {
                continue;
            }

            sequence++;
            ref readonly var row = ref rows[place];
            if (batch.ExtraOf(in row)?.Revises is { } revision)
            {
                var recorded = EventCodes.RecordedOf(revision, row.Time);
                added.Add(new NewRevision(sequence, row.Id, KindOf(in row).Sample.Source, revision, recorded));
            }
            else if (_revisions.IsAwaited(row.Id))
            {
                _revisions.Arrived(row.Id, sequence);
            }
        }

        _revisions.Add(added, FindSequence);
    }

    private long? FindSequence(string source, string id)
    {
        using var result = connection.Query(
            "SELECT u.sequence FROM usage u JOIN usage_kind k ON k.code = u.kind WHERE u.id = ? AND k.source = ?",
            id,
            source
        );
        return result.NextChunk()?.Int64(0, 0);
    }

    /// <returns>How many of them were not known before.</returns>
    private int WriteConflicts(EventBatch batch)
    {
        var seen = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
        var added = 0L;
        foreach (var place in _check.Conflicts)
        {
            ref readonly var row = ref batch.Rows[place];
            var id = System.Text.Encoding.UTF8.GetString(batch.IdOf(in row));
            var usageEvent = EventOf(in row, id, batch.ExtraOf(in row));
            added += connection.Execute(
                "INSERT INTO conflict VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                usageEvent.Source,
                id,
                row.Content,
                seen,
                System.Text.Encoding.UTF8.GetString(UsageEventJson.Bytes(usageEvent))
            );
        }

        return (int)added;
    }

    private UsageKind KindOf(in EventRow row)
    {
        lock (codes)
        {
            return codes.Kinds[row.Traits.Kind];
        }
    }

    private UsageEvent EventOf(in EventRow row, string id, RowExtra? extra)
    {
        lock (codes)
        {
            return codes.EventOf(in row, id, extra);
        }
    }
}
