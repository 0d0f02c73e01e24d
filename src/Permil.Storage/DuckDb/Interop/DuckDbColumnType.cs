namespace Permil.Storage.DuckDb.Interop;

/// <summary>The type of a column, with the types of what is in it.</summary>
internal sealed record DuckDbColumnType
{
    private DuckDbColumnType(DuckDbType id, DuckDbStorage storage)
    {
        Id = id;
        Storage = storage;
    }

    public DuckDbType Id { get; }

    public DuckDbStorage Storage { get; }

    /// <summary>Digits of a DECIMAL, 1 to 38; otherwise 0.</summary>
    public int Width { get; private init; }

    /// <summary>Digits of a DECIMAL after the point, 0 to <see cref="Width"/>; otherwise 0.</summary>
    public int Scale { get; private init; }

    /// <summary>Type of a LIST's elements or a MAP's values.</summary>
    public DuckDbColumnType? Element { get; private init; }

    /// <summary>Type of a MAP's keys.</summary>
    public DuckDbColumnType? Key { get; private init; }

    /// <summary>As SQL writes it, as far as this layer reads the type: <c>DECIMAL(38,12)</c>, <c>MAP(VARCHAR, BIGINT)</c>.</summary>
    public override string ToString() =>
        Id switch
        {
            DuckDbType.Decimal => $"DECIMAL({Width},{Scale})",
            DuckDbType.List => $"{Element}[]",
            DuckDbType.Map => $"MAP({Key}, {Element})",
            DuckDbType.TimestampWithZone => "TIMESTAMP WITH TIME ZONE",
            _ => Id.ToString().ToUpperInvariant(),
        };

    internal static DuckDbColumnType Read(LogicalTypeHandle type)
    {
        var id = NativeMethods.TypeId(type);
        switch (id)
        {
            case DuckDbType.Decimal:
                return new(id, StorageOf(NativeMethods.DecimalInternalType(type)))
                {
                    Width = NativeMethods.DecimalWidth(type),
                    Scale = NativeMethods.DecimalScale(type),
                };
            case DuckDbType.List:
                return new(id, DuckDbStorage.List) { Element = Take(NativeMethods.ListChildType(type)) };
            case DuckDbType.Map:
                return new(id, DuckDbStorage.List)
                {
                    Key = Take(NativeMethods.MapKeyType(type)),
                    Element = Take(NativeMethods.MapValueType(type)),
                };
            default:
                return new(id, StorageOf(id));
        }
    }

    internal static DuckDbColumnType Take(nint type)
    {
        using var handle = new LogicalTypeHandle(type);
        return Read(handle);
    }

    private static DuckDbStorage StorageOf(DuckDbType id) =>
        id switch
        {
            DuckDbType.Boolean => DuckDbStorage.Boolean,
            DuckDbType.TinyInt => DuckDbStorage.Int8,
            DuckDbType.SmallInt => DuckDbStorage.Int16,
            DuckDbType.Integer or DuckDbType.Date => DuckDbStorage.Int32,
            DuckDbType.BigInt
            or DuckDbType.Time
            or DuckDbType.Timestamp
            or DuckDbType.TimestampWithZone
            or DuckDbType.TimestampSeconds
            or DuckDbType.TimestampMilliseconds
            or DuckDbType.TimestampNanoseconds => DuckDbStorage.Int64,
            DuckDbType.HugeInt or DuckDbType.Uuid => DuckDbStorage.Int128,
            DuckDbType.UTinyInt => DuckDbStorage.UInt8,
            DuckDbType.USmallInt => DuckDbStorage.UInt16,
            DuckDbType.UInteger => DuckDbStorage.UInt32,
            DuckDbType.UBigInt => DuckDbStorage.UInt64,
            DuckDbType.UHugeInt => DuckDbStorage.UInt128,
            DuckDbType.Float => DuckDbStorage.Single,
            DuckDbType.Double => DuckDbStorage.Double,
            DuckDbType.Varchar or DuckDbType.Blob => DuckDbStorage.Bytes,
            _ => DuckDbStorage.Other,
        };
}
