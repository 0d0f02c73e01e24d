using System.Numerics;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>The values of a column in a chunk, or the elements of all its lists.</summary>
/// <remarks>Valid as long as its chunk. Getters of one row check the type and NULL; spans are for many rows.</remarks>
internal sealed unsafe class DuckDbVector
{
    private readonly DataChunkHandle _owner;
    private readonly nint _vector;
    private readonly void* _data;
    private readonly ulong* _validity;

    internal DuckDbVector(DataChunkHandle owner, nint vector, DuckDbColumnType type, int count)
    {
        _owner = owner;
        _vector = vector;
        Type = type;
        Count = count;
        _data = NativeMethods.VectorData(vector);
        _validity = NativeMethods.VectorValidity(vector);
        if (type.Storage == DuckDbStorage.List)
        {
            var child = NativeMethods.ListChild(vector);
            var size = (int)NativeMethods.ListSize(vector);
            if (type.Key is { } key)
            {
                Keys = new(owner, NativeMethods.StructChild(child, 0), key, size);
                child = NativeMethods.StructChild(child, 1);
            }

            // A list or a map has a type of elements.
            Elements = new(owner, child, type.Element!, size);
        }
    }

    public DuckDbColumnType Type { get; }

    public int Count { get; }

    /// <summary>Elements of all rows of a LIST, values of all rows of a MAP; see <see cref="Entry"/>.</summary>
    public DuckDbVector? Elements { get; }

    /// <summary>Keys of all rows of a MAP.</summary>
    public DuckDbVector? Keys { get; }

    public bool HasNulls
    {
        get
        {
            CheckAlive();
            if (_validity is null)
            {
                return false;
            }

            var words = Count / 64;
            for (var i = 0; i < words; i++)
            {
                if (_validity[i] != ulong.MaxValue)
                {
                    return true;
                }
            }

            var rest = Count % 64;
            return rest > 0 && BitOperations.TrailingZeroCount(~_validity[words]) < rest;
        }
    }

    public bool IsNull(int row)
    {
        Check(row);
        return _validity is not null && (_validity[row / 64] & (1UL << (row % 64))) == 0;
    }

    /// <summary>The raw values: integers, decimals without their point, microseconds. Where a row is NULL, anything.</summary>
    /// <exception cref="InvalidOperationException">The column lies in memory in another form than <typeparamref name="T"/>.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
    {
        CheckAlive();
        DuckDbStorageForm.Check<T>(Type);
        return new(_data, Count);
    }

    /// <summary>Text of a VARCHAR, null for NULL.</summary>
    public string? Text(int row) => IsNull(row) ? null : NativeUtf8.Decode(BytesAt(row, DuckDbType.Varchar));

    /// <summary>Text of a VARCHAR in UTF-8, nothing for NULL; valid as long as the chunk.</summary>
    public ReadOnlySpan<byte> Utf8(int row) => IsNull(row) ? default : BytesAt(row, DuckDbType.Varchar);

    /// <summary>A copy of a BLOB, null for NULL.</summary>
    public byte[]? Bytes(int row) => IsNull(row) ? null : BytesAt(row, DuckDbType.Blob).ToArray();

    public bool Boolean(int row) => One<bool>(row);

    /// <summary>Any integer, or a DECIMAL without places.</summary>
    /// <exception cref="DuckDbException">The number does not fit.</exception>
    public long Int64(int row)
    {
        var value = Integer(row);
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : throw TooLarge(value, "BIGINT");
    }

    /// <summary>Any integer, or a DECIMAL without places.</summary>
    public Int128 Integer(int row) => Type.Scale == 0 ? Digits(row) : throw WrongType("an integer");

    /// <summary>FLOAT or DOUBLE.</summary>
    public double Double(int row) => Type.Storage == DuckDbStorage.Single ? One<float>(row) : One<double>(row);

    /// <summary>Any DECIMAL or integer, exactly.</summary>
    /// <exception cref="DuckDbException">The number has more digits than <see cref="decimal"/> holds.</exception>
    public decimal Decimal(int row) => DuckDbDecimal.ToDecimal(Digits(row), Type.Scale);

    /// <summary>A TIMESTAMP, with or without zone, of seconds, milliseconds or microseconds, as a moment in UTC.</summary>
    /// <exception cref="DuckDbException">Infinity, or a year outside of 1 to 9999.</exception>
    public DateTimeOffset Timestamp(int row)
    {
        var ticksPerUnit = Type.Id switch
        {
            DuckDbType.Timestamp or DuckDbType.TimestampWithZone => TimeSpan.TicksPerMicrosecond,
            DuckDbType.TimestampMilliseconds => TimeSpan.TicksPerMillisecond,
            DuckDbType.TimestampSeconds => TimeSpan.TicksPerSecond,
            _ => throw WrongType("a timestamp"),
        };
        return DuckDbTime.FromUnits(One<long>(row), ticksPerUnit);
    }

    /// <exception cref="DuckDbException">Infinity, or a year outside of 1 to 9999.</exception>
    public DateOnly Date(int row) =>
        Type.Id == DuckDbType.Date
            ? DateOnly.FromDateTime(DuckDbTime.FromUnits(One<int>(row), TimeSpan.TicksPerDay).UtcDateTime)
            : throw WrongType("a date");

    /// <summary>Where the elements of a row's LIST or MAP lie in <see cref="Elements"/>; an empty range for NULL.</summary>
    public Range Entry(int row)
    {
        if (IsNull(row))
        {
            return default;
        }

        if (Type.Storage != DuckDbStorage.List)
        {
            throw WrongType("a list");
        }

        var entry = ((DuckDbListEntry*)_data)[row];
        return (int)entry.Offset..(int)(entry.Offset + entry.Length);
    }

    /// <summary>Raw elements of a row's LIST, null for NULL.</summary>
    /// <exception cref="InvalidOperationException">An element is NULL, or of another form than <typeparamref name="T"/>.</exception>
    public T[]? List<T>(int row)
        where T : unmanaged
    {
        var entry = Entry(row);
        if (IsNull(row))
        {
            return null;
        }

        var elements = ElementsOf(row);
        var (start, length) = entry.GetOffsetAndLength(elements.Count);
        for (var i = start; i < start + length; i++)
        {
            if (elements.IsNull(i))
            {
                throw new InvalidOperationException($"Element {i - start} of the list in row {row} is NULL.");
            }
        }

        return elements.Values<T>()[entry].ToArray();
    }

    /// <summary>Texts of a row's LIST, null for NULL.</summary>
    public string?[]? TextList(int row)
    {
        var entry = Entry(row);
        if (IsNull(row))
        {
            return null;
        }

        var elements = ElementsOf(row);
        var (start, length) = entry.GetOffsetAndLength(elements.Count);
        var texts = new string?[length];
        for (var i = 0; i < length; i++)
        {
            texts[i] = elements.Text(start + i);
        }

        return texts;
    }

    /// <summary>A row's MAP(VARCHAR, VARCHAR), null for NULL.</summary>
    public IReadOnlyDictionary<string, string?>? TextMap(int row)
    {
        if (Keys is null)
        {
            throw WrongType("a map");
        }

        var entry = Entry(row);
        if (IsNull(row))
        {
            return null;
        }

        var (start, length) = entry.GetOffsetAndLength(Keys.Count);
        var map = new Dictionary<string, string?>(length, StringComparer.Ordinal);
        for (var i = start; i < start + length; i++)
        {
            // DuckDB lets no key of a map be NULL.
            map.Add(Keys.Text(i)!, ElementsOf(row).Text(i));
        }

        return map;
    }

    private DuckDbVector ElementsOf(int row) =>
        Elements ?? throw new InvalidOperationException($"Row {row} of a {Type} has no elements.");

    private T One<T>(int row)
        where T : unmanaged
    {
        CheckNotNull(row);
        return Values<T>()[row];
    }

    private Int128 Digits(int row)
    {
        CheckNotNull(row);
        return Type.Storage switch
        {
            _ when Type.Id is not (DuckDbType.Decimal or DuckDbType.HugeInt or DuckDbType.UHugeInt)
                    && !IsSmallInteger => throw WrongType("a number without fraction"),
            DuckDbStorage.Int8 => ((sbyte*)_data)[row],
            DuckDbStorage.Int16 => ((short*)_data)[row],
            DuckDbStorage.Int32 => ((int*)_data)[row],
            DuckDbStorage.Int64 => ((long*)_data)[row],
            DuckDbStorage.Int128 => ((Int128*)_data)[row],
            DuckDbStorage.UInt8 => ((byte*)_data)[row],
            DuckDbStorage.UInt16 => ((ushort*)_data)[row],
            DuckDbStorage.UInt32 => ((uint*)_data)[row],
            DuckDbStorage.UInt64 => ((ulong*)_data)[row],
            DuckDbStorage.UInt128 when ((UInt128*)_data)[row] is var value => value <= (UInt128)Int128.MaxValue
                ? (Int128)value
                : throw TooLarge(value, "HUGEINT"),
            _ => throw WrongType("a number without fraction"),
        };
    }

    private bool IsSmallInteger =>
        Type.Id
            is (>= DuckDbType.TinyInt and <= DuckDbType.BigInt)
                or (>= DuckDbType.UTinyInt and <= DuckDbType.UBigInt);

    private ReadOnlySpan<byte> BytesAt(int row, DuckDbType id) =>
        Type.Id == id ? NativeString.BytesAt((NativeString*)_data + row) : throw WrongType($"a {id}");

    private void Check(int row)
    {
        CheckAlive();
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
    }

    private void CheckAlive() => ObjectDisposedException.ThrowIf(_owner.IsClosed, typeof(DuckDbChunk));

    private void CheckNotNull(int row)
    {
        if (IsNull(row))
        {
            throw new InvalidOperationException($"Row {row} of a {Type} column is NULL.");
        }
    }

    private InvalidOperationException WrongType(string wanted) => new($"A {Type} column was read as {wanted}.");

    private static DuckDbException TooLarge<T>(T value, string type) =>
        new(DuckDbErrorType.OutOfRange, $"{value} does not fit a {type}.");
}
