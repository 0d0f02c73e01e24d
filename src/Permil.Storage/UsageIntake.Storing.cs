using Permil.Storage.DuckDb.Rows;
using Permil.Storage.DuckDb.Writing;
using Permil.Usage;

namespace Permil.Storage;

/// <content>From the journal into the store.</content>
public sealed partial class UsageIntake
{
    /// <summary>Events of one transaction at most.</summary>
    private const int BatchEvents = 64 * 1024;

    /// <summary>Records of one transaction at most: beginnings and ends of calls come beside the events.</summary>
    private const int BatchRecords = 4 * BatchEvents;

    private readonly EventBatch _batch = new();
    private readonly OneEventReader _reader = new();
    private readonly OpenCallTable _calls;
    private long _storedThrough;

    /// <returns>How many events were taken.</returns>
    private long StoreAll()
    {
        var events = 0L;
        var last = _journal.LastSequence;
        foreach (var record in _journal.ReadFrom(_storedThrough + 1))
        {
            events += Take(record) ? 1 : 0;
            if (
                record.Sequence == last
                || _batch.Count == BatchEvents
                || record.Sequence - _storedThrough == BatchRecords
            )
            {
                Store(record.Sequence);
            }

            if (record.Sequence == last)
            {
                break;
            }
        }

        return events;
    }

    /// <returns>Whether it is an event.</returns>
    private bool Take(JournalRecord record)
    {
        var payload = record.Payload.Span;
        try
        {
            if (CallRecord.IsBegin(payload))
            {
                _calls.Begin(CallRecord.IdOf(payload), record);
                return false;
            }

            if (CallRecord.IsEnd(payload))
            {
                _calls.End(CallRecord.IdOf(payload));
                return false;
            }
        }
        catch (InvalidDataException exception)
        {
            throw Unreadable(record, exception.Message);
        }

        var usageEvent = _reader.Read(record.Payload, record.Sequence) ?? throw Unreadable(record, _reader.Reason);
        lock (_store.Codes)
        {
            _store.Codes.Add(usageEvent, _batch);
        }

        return true;
    }

    private void Store(long sequence)
    {
        _writer.Write(_batch, _store.Codes.TakeNew(), sequence, _calls);
        _batch.Clear();
        _storedThrough = sequence;
        _journal.DropThrough(sequence);
    }

    private StoreCorruptException Unreadable(JournalRecord record, string? reason) =>
        new(Path.Combine(_store.Folder, "journal"), $"record {record.Sequence} cannot be read: {reason}");
}
