namespace Permil.Storage.DuckDb.Interop;

/// <summary>How the values of a vector lie in memory.</summary>
internal enum DuckDbStorage
{
    /// <summary>A form this layer does not read: ENUM, STRUCT outside of a map, ARRAY, UNION, BIT, INTERVAL, ...</summary>
    Other,
    Boolean,
    Int8,
    Int16,
    Int32,
    Int64,
    Int128,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    UInt128,
    Single,
    Double,

    /// <summary>VARCHAR and BLOB: <see cref="NativeString"/>.</summary>
    Bytes,

    /// <summary>LIST and MAP: <see cref="DuckDbListEntry"/> into a child vector.</summary>
    List,
}
