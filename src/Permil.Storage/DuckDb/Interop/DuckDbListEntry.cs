using System.Runtime.InteropServices;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>A list of a row: where its elements lie in the child vector.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DuckDbListEntry(ulong Offset, ulong Length);
