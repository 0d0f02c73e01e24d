using System.Globalization;
using System.Text;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.DuckDb.Writing;

/// <summary>
/// The calls that were begun and have not ended, as far as the store has read the journal. It holds them when the
/// journal's segments are dropped; a call that begins and ends within one batch never gets there.
/// </summary>
internal sealed class OpenCallTable
{
    private const string Table = "open_call";

    /// <summary>By id, the numbers of the stored intents.</summary>
    private readonly Dictionary<string, long> _stored = new(StringComparer.Ordinal);

    /// <summary>By id, intents that are not stored yet.</summary>
    private readonly Dictionary<string, JournalRecord> _begun = new(StringComparer.Ordinal);

    /// <summary>Numbers of stored intents whose calls have ended since.</summary>
    private readonly List<long> _ended = [];

    public OpenCallTable(DuckDbConnection connection)
    {
        using var result = connection.Query($"SELECT sequence, id FROM {Table}");
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                _stored.Add(chunk.Text(1, row)!, chunk.Int64(0, row));
            }
        }
    }

    /// <summary>The intents that are stored, in the order in which their calls began.</summary>
    public static List<JournalRecord> Read(DuckDbConnection connection)
    {
        var records = new List<JournalRecord>();
        using var result = connection.Query($"SELECT sequence, intent FROM {Table} ORDER BY sequence");
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                records.Add(new JournalRecord(chunk.Int64(0, row), Encoding.UTF8.GetBytes(chunk.Text(1, row)!)));
            }
        }

        return records;
    }

    /// <summary>A call was begun. Said again while it is open, it changes nothing.</summary>
    public void Begin(string id, JournalRecord intent)
    {
        if (!_stored.ContainsKey(id))
        {
            _begun.TryAdd(id, intent);
        }
    }

    /// <summary>A call has ended, if it was open.</summary>
    public void End(string id)
    {
        if (!_begun.Remove(id) && _stored.Remove(id, out var sequence))
        {
            _ended.Add(sequence);
        }
    }

    /// <summary>Writes what changed, within the transaction of the batch.</summary>
    public void Write(DuckDbConnection connection)
    {
        if (_ended.Count > 0)
        {
            var numbers = string.Join(", ", _ended.Select(number => number.ToString(CultureInfo.InvariantCulture)));
            connection.Execute($"DELETE FROM {Table} WHERE sequence IN ({numbers})");
        }

        if (_begun.Count > 0)
        {
            Insert(connection);
        }
    }

    /// <summary>What was written is stored for good.</summary>
    public void Committed()
    {
        _ended.Clear();
        foreach (var (id, intent) in _begun)
        {
            _stored.Add(id, intent.Sequence);
        }

        _begun.Clear();
    }

    private void Insert(DuckDbConnection connection)
    {
        using var appender = connection.Append(Table);
        var chunk = appender.Chunk;
        var row = 0;
        foreach (var (id, intent) in _begun)
        {
            chunk.Column<long>(0)[row] = intent.Sequence;
            chunk.SetText(1, row, id);
            chunk.SetText(2, row, intent.Payload.Span);
            if (++row == chunk.Capacity)
            {
                appender.Append(row);
                row = 0;
            }
        }

        appender.Append(row);
        appender.Close();
    }
}
