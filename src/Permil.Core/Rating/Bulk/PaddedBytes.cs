using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Permil.Rating.Bulk;

/// <summary>Compares short texts in a load or two. Both sides must have <see cref="ChunkReader.Slack"/> bytes behind them.</summary>
internal static class PaddedBytes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreSame(ref byte left, ref byte right, int length)
    {
        unchecked
        {
            if (length <= Vector128<byte>.Count)
            {
                var same = Vector128
                    .Equals(Vector128.LoadUnsafe(ref left), Vector128.LoadUnsafe(ref right))
                    .ExtractMostSignificantBits();
                return (~same & ((1u << length) - 1)) == 0;
            }

            if (length <= Vector256<byte>.Count)
            {
                var same = Vector256
                    .Equals(Vector256.LoadUnsafe(ref left), Vector256.LoadUnsafe(ref right))
                    .ExtractMostSignificantBits();
                return (~same & (uint)((1ul << length) - 1)) == 0;
            }

            return MemoryMarshal
                .CreateReadOnlySpan(ref left, length)
                .SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref right, length));
        }
    }
}
