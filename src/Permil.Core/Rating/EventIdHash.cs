using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Permil.Rating;

/// <summary>
/// 128 bits for (source, id): two events of ten billion share one by chance with a probability below 10^-18.
/// Not a defence against ids made to collide.
/// </summary>
internal static class EventIdHash
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0xD6E8FEB86659FD93;

    public static UInt128 Of(string source, string id)
    {
        const int MaxOnStack = 512;
        var seed = SeedOf(source);
        var maxBytes = Encoding.UTF8.GetMaxByteCount(id.Length);
        var bytes = maxBytes <= MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[maxBytes];
        return Of(seed, bytes[..Encoding.UTF8.GetBytes(id, bytes)]);
    }

    /// <summary>What ids of one source are hashed with.</summary>
    public static ulong SeedOf(string source) => unchecked((ulong)Of(Prime3, Encoding.UTF8.GetBytes(source)));

    /// <summary>Never 0, so that 0 can mean an empty place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static UInt128 Of(ulong seed, ReadOnlySpan<byte> id)
    {
        unchecked
        {
            ref var start = ref MemoryMarshal.GetReference(id);
            var length = id.Length;
            var low = seed ^ ((ulong)length * Prime1);
            var high = seed + Prime2;
            var offset = 0;
            for (; offset + 16 <= length; offset += 16)
            {
                Mix(ref low, ref high, Read8(ref start, offset), Read8(ref start, offset + 8));
            }

            if (length >= 16 && offset < length)
            {
                // The last 16 bytes, some of them for the second time: the length says which.
                Mix(ref low, ref high, Read8(ref start, length - 16), Read8(ref start, length - 8));
            }
            else if (offset < length)
            {
                Span<byte> rest = stackalloc byte[16];
                rest.Clear();
                id[offset..].CopyTo(rest);
                ref var restStart = ref MemoryMarshal.GetReference(rest);
                Mix(ref low, ref high, Read8(ref restStart, 0), Read8(ref restStart, 8));
            }

            low = Fold(low ^ Prime3, high ^ Prime4);
            high = Fold(high ^ Prime1, low ^ Prime2);
            return new UInt128(high | 1, low);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref ulong low, ref ulong high, ulong first, ulong second)
    {
        low = unchecked(Fold(low ^ first ^ Prime1, second ^ Prime2) + high);
        high = Fold(high ^ second ^ Prime3, first ^ Prime4) ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    private static ulong Read8(ref byte start, int offset) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));
}
