using Permil.Storage.DuckDb.Rows;
using Permil.Storage.Ids;

namespace Permil.Storage.DuckDb.Writing;

/// <summary>Tells the events of a batch apart: new ones, duplicates and conflicts. Of several with one id the first counts.</summary>
internal sealed class BatchCheck
{
    private ulong[] _keys = [];
    private int[] _order = [];
    private IdEntry[] _entries = [];
    private ulong?[] _stored = [];
    private bool[] _isNew = [];
    private int _newCount;

    /// <summary>Rows that say something else than the event of their id, in the order of the batch.</summary>
    public List<int> Conflicts { get; } = [];

    public int NewCount => _newCount;

    public int DuplicateCount { get; private set; }

    /// <summary>Whether a row of the batch is new.</summary>
    public bool IsNew(int row) => _isNew[row];

    /// <summary>The ids of the new rows in order. Valid until the next batch.</summary>
    public ReadOnlyMemory<IdEntry> NewIds => _entries.AsMemory(0, _newCount);

    public void Check(EventBatch batch, IdIndex index)
    {
        MakeRoom(batch.Count);
        Conflicts.Clear();
        DuplicateCount = 0;
        Sort(batch.Rows);
        var ids = CollectIds(batch.Rows);
        index.Find(_entries.AsSpan(0, ids), _stored);
        Decide(batch.Rows, ids);
        Conflicts.Sort();
    }

    private void MakeRoom(int rows)
    {
        if (_keys.Length < rows)
        {
            _keys = new ulong[rows];
            _order = new int[rows];
            _entries = new IdEntry[rows];
            _stored = new ulong?[rows];
            _isNew = new bool[rows];
        }
    }

    /// <summary>By id, then as they came.</summary>
    private void Sort(Span<EventRow> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            _keys[i] = (ulong)(rows[i].Id >> 64);
            _order[i] = i;
        }

        Array.Sort(_keys, _order, 0, rows.Length);
        for (var first = 0; first < rows.Length; )
        {
            var next = first + 1;
            while (next < rows.Length && _keys[next] == _keys[first])
            {
                next++;
            }

            if (next - first > 1)
            {
                SortSame(rows, _order.AsSpan(first, next - first));
            }

            first = next;
        }
    }

    private static void SortSame(ReadOnlySpan<EventRow> rows, Span<int> order)
    {
        var lows = new (ulong Low, int Row)[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            lows[i] = (unchecked((ulong)rows[order[i]].Id), order[i]);
        }

        Array.Sort(lows);
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = lows[i].Row;
        }
    }

    /// <summary>Each id once, with what its first row says.</summary>
    private int CollectIds(ReadOnlySpan<EventRow> rows)
    {
        var ids = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[_order[i]];
            if (i == 0 || rows[_order[i - 1]].Id != row.Id)
            {
                _entries[ids++] = new IdEntry(_keys[i], unchecked((ulong)row.Id), row.Content);
            }
        }

        return ids;
    }

    private void Decide(ReadOnlySpan<EventRow> rows, int ids)
    {
        var place = 0;
        _newCount = 0;
        for (var id = 0; id < ids; id++)
        {
            var entry = _entries[id];
            var content = _stored[id] ?? entry.Content;
            var isFirst = _stored[id] is null;
            for (; place < rows.Length && rows[_order[place]].Id == entry.Id; place++)
            {
                var row = _order[place];
                _isNew[row] = isFirst;
                if (isFirst)
                {
                    isFirst = false;
                }
                else if (rows[row].Content == content)
                {
                    DuplicateCount++;
                }
                else
                {
                    Conflicts.Add(row);
                }
            }

            if (_stored[id] is null)
            {
                _entries[_newCount++] = entry;
            }
        }
    }
}
