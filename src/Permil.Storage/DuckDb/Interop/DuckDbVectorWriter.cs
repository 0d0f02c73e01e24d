using System.Numerics;
using System.Text.Unicode;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>The values of a column in a chunk to be appended, or the elements of all its lists.</summary>
internal sealed unsafe class DuckDbVectorWriter
{
    private const int MinListCapacity = 2048;

    private readonly TextArena _texts;
    private readonly DuckDbVectorWriter? _keys;
    private readonly DuckDbVectorWriter? _elements;
    private nint _vector;
    private void* _data;
    private ulong* _validity;
    private int _capacity;
    private int _elementCount;
    private string? _lastText;
    private int _lastTextRow;

    internal DuckDbVectorWriter(DuckDbColumnType type, TextArena texts)
    {
        Type = type;
        _texts = texts;
        _keys = type.Key is { } key ? new(key, texts) : null;
        _elements = type.Element is { } element ? new(element, texts) : null;
    }

    public DuckDbColumnType Type { get; }

    /// <summary>The raw values, to be filled: integers, decimals without their point, microseconds.</summary>
    /// <exception cref="InvalidOperationException">The column lies in memory in another form than <typeparamref name="T"/>.</exception>
    public Span<T> Values<T>()
        where T : unmanaged
    {
        DuckDbStorageForm.Check<T>(Type);
        return new(_data, _capacity);
    }

    public void SetNull(int row)
    {
        Check(row);
        if (_validity is null)
        {
            NativeMethods.EnsureValidityWritable(_vector);
            _validity = NativeMethods.VectorValidity(_vector);
        }

        _validity[row / 64] &= ~(1UL << (row % 64));
    }

    /// <summary>Sets a VARCHAR.</summary>
    /// <exception cref="ArgumentException">The bytes are not UTF-8.</exception>
    public void SetText(int row, ReadOnlySpan<byte> utf8)
    {
        Require(row, DuckDbType.Varchar);
        if (!Utf8.IsValid(utf8))
        {
            throw new ArgumentException("The text is not valid UTF-8.", nameof(utf8));
        }

        Set(row, utf8);
    }

    /// <summary>Sets a VARCHAR; null is NULL.</summary>
    /// <exception cref="ArgumentException">The text has a lone surrogate.</exception>
    public void SetText(int row, string? text)
    {
        Require(row, DuckDbType.Varchar);
        if (text is null)
        {
            SetNull(row);
            return;
        }

        if (ReferenceEquals(text, _lastText))
        {
            // Columns say the same thing row after row: it is written once a chunk.
            ((NativeString*)_data)[row] = ((NativeString*)_data)[_lastTextRow];
            return;
        }

        var maxLength = NativeUtf8.MaxLength(text);
        var memory = _texts.Reserve(maxLength);
        var length = NativeUtf8.Encode(text, new Span<byte>(memory, maxLength));
        Set(row, memory, length);
        (_lastText, _lastTextRow) = (text, row);
    }

    /// <summary>Sets a BLOB.</summary>
    public void SetBytes(int row, ReadOnlySpan<byte> bytes)
    {
        Require(row, DuckDbType.Blob);
        Set(row, bytes);
    }

    /// <summary>Sets a LIST of numbers.</summary>
    public void SetList<T>(int row, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Require(row, DuckDbType.List);
        var start = BeginList(row, values.Length);
        values.CopyTo(_elements!.Values<T>()[start..]);
    }

    /// <summary>Sets a LIST of texts; null is NULL.</summary>
    public void SetTextList(int row, ReadOnlySpan<string?> texts)
    {
        Require(row, DuckDbType.List);
        var start = BeginList(row, texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            _elements!.SetText(start + i, texts[i]);
        }
    }

    /// <summary>Sets a MAP of texts, in the order of the dictionary; a value that is null is NULL.</summary>
    public void SetTextMap(int row, IReadOnlyDictionary<string, string?> map)
    {
        Require(row, DuckDbType.Map);
        var next = BeginList(row, map.Count);
        foreach (var (key, value) in map)
        {
            _keys!.SetText(next, key);
            _elements!.SetText(next, value);
            next++;
        }
    }

    /// <summary>Takes a vector as DuckDB made it, or made it new.</summary>
    internal void Attach(nint vector, int capacity)
    {
        _vector = vector;
        _validity = null;
        _capacity = 0;
        _elementCount = 0;
        _lastText = null;
        Grow(capacity);
        _keys?.Detach();
        _elements?.Detach();
    }

    internal void Detach()
    {
        _vector = 0;
        _data = null;
        _validity = null;
        _capacity = 0;
        _elementCount = 0;
        _lastText = null;
        _keys?.Detach();
        _elements?.Detach();
    }

    internal void SetListSizes()
    {
        if (Type.Storage == DuckDbStorage.List)
        {
            _ = NativeMethods.SetListSize(_vector, (ulong)_elementCount);
            _elements?.SetListSizes();
        }
    }

    /// <summary>Takes the vector's memory as it is now. New places of texts and lists are emptied: DuckDB follows them.</summary>
    private void Grow(int capacity)
    {
        _data = NativeMethods.VectorData(_vector);
        _validity = _validity is null ? null : NativeMethods.VectorValidity(_vector);
        if (Type.Storage is DuckDbStorage.Bytes or DuckDbStorage.List)
        {
            new Span<NativeString>(_data, capacity)[_capacity..].Clear();
        }

        _capacity = capacity;
    }

    private int BeginList(int row, int length)
    {
        var start = _elementCount;
        var needed = start + length;
        if (_elements!._capacity < needed)
        {
            var capacity = Math.Max(MinListCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)needed));
            if (NativeMethods.ReserveList(_vector, (ulong)capacity) != 0)
            {
                throw new DuckDbException(DuckDbErrorType.OutOfMemory, $"No memory for {capacity} elements of lists.");
            }

            var child = NativeMethods.ListChild(_vector);
            _keys?.Extend(NativeMethods.StructChild(child, 0), capacity);
            _elements.Extend(_keys is null ? child : NativeMethods.StructChild(child, 1), capacity);
        }

        _elementCount = needed;
        ((DuckDbListEntry*)_data)[row] = new((ulong)start, (ulong)length);
        return start;
    }

    private void Extend(nint vector, int capacity)
    {
        _vector = vector;
        Grow(capacity);
    }

    private void Set(int row, ReadOnlySpan<byte> bytes)
    {
        var memory = _texts.Reserve(bytes.Length);
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        Set(row, memory, bytes.Length);
    }

    /// <summary>Refers to bytes that were just reserved, or takes them in when they are few.</summary>
    private void Set(int row, byte* bytes, int length)
    {
        var text = (NativeString*)_data + row;
        *text = default;
        text->Length = (uint)length;
        if (length <= NativeString.MaxInlineLength)
        {
            new ReadOnlySpan<byte>(bytes, length).CopyTo(new Span<byte>(text->Inline, NativeString.MaxInlineLength));
            return;
        }

        new ReadOnlySpan<byte>(bytes, NativeString.PrefixLength).CopyTo(
            new Span<byte>(text->Inline, NativeString.PrefixLength)
        );
        text->Pointer = bytes;
        _texts.Keep(length);
    }

    private void Require(int row, DuckDbType id)
    {
        Check(row);
        if (Type.Id != id)
        {
            throw new InvalidOperationException($"A {Type} column was given a {id}.");
        }
    }

    private void Check(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, _capacity);
    }
}
