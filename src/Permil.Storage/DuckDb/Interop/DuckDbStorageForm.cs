namespace Permil.Storage.DuckDb.Interop;

/// <summary>Which .NET types the raw values of a column may be read and written as.</summary>
internal static class DuckDbStorageForm
{
    /// <exception cref="InvalidOperationException">The column's values have another form.</exception>
    public static void Check<T>(DuckDbColumnType type)
        where T : unmanaged
    {
        if (!Fits<T>(type.Storage))
        {
            throw new InvalidOperationException($"The values of a {type} column are not {typeof(T).Name} in memory.");
        }
    }

    private static bool Fits<T>(DuckDbStorage storage)
        where T : unmanaged =>
        storage switch
        {
            DuckDbStorage.Boolean => typeof(T) == typeof(bool) || typeof(T) == typeof(byte),
            DuckDbStorage.Int8 => typeof(T) == typeof(sbyte),
            DuckDbStorage.Int16 => typeof(T) == typeof(short),
            DuckDbStorage.Int32 => typeof(T) == typeof(int),
            DuckDbStorage.Int64 => typeof(T) == typeof(long),
            DuckDbStorage.Int128 => typeof(T) == typeof(Int128),
            DuckDbStorage.UInt8 => typeof(T) == typeof(byte),
            DuckDbStorage.UInt16 => typeof(T) == typeof(ushort),
            DuckDbStorage.UInt32 => typeof(T) == typeof(uint),
            DuckDbStorage.UInt64 => typeof(T) == typeof(ulong),
            DuckDbStorage.UInt128 => typeof(T) == typeof(UInt128),
            DuckDbStorage.Single => typeof(T) == typeof(float),
            DuckDbStorage.Double => typeof(T) == typeof(double),
            DuckDbStorage.List => typeof(T) == typeof(DuckDbListEntry),
            _ => false,
        };
}
