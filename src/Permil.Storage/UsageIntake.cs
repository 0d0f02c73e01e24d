using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Rows;
using Permil.Storage.DuckDb.Writing;
using Permil.Usage;

namespace Permil.Storage;

/// <summary>
/// The door by which a running server takes events in: they are in the journal, on the disk, when an append
/// completes, and in the store soon after. What a crash leaves between the two is taken in at the next start.
/// </summary>
public sealed partial class UsageIntake : IAsyncDisposable
{
    private readonly UsageStore _store;
    private readonly UsageWriter _writer;
    private readonly Journal _journal;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _delay;
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _storing = new(1, 1);
    private readonly Task _storingInBackground;
    private volatile Exception? _failure;

    /// <summary>Held by the first of those who wait for room in the journal.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    private UsageIntake(UsageStore store, UsageWriter writer, Journal journal, TimeProvider clock, TimeSpan delay)
    {
        _store = store;
        _writer = writer;
        _journal = journal;
        _clock = clock;
        _delay = delay;
        _storedThrough = store.JournalSequence();
        using (var connection = store.Connect())
        {
            _calls = new OpenCallTable(connection);
            Recovered = StoreAll();
            _open = ReadOpenCalls(connection);
        }

        _storingInBackground = StoreInBackground();
    }

    /// <summary>Events that were in the journal but not in the store when it was opened.</summary>
    public long Recovered { get; }

    /// <summary>What the journal's own start found.</summary>
    public JournalRecovery JournalRecovery => _journal.Recovery;

    /// <summary>
    /// The failure, of the journal or the store, after which nothing more is taken; the journal still holds what was
    /// acknowledged.
    /// </summary>
    public Exception? Failure => _failure ?? _journal.Failure;

    /// <summary>Opens the intake of a store and takes in what its journal still holds.</summary>
    /// <param name="store">Open for writing; the intake is its only writer as long as it is open.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="delay">How long events may wait in the journal, to be stored together; a second when not said.</param>
    /// <param name="journalOptions">How the journal is written.</param>
    /// <exception cref="StoreCorruptException">The journal does not go on where the store ends.</exception>
    /// <exception cref="JournalException">The journal is damaged, or of a later version.</exception>
    public static UsageIntake Open(
        UsageStore store,
        TimeProvider? clock = null,
        TimeSpan? delay = null,
        JournalOptions? journalOptions = null
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        var writer = store.Writer ?? throw new ArgumentException("the store is open for reading", nameof(store));
        var folder = Path.Combine(store.Folder, "journal");
        var journal = Journal.Open(folder, journalOptions);
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

    /// <summary>
    /// Takes events in. They are durable when this completes, whatever happens then. While the journal has no room this
    /// waits its turn.
    /// </summary>
    /// <exception cref="UsageFormatException">An event that could not be stored: none of them is taken.</exception>
    /// <exception cref="StoreFailedException">Events could not be stored before: nothing more is acknowledged.</exception>
    /// <exception cref="JournalFailedException">The disk failed: the events are not acknowledged.</exception>
    public async Task AppendAsync(IReadOnlyList<UsageEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        ThrowIfFailed();
        if (events.Count > 0)
        {
            var reader = new OneEventReader();
            ReadOnlyMemory<byte>[] records = [.. events.Select(usageEvent => CheckedRecord(usageEvent, reader))];
            await AppendInTurn(records, cancellationToken);
        }
    }

    /// <summary>Takes a batch in. Its events are durable when this completes, all of them or none.</summary>
    /// <inheritdoc cref="AppendAsync(IReadOnlyList{UsageEvent}, CancellationToken)"/>
    public async Task AppendAsync(UsageBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ThrowIfFailed();
        if (batch.Count > 0)
        {
            await AppendInTurn(batch.Records, cancellationToken);
        }
    }

    private async Task AppendInTurn(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        ValueTask<long> appended;
        if (_journal.HasRoom && _turn.CurrentCount > 0)
        {
            appended = _journal.Append(records, cancellationToken);
        }
        else
        {
            // One at a time, so that those who wait do not all come in at once.
            await _turn.WaitAsync(cancellationToken);
            try
            {
                await _journal.WhenRoom().WaitAsync(cancellationToken);
                appended = _journal.Append(records, cancellationToken);
            }
            finally
            {
                _turn.Release();
            }
        }

        await appended;
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw new StoreFailedException(failure);
        }
    }

    /// <summary>What is acknowledged must come back out of the journal, so it is read back before.</summary>
    private static ReadOnlyMemory<byte> CheckedRecord(UsageEvent usageEvent, OneEventReader reader)
    {
        var record = UsageEventJson.Bytes(usageEvent);
        EventNumbers.Of(reader.Read(record, 1) ?? throw new UsageFormatException($"{usageEvent.Id}: {reader.Reason}"));
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

    /// <summary>Completes when everything recorded so far, waited for or not, is in the store, for reports to see.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken = default)
    {
        await FlushAsync();
        await StoreAsync(cancellationToken);
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
        _turn.Dispose();
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
            _failure = exception;
        }
    }
}
