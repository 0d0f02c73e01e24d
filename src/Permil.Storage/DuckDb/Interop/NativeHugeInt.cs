using System.Runtime.InteropServices;

namespace Permil.Storage.DuckDb.Interop;

/// <summary><c>duckdb_hugeint</c> as it is passed by value.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeHugeInt(Int128 value)
{
    public readonly ulong Lower = unchecked((ulong)value);
    public readonly long Upper = (long)(value >> 64);
}
