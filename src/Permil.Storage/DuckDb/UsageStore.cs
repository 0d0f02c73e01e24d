using System.Globalization;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.DuckDb.Rows;
using Permil.Storage.DuckDb.Writing;
using Permil.Storage.Files;
using Permil.Storage.Ids;
using Permil.Usage;

namespace Permil.Storage.DuckDb;

/// <summary>
/// Usage events on disk, each once and for ever, in a folder of its own: a database of events, an index of their ids, and
/// a lock that says who has it open.
/// </summary>
public sealed class UsageStore : IDisposable
{
    private const string DatabaseName = "usage.duckdb";
    private const string IdsName = "ids";
    private const string LockName = "store.lock";

    private readonly IDisposable _lock;
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;
    private readonly IdIndex? _index;
    private readonly long _storedAtOpening;

    private UsageStore(
        string folder,
        IDisposable folderLock,
        DuckDbDatabase database,
        StoreAccess access,
        TimeProvider clock
    )
    {
        Folder = folder;
        _lock = folderLock;
        _database = database;
        _connection = database.Connect();
        try
        {
            Prepare(access);
            LoadCodes();
            _storedAtOpening = _connection.QueryNumber("SELECT last_sequence FROM store_state");
            if (access == StoreAccess.Write)
            {
                // Who only reads asks no id.
                _index = OpenIndex();
                Writer = new UsageWriter(RealDisk.Open(folder), _connection, Codes, _index, clock);
            }
        }
        catch
        {
            _index?.Dispose();
            _connection.Dispose();
            throw;
        }
    }

    public string Folder { get; }

    /// <summary>How many events are stored, those that no longer count included.</summary>
    public long Events => Writer?.StoredEvents ?? _storedAtOpening;

    internal EventCodes Codes { get; } = new();

    internal UsageWriter? Writer { get; }

    /// <summary>Held while invoices are booked: one after another, whoever does it.</summary>
    internal Lock Billing { get; } = new();

    /// <summary>Whether a folder holds a store.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, DatabaseName));

    /// <summary>Opens the store of a folder; for writing it is made where there is none.</summary>
    /// <exception cref="StoreInUseException">Another process has it open.</exception>
    /// <exception cref="StoreVersionException">It is of a later version of the program.</exception>
    /// <exception cref="StoreCorruptException">A file of it is damaged.</exception>
    /// <exception cref="IOException">The folder cannot be read, or not be written.</exception>
    public static UsageStore Open(string folder, StoreAccess access, TimeProvider? clock = null)
    {
        if (access == StoreAccess.Read && !Exists(folder))
        {
            throw new FileNotFoundException($"{folder}: no usage is stored here; permil import FILES puts some in");
        }

        var folderLock = TakeLock(folder, access);
        DuckDbDatabase? database = null;
        try
        {
            database = OpenDatabase(folder, access);
            return new UsageStore(folder, folderLock, database, access, clock ?? TimeProvider.System);
        }
        catch (Exception exception) when (exception is DuckDbException or InvalidDataException)
        {
            database?.Dispose();
            folderLock.Dispose();
            throw new StoreCorruptException(Path.Combine(folder, DatabaseName), exception.Message);
        }
        catch
        {
            database?.Dispose();
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>The last record of the journal that is stored; 0 when there is none.</summary>
    internal long JournalSequence() => _connection.QueryNumber("SELECT journal_sequence FROM store_state");

    /// <summary>A connection of its own, for one thread.</summary>
    internal DuckDbConnection Connect() => _database.Connect();

    /// <summary>
    /// Lets the database hold less than it may otherwise: it keeps what it has read as long as there is room, however little it
    /// will need of it.
    /// </summary>
    public void HoldAtMost(int megabytes) =>
        _connection.Execute(string.Create(CultureInfo.InvariantCulture, $"SET memory_limit = '{megabytes}MB'"));

    public void Dispose()
    {
        _index?.Dispose();
        _connection.Dispose();
        _database.Dispose();
        _lock.Dispose();
    }

    /// <summary>One process writes, or many read.</summary>
    private static IDisposable TakeLock(string folder, StoreAccess access)
    {
        var disk = RealDisk.Open(folder);
        return access == StoreAccess.Write ? disk.Lock(LockName) : disk.LockForReading(LockName);
    }

    private static DuckDbDatabase OpenDatabase(string folder, StoreAccess access)
    {
        var path = Path.Combine(folder, DatabaseName);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["access_mode"] = access == StoreAccess.Read ? "READ_ONLY" : "READ_WRITE",
            ["memory_limit"] = string.Create(CultureInfo.InvariantCulture, $"{MemoryLimitMegabytes()}MB"),
            ["temp_directory"] =
                access == StoreAccess.Read
                    ? Path.Combine(
                        Path.GetTempPath(),
                        string.Create(CultureInfo.InvariantCulture, $"permil-spill-{Environment.ProcessId}")
                    )
                    : Path.Combine(folder, "spill"),
            // Nothing is loaded from elsewhere.
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
        };
        try
        {
            return DuckDbDatabase.Open(path, settings);
        }
        catch (DuckDbException exception) when (exception.Message.Contains("newer", StringComparison.OrdinalIgnoreCase))
        {
            throw new IOException($"{path}: written by a later version of permil; use that version", exception);
        }
        catch (DuckDbException exception)
        {
            throw new IOException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>A quarter of what there is: more brings nothing to sums over columns.</summary>
    private static long MemoryLimitMegabytes()
    {
        const long LeastMegabytes = 512;
        const long MostMegabytes = 4096;
        var megabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024;
        return Math.Clamp(megabytes / 4, LeastMegabytes, MostMegabytes);
    }

    private void Prepare(StoreAccess access)
    {
        if (access == StoreAccess.Write)
        {
            Schema.Migrate(_connection, Folder);
        }
        else if (!Schema.IsCurrent(_connection, Folder))
        {
            throw new IOException(
                $"{Folder}: written by an earlier version of permil; any permil import brings it up to date"
            );
        }
    }

    private IdIndex OpenIndex()
    {
        var disk = RealDisk.Open(Path.Combine(Folder, IdsName));
        if (_storedAtOpening == 0 || disk.List().Any(name => IdRun.TryParseName(name, out _, out _)))
        {
            return IdIndex.Open(disk, _storedAtOpening, isReadOnly: false);
        }

        // Someone removed what was damaged. The events say what was in it.
        var index = IdIndex.Open(disk, 0, isReadOnly: false);
        StoredIds.Restore(index, _connection, Codes, _storedAtOpening);
        return index;
    }

    private void LoadCodes()
    {
        LoadTexts(NewCodes.TextTableName, Codes.Texts);
        LoadTexts(NewCodes.TagTableName, Codes.Tags);
        using var result = _connection.Query(
            """
            SELECT code, source, provider, model, mode, unsettled_reason, reported_currency, attributes, slots
            FROM usage_kind ORDER BY code
            """
        );
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                Codes.Kinds.Load(KindOf(chunk, row));
            }
        }
    }

    private static UsageKind KindOf(DuckDbChunk chunk, int row)
    {
        var mode = chunk.Text(4, row)!;
        var sample = new UsageEvent
        {
            Id = "",
            Source = chunk.Text(1, row)!,
            Time = EventTime.Min,
            Provider = chunk.Text(2, row),
            Model = chunk.Text(3, row)!,
            Mode = ModeName.TryParse(mode, out var known)
                ? known
                : throw new InvalidDataException($"usage_kind: found the mode '{mode}'"),
            UnsettledReason = chunk.Text(5, row),
            ReportedCurrency = chunk.Text(6, row)!,
            Attributes = TextPairs.Read(chunk.Text(7, row)),
        };
        var slots = chunk.Text(8, row)!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Slot.Parse).ToList();
        return new UsageKind((int)chunk.Int64(0, row), sample, slots);
    }

    private void LoadTexts(string table, TextTable texts)
    {
        using var result = _connection.Query($"SELECT code, text FROM {table} ORDER BY code");
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                texts.Load((int)chunk.Int64(0, row), chunk.Text(1, row)!);
            }
        }
    }
}
