using Permil.Rating.Bulk;
using Permil.Storage.DuckDb.Rows;
using Permil.Storage.DuckDb.Writing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage.DuckDb.Importing;

/// <summary>
/// Takes usage logs into a store: events are gathered into batches, and while one is written the next is read. What was
/// read is durable after <see cref="Finish"/>, and part of it before.
/// </summary>
public sealed class UsageImport : ILineSink, IDisposable
{
    /// <summary>Events of a batch: enough for the database to write whole columns, few enough to hold twice.</summary>
    public const int DefaultBatchRows = 512 * 1024;

    /// <summary>The most events of a batch.</summary>
    public const int MaxBatchRows = 16 * 1024 * 1024;

    private readonly UsageWriter _writer;
    private readonly EventCodes _codes;
    private readonly ReadOptions _options;
    private readonly FieldMap _map;
    private readonly Action<RejectedLine> _reject;
    private readonly List<LineWorker> _workers = [];
    private readonly int _batchRows;
    private EventBatch _batch = new();
    private EventBatch _spare = new();
    private Task<BatchOutcome>? _writing;
    private ImportSummary _summary = new();
    private long _rejected;
    private long _read;

    /// <param name="store">Open for writing.</param>
    /// <param name="options">How lines are read.</param>
    /// <param name="reject">Takes what could not be read.</param>
    /// <param name="batchRows">Events between two commits: what a crash can cost is read again, and memory grows with it.</param>
    /// <exception cref="ArgumentException">The options name an unknown format or field.</exception>
    public UsageImport(
        UsageStore store,
        ReadOptions options,
        Action<RejectedLine> reject,
        int batchRows = DefaultBatchRows
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        _writer = store.Writer ?? throw new ArgumentException("the store is open for reading", nameof(store));
        _codes = store.Codes;
        _options = options with { TakesRevisions = true };
        _map = new FieldMap(options.Map);
        _reject = reject;
        _batchRows = batchRows;
        FirstSequence = _writer.StoredEvents + 1;
        for (var i = 0; i < LineWorker.Threads; i++)
        {
            _workers.Add(new ImportWorker(this, _map, _options));
        }
    }

    /// <summary>How to read what this import takes.</summary>
    public ReadOptions Options => _options;

    /// <summary>How many events were read so far; for another thread to look at.</summary>
    public long Read => Volatile.Read(ref _read);

    /// <summary>The number of the first event it stores.</summary>
    public long FirstSequence { get; }

    /// <inheritdoc/>
    public void Accept(UsageEvent usageEvent)
    {
        ArgumentNullException.ThrowIfNull(usageEvent);
        lock (_codes)
        {
            _codes.Add(usageEvent, _batch);
        }

        _read++;
        WriteIfFull();
    }

    /// <inheritdoc/>
    public void Reject(RejectedLine rejectedLine)
    {
        _rejected++;
        _reject(rejectedLine);
    }

    /// <inheritdoc/>
    public bool TryTakeLines(FirstLine firstLine, Stream rest)
    {
        if (new JsonLineReader(firstLine.File, _options, _map).TryReadAppLogLine(firstLine.Text) is null)
        {
            return false;
        }

        LineWorker.ReadAll(
            _workers,
            new BulkFile(firstLine, rest, _options.MaxLineBytes),
            new JsonLineReader(firstLine.File, _options, _map),
            this
        );
        return true;
    }

    /// <summary>Stores what is left and says what became of everything so far; more may come afterwards.</summary>
    public ImportSummary Finish()
    {
        Write();
        Wait();
        return _summary with { Rejected = _rejected };
    }

    /// <summary>Waits for what is being written; what was not handed to the store by then is not stored.</summary>
    public void Dispose() => _writing?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();

    internal void Add(in ImportRow row, ReadOnlySpan<byte> id)
    {
        lock (_codes)
        {
            row.Shape.Add(in row, id, _codes, _batch);
        }

        _read++;
        WriteIfFull();
    }

    private void WriteIfFull()
    {
        if (_batch.Count >= _batchRows)
        {
            Write();
        }
    }

    private void Write()
    {
        Wait();
        if (_batch.Count == 0)
        {
            return;
        }

        var batch = _batch;
        (_batch, _spare) = (_spare, _batch);
        var added = _codes.TakeNew();

        // A thread of its own: a pool that is busy otherwise must not hold up what others wait for.
        _writing = Task.Factory.StartNew(
            () => _writer.Write(batch, added),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    private void Wait()
    {
        if (_writing is null)
        {
            return;
        }

        var outcome = _writing.GetAwaiter().GetResult();
        _writing = null;
        _spare.Clear();
        _summary = _summary.With(outcome);
    }
}
