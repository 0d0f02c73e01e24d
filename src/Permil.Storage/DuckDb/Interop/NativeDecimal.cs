using System.Runtime.InteropServices;

namespace Permil.Storage.DuckDb.Interop;

/// <summary><c>duckdb_decimal</c>: <paramref name="value"/> / 10^<paramref name="scale"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeDecimal(byte width, byte scale, Int128 value)
{
    public readonly byte Width = width;
    public readonly byte Scale = scale;
    public readonly NativeHugeInt Value = new(value);
}
