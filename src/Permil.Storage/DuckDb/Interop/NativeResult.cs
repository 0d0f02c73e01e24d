using System.Runtime.InteropServices;

namespace Permil.Storage.DuckDb.Interop;

/// <summary><c>duckdb_result</c>: passed by value to <c>duckdb_fetch_chunk</c>, so its size must be right.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    public ulong DeprecatedColumnCount;
    public ulong DeprecatedRowCount;
    public ulong DeprecatedRowsChanged;
    public nint DeprecatedColumns;
    public nint DeprecatedErrorMessage;
    public nint InternalData;
}
