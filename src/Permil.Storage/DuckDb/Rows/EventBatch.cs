using System.Text;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>Events on their way into the store, in the order in which they came. Used again when it was emptied.</summary>
internal sealed class EventBatch
{
    private readonly List<RowExtra> _extras = [];
    private EventRow[] _rows = new EventRow[1024];
    private byte[] _ids = new byte[32 * 1024];
    private int _idBytes;

    public int Count { get; private set; }

    public Span<EventRow> Rows => _rows.AsSpan(0, Count);

    public RowExtra? ExtraOf(in EventRow row) => row.Extra < 0 ? null : _extras[row.Extra];

    public ReadOnlySpan<byte> IdOf(in EventRow row) => _ids.AsSpan(row.IdStart, row.IdLength);

    /// <summary>Adds a row; its id is kept as UTF-8.</summary>
    public void Add(EventRow row, string id, RowExtra? extra)
    {
        var length = Encoding.UTF8.GetByteCount(id);
        MakeIdRoom(length);
        Encoding.UTF8.GetBytes(id, _ids.AsSpan(_idBytes));
        Add(row, length, extra);
    }

    /// <summary>Adds a row with the UTF-8 of its id.</summary>
    public void Add(in EventRow row, ReadOnlySpan<byte> id)
    {
        MakeIdRoom(id.Length);
        id.CopyTo(_ids.AsSpan(_idBytes));
        Add(row, id.Length, null);
    }

    public void Clear()
    {
        Count = 0;
        _idBytes = 0;
        _extras.Clear();
    }

    private void Add(in EventRow row, int idLength, RowExtra? extra)
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, _rows.Length * 2);
        }

        ref var added = ref _rows[Count++];
        added = row;
        added.IdStart = _idBytes;
        added.IdLength = idLength;
        added.Extra = extra is null ? -1 : _extras.Count;
        _idBytes += idLength;
        if (extra is not null)
        {
            _extras.Add(extra);
        }
    }

    private void MakeIdRoom(int length)
    {
        if (_ids.Length - _idBytes < length)
        {
            Array.Resize(ref _ids, Math.Max(_ids.Length * 2, _idBytes + length));
        }
    }
}
