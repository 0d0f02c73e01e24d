using Permil.Storage.Files;

namespace Permil.Storage;

/// <summary>Records in the order they came, each on the disk before it is acknowledged: the one door into the store.</summary>
/// <remarks>
/// <para>All members may be called from any thread. One thread of its own flushes: what comes while a flush is under way
/// shares the next one.</para>
/// <para>A write or a flush that fails is never tried again, since nobody can know what it left. The journal stops:
/// everything that waits, and everything after, fails with <see cref="JournalFailedException"/>, and nothing more is
/// acknowledged. Opening it again goes on from what is on the disk.</para>
/// <para>The format and the rules of recovery are described in ARCHITECTURE.md.</para>
/// </remarks>
public sealed partial class Journal : IDisposable, IAsyncDisposable
{
    private const string LockName = "journal.lock";

    /// <summary>What one commit takes at most, so that the first that wait do not wait for all; one append at least.</summary>
    private const long MostCommitBytes = 8 << 20;

    private readonly IStoreDisk _disk;
    private readonly JournalOptions _options;
    private readonly IDisposable _lock;
    private readonly JournalWriter _writer;
    private readonly JournalQueue _queue;
    private readonly List<JournalAppend> _taken = [];

    /// <summary>Written and not flushed; guarded by <see cref="_writing"/>.</summary>
    private List<JournalAppend> _unflushed = [];

    /// <summary>What the flush under way makes durable; of the thread that commits.</summary>
    private List<JournalAppend> _flushing = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One at a time: a write, a mark, a drop, the end.
    private readonly Lock _writing = new();
    private volatile JournalFailedException? _failure;
    private volatile bool _isDisposed;
    private bool _isReleased;

    private Journal(
        IStoreDisk disk,
        JournalOptions options,
        IDisposable folderLock,
        JournalWriter writer,
        JournalRecovery recovery
    )
    {
        _disk = disk;
        _options = options;
        _queue = new JournalQueue(options.MaxWaitingBytes, options.PostDelay);
        _lock = folderLock;
        _writer = writer;
        Recovery = recovery;
        if (!options.IsStepped)
        {
            new Thread(CommitUntilClosed) { IsBackground = true, Name = "journal" }.Start();
        }
    }

    /// <summary>What the opening found.</summary>
    public JournalRecovery Recovery { get; }

    /// <summary>The last record on the disk; 0 when there never was one.</summary>
    public long LastSequence => _writer.DurableThrough;

    /// <summary>The first record not dropped; one more than <see cref="LastSequence"/> when there is none.</summary>
    public long FirstSequence => _writer.Segments[0].FirstSequence;

    /// <summary>How often records were flushed since the opening.</summary>
    public long Flushes => _writer.Flushes;

    /// <summary>What waits for a commit, in bytes of the journal.</summary>
    public long WaitingBytes => _queue.Bytes;

    /// <summary>Whether no more waits than <see cref="JournalOptions.MaxWaitingBytes"/>.</summary>
    public bool HasRoom => _queue.HasRoom;

    /// <summary>Completes as soon as there is room, or when the journal is closed.</summary>
    public Task WhenRoom() => _queue.Room();

    /// <summary>Why the journal has stopped; null while it works.</summary>
    public JournalFailedException? Failure => _failure;

    /// <summary>Opens the journal in that folder, or makes a new one, the folder too.</summary>
    /// <exception cref="StoreInUseException">Another process, or this one, has it open.</exception>
    /// <exception cref="JournalCorruptException">Records are damaged or missing. No segment was changed.</exception>
    /// <exception cref="JournalVersionException">A newer program wrote it.</exception>
    /// <exception cref="JournalFailedException">
    /// The disk said no (full, read-only, broken), or the journal belongs to another node.
    /// </exception>
    public static Journal Open(string folder, JournalOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new JournalOptions();
        options.Validate();
        try
        {
            return Open(RealDisk.Open(folder), options);
        }
        catch (Exception e) when (IsFromDisk(e))
        {
            throw CannotOpen(folder, e);
        }
    }

    internal static Journal Open(IStoreDisk disk, JournalOptions options)
    {
        options.Validate();
        IDisposable? folderLock = null;
        try
        {
            folderLock = disk.Lock(LockName);
            var (writer, recovery) = JournalOpening.Open(disk, options);
            return new Journal(disk, options, folderLock, writer, recovery);
        }
        catch (Exception e)
        {
            folderLock?.Dispose();
            if (IsFromDisk(e))
            {
                throw CannotOpen(disk.Folder, e);
            }

            throw;
        }
    }

    /// <summary>Appends one record. Completes with its number once it is on the disk.</summary>
    /// <param name="record">Its bytes, which must not change before this completes; none is allowed.</param>
    /// <param name="cancellationToken">
    /// Withdraws the record while it waits: it is then in the journal neither now nor later. Once its commit has begun it
    /// cannot be withdrawn, and this completes with what becomes of it.
    /// </param>
    /// <exception cref="ArgumentException">The record is too long. Nothing is written.</exception>
    /// <exception cref="JournalFailedException">
    /// The journal has stopped. Whether the record is on the disk is not known before the journal is opened again.
    /// </exception>
    public ValueTask<long> Append(ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default) =>
        Enqueue([record], cancellationToken);

    /// <summary>
    /// Appends records that become durable together. Completes once they are on the disk, with the number of the last; the
    /// others have the numbers before it, in their order. After a crash all of them are there or none.
    /// </summary>
    /// <param name="records">One at least. Neither the list nor the bytes may change before this completes.</param>
    /// <param name="cancellationToken">As for one record.</param>
    /// <exception cref="ArgumentException">
    /// There is none, one is too long, or all together do not fit into a segment. Nothing is written.
    /// </exception>
    /// <exception cref="JournalFailedException">As for one record.</exception>
    public ValueTask<long> Append(
        IReadOnlyList<ReadOnlyMemory<byte>> records,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(records);
        return Enqueue(records, cancellationToken);
    }

    /// <summary>
    /// Appends records without waiting for anything. They are written and flushed with what somebody waits for, at the
    /// latest after <see cref="JournalOptions.PostDelay"/>, and then have their place before all that is appended later.
    /// </summary>
    /// <param name="records">As for <see cref="Append(IReadOnlyList{ReadOnlyMemory{byte}}, CancellationToken)"/>.</param>
    /// <returns>What can be waited for.</returns>
    /// <exception cref="ArgumentException">As for an append.</exception>
    /// <exception cref="JournalFailedException">The journal has stopped. Nothing is written.</exception>
    public JournalAppend Post(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var append = new JournalAppend(this, records, BytesOf(records));
        if (_failure is { } failure)
        {
            throw FailureBecauseOf(failure);
        }

        return _queue.TryAdd(append, isAwaited: false) ? append : throw new ObjectDisposedException(nameof(Journal));
    }

    /// <summary>
    /// The records from that number on through <see cref="LastSequence"/> as it is at the call, one in memory at a time.
    /// </summary>
    /// <param name="sequence">From <see cref="FirstSequence"/> to one more than <see cref="LastSequence"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The record was dropped, or the journal never had the ones before it: whoever asks knows of records that are not here.
    /// </exception>
    /// <exception cref="JournalCorruptException">While reading: a record is damaged.</exception>
    /// <exception cref="IOException">While reading: the disk gives no answer.</exception>
    /// <exception cref="InvalidOperationException">While reading: the record was dropped meanwhile.</exception>
    public IEnumerable<JournalRecord> ReadFrom(long sequence)
    {
        // In this order: a record that is durable by now is in one of the segments there are by then.
        var last = LastSequence;
        var segments = _writer.Segments;
        if (sequence < segments[0].FirstSequence || sequence > last + 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(sequence),
                sequence,
                $"The journal in {_disk.Folder} holds records {segments[0].FirstSequence} to {last}."
            );
        }

        return JournalReplay.Read(_disk, segments, sequence, last);
    }

    /// <summary>
    /// Says that the store has every record through that one durably: segments that hold nothing later are deleted.
    /// </summary>
    /// <exception cref="JournalFailedException">The journal has stopped, before or by this.</exception>
    public void DropThrough(long sequence)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, LastSequence);
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_failure is { } failure)
            {
                throw FailureBecauseOf(failure);
            }

            try
            {
                _writer.DropThrough(sequence);
            }
            catch (Exception e)
            {
                throw Stop(e);
            }
        }
    }

    /// <summary>Commits what still waits and closes the journal. It does not throw: who waits hears of a failure.</summary>
    public void Dispose()
    {
        Close();
        _ended.Task.Wait();
        Release();
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        Close();
        await _ended.Task.ConfigureAwait(false);
        Release();
    }

    private static bool IsFromDisk(Exception e) =>
        e is UnauthorizedAccessException or IOException and not JournalException and not StoreInUseException;

    private static JournalFailedException CannotOpen(string folder, Exception cause) =>
        new($"The journal in {folder} cannot be opened: {cause.Message}", cause);

    private ValueTask<long> Enqueue(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var append = new JournalAppend(this, records, BytesOf(records));
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<long>(cancellationToken);
        }

        if (_failure is { } failure)
        {
            return ValueTask.FromException<long>(FailureBecauseOf(failure));
        }

        append.CancelWith(cancellationToken);
        var durable = append.AskedFor();
        if (_queue.TryAdd(append, isAwaited: true))
        {
            return new ValueTask<long>(durable);
        }

        throw new ObjectDisposedException(nameof(Journal));
    }

    private long BytesOf(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        var room = _options.SegmentBytes - JournalSegmentHeader.Bytes;
        if (records.Count == 0)
        {
            throw new ArgumentException("There is no record to append.", nameof(records));
        }

        var bytes = 0L;
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i].Length > _options.MaxRecordBytes)
            {
                throw new ArgumentException(
                    $"A record has {records[i].Length} bytes; the journal takes {_options.MaxRecordBytes}.",
                    nameof(records)
                );
            }

            bytes += JournalRecordHeader.TotalBytesOf(records[i].Length);
        }

        return bytes <= room
            ? bytes
            : throw new ArgumentException(
                $"The records need {bytes} bytes; a segment of the journal has room for {room}.",
                nameof(records)
            );
    }

    private void Close()
    {
        _isDisposed = true;
        _queue.Close();
        if (_options.IsStepped)
        {
            CommitAllAndEnd();
        }
    }

    private void Release()
    {
        lock (_writing)
        {
            if (!_isReleased)
            {
                _isReleased = true;
                _writer.Dispose();
                _lock.Dispose();
            }
        }
    }
}
