using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Rows;
using Permil.Storage.DuckDb.Writing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage;

/// <summary>
/// The door by which a running server takes events in: they are in the journal, on the disk, when <see cref="AppendAsync"/>
/// completes, and in the store soon after. What a crash leaves between the two is taken in at the next start.
/// </summary>
public sealed class UsageIntake : IAsyncDisposable
{
    /// <summary>Events of one transaction at most.</summary>
    private const int BatchEvents = 64 * 1024;

    private readonly UsageStore _store;
    private readonly UsageWriter _writer;
    private readonly Journal _journal;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _delay;
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _storing = new(1, 1);
    private readonly Task _storingInBackground;
    private readonly EventBatch _batch = new();
    private readonly JsonLineReader _reader = new("journal", ReadOptions);
    private long _storedThrough;

    private UsageIntake(UsageStore store, UsageWriter writer, Journal journal, TimeProvider clock, TimeSpan delay)
    {
        _store = store;
        _writer = writer;
        _journal = journal;
        _clock = clock;
        _delay = delay;
        _storedThrough = store.JournalSequence();
        Recovered = StoreAll();
        _storingInBackground = StoreInBackground();
    }

    /// <summary>Events that were in the journal but not in the store when it was opened.</summary>
    public long Recovered { get; }

    /// <summary>What the journal's own start found.</summary>
    public JournalRecovery JournalRecovery => _journal.Recovery;

    /// <summary>The failure after which nothing more is stored; the journal still holds what was acknowledged.</summary>
    public Exception? Failure { get; private set; }

    private static ReadOptions ReadOptions =>
        new()
        {
            DefaultTime = null,
            Format = "permil",
            TakesRevisions = true,
        };

    /// <summary>Opens the intake of a store and takes in what its journal still holds.</summary>
    /// <param name="store">Open for writing; the intake is its only writer as long as it is open.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="delay">How long events may wait in the journal, to be stored together; a second when not said.</param>
    /// <exception cref="StoreCorruptException">The journal does not go on where the store ends.</exception>
    /// <exception cref="JournalException">The journal is damaged, or of a later version.</exception>
    public static UsageIntake Open(UsageStore store, TimeProvider? clock = null, TimeSpan? delay = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        var writer = store.Writer ?? throw new ArgumentException("the store is open for reading", nameof(store));
        var folder = Path.Combine(store.Folder, "journal");
        var journal = Journal.Open(folder);
        try
        {
            if (journal.LastSequence < store.JournalSequence())
            {
                throw new StoreCorruptException(
                    folder,
                    $"the journal ends at record {journal.LastSequence}, but {store.JournalSequence()} records of it are stored"
                );
            }

            return new UsageIntake(
                store,
                writer,
                journal,
                clock ?? TimeProvider.System,
                delay ?? TimeSpan.FromSeconds(1)
            );
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Takes events in. They are durable when this completes, whatever happens then.</summary>
    /// <exception cref="UsageFormatException">An event that could not be stored: none of them is taken.</exception>
    /// <exception cref="StoreFailedException">Events could not be stored before: nothing more is acknowledged.</exception>
    /// <exception cref="JournalFailedException">The disk failed: the events are not acknowledged.</exception>
    public async Task AppendAsync(IReadOnlyList<UsageEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (Failure is { } failure)
        {
            throw new StoreFailedException(failure);
        }

        if (events.Count > 0)
        {
            var reader = new JsonLineReader("event", ReadOptions);
            ReadOnlyMemory<byte>[] records = [.. events.Select(usageEvent => RecordOf(usageEvent, reader))];
            await _journal.Append(records, cancellationToken);
        }
    }

    /// <summary>Calls that were begun before the last stop and never ended, in the order in which they began.</summary>
    public IReadOnlyList<CallIntent> OpenCalls => throw new NotSupportedException();

    /// <summary>
    /// Records that a call is about to be made. The record has its place in the journal when this returns, and is on the
    /// disk when the task completes.
    /// </summary>
    public ValueTask BeginCall(CallIntent intent) => throw new NotSupportedException(intent.Call.Id);

    /// <summary>
    /// Records how a call ended: with these events, one for each attempt that used something, or none. As for
    /// <see cref="BeginCall"/>.
    /// </summary>
    public ValueTask EndCall(string id, IReadOnlyList<UsageEvent> events) => throw new NotSupportedException(id);

    /// <summary>What is acknowledged must come back out of the journal, so it is read back before.</summary>
    private static ReadOnlyMemory<byte> RecordOf(UsageEvent usageEvent, JsonLineReader reader)
    {
        var record = UsageEventJson.Bytes(usageEvent);
        var read = new OneEvent();
        reader.ReadLine(record, 1, read);
        EventNumbers.Of(read.Event ?? throw new UsageFormatException($"{usageEvent.Id}: {read.Reason}"));
        return record;
    }

    /// <summary>Completes when everything acknowledged so far is in the store, for reports to see.</summary>
    public async Task StoreAsync(CancellationToken cancellationToken = default)
    {
        await _storing.WaitAsync(cancellationToken);
        try
        {
            StoreAll();
        }
        finally
        {
            _storing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _storingInBackground;
        if (Failure is null)
        {
            await StoreAsync();
        }

        _journal.Dispose();
        _storing.Dispose();
        _closing.Dispose();
    }

    private async Task StoreInBackground()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_delay, _clock, _closing.Token);
                await StoreAsync(_closing.Token);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The end, not a failure.
        }
        catch (Exception exception)
        {
            Failure = exception;
        }
    }

    /// <returns>How many events were taken.</returns>
    private long StoreAll()
    {
        var events = 0L;
        var last = _journal.LastSequence;
        foreach (var record in _journal.ReadFrom(_storedThrough + 1))
        {
            lock (_store.Codes)
            {
                _store.Codes.Add(EventOf(record), _batch);
            }

            events++;
            if (_batch.Count == BatchEvents || record.Sequence == last)
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

    private void Store(long sequence)
    {
        _writer.Write(_batch, _store.Codes.TakeNew(), sequence);
        _batch.Clear();
        _storedThrough = sequence;
        _journal.DropThrough(sequence);
    }

    private UsageEvent EventOf(JournalRecord record)
    {
        var read = new OneEvent();
        _reader.ReadLine(record.Payload, record.Sequence, read);
        return read.Event
            ?? throw new StoreCorruptException(
                Path.Combine(_store.Folder, "journal"),
                $"record {record.Sequence} is no event: {read.Reason}"
            );
    }

    private sealed class OneEvent : IUsageSink
    {
        public UsageEvent? Event { get; private set; }

        public string? Reason { get; private set; }

        public void Accept(UsageEvent usageEvent) => Event = usageEvent;

        public void Reject(RejectedLine rejectedLine) => Reason = rejectedLine.Reason;
    }
}
