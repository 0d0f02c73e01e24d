using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;
using Permil.Storage.DuckDb.Writing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage;

/// <content>Calls: what is said before one is made, and how it ended.</content>
public sealed partial class UsageIntake
{
    private readonly Lock _openLock = new();

    /// <summary>By id, the calls that an earlier run left open, with their places.</summary>
    private readonly Dictionary<string, (int Place, CallIntent Intent)> _open;

    /// <summary>
    /// Calls that were begun before the last stop and have not ended since, in the order in which they began.
    /// </summary>
    public IReadOnlyList<CallIntent> OpenCalls
    {
        get
        {
            lock (_openLock)
            {
                return [.. _open.Values.OrderBy(open => open.Place).Select(open => open.Intent)];
            }
        }
    }

    /// <summary>
    /// Records that a call is about to be made. The record has its place in the journal when this returns; it never waits
    /// for room. Ids of calls are not used again.
    /// </summary>
    /// <returns>What can be waited for: that the record outlives this process, or that it is on the disk.</returns>
    /// <exception cref="UsageFormatException">The call could not be read back: nothing is recorded.</exception>
    /// <exception cref="StoreFailedException">Events could not be stored before: nothing is recorded.</exception>
    /// <exception cref="JournalFailedException">The disk failed before: nothing is recorded.</exception>
    public JournalAppend BeginCall(CallIntent intent)
    {
        ArgumentNullException.ThrowIfNull(intent);
        var record = CallRecord.Begin(intent);
        if (!ReadBack.IsSame(intent.Call, isOpen: true))
        {
            _ = CheckedRecord(intent.Call, new OneEventReader());
        }

        ThrowIfFailed();
        return _journal.Post([record]);
    }

    /// <summary>
    /// Records how a call ended: with these events, one for each attempt that used something, or none. As for
    /// <see cref="BeginCall"/>; events and end are on the disk together or not at all. The end of a call that is not open
    /// changes nothing but for its events.
    /// </summary>
    /// <exception cref="UsageFormatException">An event that could not be stored: nothing is recorded.</exception>
    /// <exception cref="StoreFailedException">As for the beginning: the call stays open.</exception>
    /// <exception cref="JournalFailedException">Likewise.</exception>
    public JournalAppend EndCall(string id, IReadOnlyList<UsageEvent> events)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(events);
        var records = new ReadOnlyMemory<byte>[events.Count + 1];
        for (var i = 0; i < events.Count; i++)
        {
            records[i] = ReadBack.IsSame(events[i])
                ? UsageEventJson.Bytes(events[i])
                : CheckedRecord(events[i], new OneEventReader());
        }

        records[^1] = CallRecord.End(id);
        ThrowIfFailed();
        var appended = _journal.Post(records);
        if (_open.Count > 0)
        {
            lock (_openLock)
            {
                _open.Remove(id);
            }
        }

        return appended;
    }

    /// <summary>Completes when everything that was recorded before this was called is on the disk.</summary>
    public async Task FlushAsync()
    {
        ThrowIfFailed();
        await _journal.Append(CallRecord.End("none"));
    }

    private Dictionary<string, (int Place, CallIntent Intent)> ReadOpenCalls(DuckDbConnection connection)
    {
        var open = new Dictionary<string, (int Place, CallIntent Intent)>(StringComparer.Ordinal);
        foreach (var record in OpenCallTable.Read(connection))
        {
            try
            {
                var intent = CallRecord.IntentOf(record.Payload, _reader);
                open.Add(intent.Call.Id, (open.Count, intent));
            }
            catch (InvalidDataException exception)
            {
                throw Unreadable(record, exception.Message);
            }
        }

        return open;
    }
}
