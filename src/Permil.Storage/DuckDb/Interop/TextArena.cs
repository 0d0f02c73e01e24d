using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>
/// Memory that does not move, for the texts of one chunk: DuckDB copies them when the chunk is appended. So a text costs
/// no call into DuckDB, and a string is encoded where it will lie.
/// </summary>
internal sealed unsafe class TextArena
{
    private const int BlockLength = 64 * 1024;
    private const int MaxLengthInBlock = BlockLength / 4;

    private readonly List<byte[]> _blocks = [];
    private readonly List<byte[]> _large = [];
    private int _block;
    private int _used;
    private bool _lastIsLarge;

    /// <summary>Memory of at least one byte, until <see cref="Clear"/>.</summary>
    public byte* Reserve(int length)
    {
        _lastIsLarge = length > MaxLengthInBlock;
        if (_lastIsLarge)
        {
            var large = GC.AllocateUninitializedArray<byte>(length, pinned: true);
            _large.Add(large);
            return AddressOf(large, 0);
        }

        if (_blocks.Count == 0 || _used + length > BlockLength)
        {
            _block = _blocks.Count == 0 ? 0 : _block + 1;
            _used = 0;
            if (_block == _blocks.Count)
            {
                _blocks.Add(GC.AllocateUninitializedArray<byte>(BlockLength, pinned: true));
            }
        }

        return AddressOf(_blocks[_block], _used);
    }

    /// <summary>Keeps the first bytes of what was reserved last.</summary>
    public void Keep(int length)
    {
        if (!_lastIsLarge)
        {
            _used += length;
        }
    }

    /// <summary>Makes all memory free again; that of large texts goes back to the system.</summary>
    public void Clear()
    {
        _block = 0;
        _used = 0;
        _large.Clear();
    }

    private static byte* AddressOf(byte[] block, int index) =>
        (byte*)Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block), index));
}
