using System.Runtime.InteropServices;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>
/// <c>duckdb_string_t</c>, 16 bytes: the length, then up to 12 bytes in place (the rest zero), or 4 bytes and a pointer.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeString
{
    public const int MaxInlineLength = 12;
    public const int PrefixLength = 4;

    [FieldOffset(0)]
    public uint Length;

    [FieldOffset(4)]
    public fixed byte Inline[MaxInlineLength];

    [FieldOffset(8)]
    public byte* Pointer;

    /// <summary>The bytes of the string at an address of DuckDB's, valid as long as its vector is.</summary>
    public static ReadOnlySpan<byte> BytesAt(NativeString* text)
    {
        var length = checked((int)text->Length);
        return new(length <= MaxInlineLength ? text->Inline : text->Pointer, length);
    }
}
