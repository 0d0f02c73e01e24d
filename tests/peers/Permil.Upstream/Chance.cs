using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Permil.Upstream;

/// <summary>Numbers that follow from a seed and a body: the same call gets the same answer.</summary>
public sealed class Chance
{
    private ulong _state;

    public Chance(int seed, ReadOnlySpan<byte> body) =>
        _state = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(body)) ^ (uint)seed;

    /// <summary>From 1 to a number, both included.</summary>
    public long UpTo(long most) => 1 + (long)(Next() % (ulong)Math.Max(1, most));

    // SplitMix64.
    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}
